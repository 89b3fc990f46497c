import { refusals as administrative } from '../lib/forms/administration';
import { refusals } from '../lib/forms/refusals';
import * as administration from '../lib/server/administration';
import { config } from '../lib/server/config';
import * as registers from '../lib/server/registers';
import * as users from '../lib/server/users';
import { askPassword, askUsername, Refused, say } from './terminal';

type Options = { reason?: string };

/** Nobody is signed in at a terminal; the log says so. */
const terminal = null;

async function personOf(given: string | undefined) {
	const username = await askUsername(given);
	const person = await users.find(username);
	if (!person) throw new Refused(`There is nobody called ${username}.`);
	return person;
}

function check(outcome: string) {
	if (outcome === 'last-superuser' || outcome === 'inactive')
		throw new Refused(`${administrative[outcome]}.`);
	if (outcome !== 'done') throw new Error(`The answer was ${outcome}`);
}

/** Makes an account that is a superuser's from its first moment. */
export async function createSuperuser(given: string | undefined) {
	const username = await askUsername(given);
	const password = await askPassword();
	const outcome = await users.register({ username, password }, (user, tx) =>
		administration.crown(user, tx)
	);
	if ('refused' in outcome)
		throw new Refused(outcome.refused.map((each) => `${refusals[each]}.`).join('\n'));
	say(`${outcome.user.username} is a superuser and can sign in.`);
}

export async function changePassword(given: string | undefined) {
	const person = await personOf(given);
	const outcome = await administration.setPassword(terminal, person.id, await askPassword());
	if (typeof outcome === 'object') throw new Refused(`${refusals[outcome.refused]}.`);
	check(outcome);
	say(`The password of ${person.username} is changed, and all sessions are ended.`);
}

export async function passwordLink(given: string | undefined, { reason }: Options) {
	const person = await personOf(given);
	const made = await administration.makePasswordLink(terminal, person.id, reason);
	if (typeof made === 'string') return check(made);
	const origin = config.ORIGIN ?? `http://localhost:${config.PORT}`;
	if (!config.ORIGIN) console.error(`ORIGIN is not set; the site is taken to be at ${origin}.`);
	console.error(`For ${person.username}, once, within 24 hours:`);
	say(`${origin}/password-link?secret=${made.secret}`);
}

const done = {
	activate: 'is active.',
	deactivate: 'is deactivated, and signed out everywhere.',
	promote: 'is a superuser.',
	demote: 'is no superuser any more.'
};

export const changes = (deed: keyof typeof done) =>
	async function (given: string | undefined, { reason }: Options) {
		const person = await personOf(given);
		check(await administration[deed](terminal, person.id, reason));
		say(`${person.username} ${done[deed]}`);
	};

/** A table for people, JSON for programs. */
export async function list({ json }: { json?: boolean }) {
	const everybody = (await registers.everybody()).map(({ role, ...person }) => ({
		id: person.id,
		username: person.username,
		is_active: person.isActive,
		is_superuser: role === 'superuser',
		last_login: person.lastLogin,
		created_at: person.createdAt
	}));
	if (json) return say(JSON.stringify(everybody, null, '\t'));

	const day = (moment: Date | null) => moment?.toISOString().slice(0, 10) ?? 'never';
	const rows = everybody.map((person) => [
		`${person.id}`,
		person.username,
		[person.is_active ? 'active' : 'deactivated', person.is_superuser ? 'superuser' : '']
			.filter(Boolean)
			.join(', '),
		day(person.last_login),
		day(person.created_at)
	]);
	const table = [['id', 'username', 'state', 'last sign-in', 'since'], ...rows];
	const widths = table[0]!.map((_, column) =>
		Math.max(...table.map((row) => [...row[column]!].length))
	);
	const line = (row: string[]) =>
		row
			.map((cell, column) => cell + ' '.repeat(widths[column]! - [...cell].length))
			.join('  ')
			.trimEnd();
	say(...table.map(line));
}
