import { randomBytes } from 'node:crypto';
import { Presets, SingleBar } from 'cli-progress';
import { config } from '../lib/server/config';
import * as seeds from '../lib/server/seeds';
import * as users from '../lib/server/users';
import { Refused, say } from './terminal';

type Options = { people: string; polls: string; force?: boolean };

function wholeNumber(text: string, most: number) {
	if (/^\d{1,7}$/.test(text) && Number(text) >= 1 && Number(text) <= most) return Number(text);
	throw new Refused(`${text} must be a whole number between 1 and ${most}.`);
}

/** An account that can be signed in to, under the name or, where that is taken, one like it. */
async function anAccount(name: string, password: string) {
	for (let number = 1; number < 1000; number++) {
		const username = number === 1 ? name : `${name}-${number}`;
		const outcome = await users.register({ username, password });
		if ('user' in outcome) return outcome.user;
	}
	throw new Refused(`No name like ${name} is free.`);
}

/** Fills the site, tells how far it is, and in the end how to sign in. */
export async function seed({ people, polls, force }: Options) {
	const size = { people: wholeNumber(people, 100_000), polls: wholeNumber(polls, 10_000) };
	if (!force && config.ORIGIN?.startsWith('https:'))
		throw new Refused(
			'ORIGIN is https, so this looks like a site for real people. Add --force to fill it.'
		);
	if (!force && !(await seeds.isUntouched()))
		throw new Refused(
			'There are people or polls here already. Add --force to fill in samples beside them.'
		);

	// Random each time: a known password would be a way in wherever somebody forgot the samples.
	const password = randomBytes(12).toString('base64url');
	const [author, voter] = [
		await anAccount('sample-author', password),
		await anAccount('sample-voter', password)
	];
	const progress = process.stderr.isTTY ? aBar(size.polls) : lines(size.polls);
	const votes = await seeds.fill(size, author.id, progress.update).finally(progress.stop);

	say(
		`Made ${size.people} people, ${size.polls} polls and ${votes} votes.`,
		`Sign in as ${author.username}, who wrote some of the polls, or as ${voter.username}.`,
		`The password of both: ${password}`,
		`For a superuser: npm run manage -- promote ${author.username}`
	);
}

function aBar(total: number) {
	const bar = new SingleBar({ format: '{bar} {value}/{total} polls' }, Presets.shades_classic);
	bar.start(total, 0);
	return { update: (done: number) => bar.update(done), stop: () => bar.stop() };
}

/** For logs: a line for each quarter. */
function lines(total: number) {
	const update = (done: number) => {
		const quarter = (n: number) => Math.floor((4 * n) / total);
		if (quarter(done) > quarter(done - 1)) console.error(`${done} of ${total} polls`);
	};
	return { update, stop: () => {} };
}
