import { count, eq, sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as administration from '../../src/lib/server/administration';
import { db } from '../../src/lib/server/db';
import { polls as pollsTable, votes } from '../../src/lib/server/db/schema';
import * as users from '../../src/lib/server/users';
import { aPoll } from '../support/polls';
import { runningSite } from '../support/running';
import { startSite, type Site } from '../support/site';
import { Visitor } from '../support/visitor';

const running = runningSite();
const { member } = running;
const password = 'seven quiet herons';
const next = { password: 'nine loud geese', password_confirmation: 'nine loud geese' };
let second: Site;

beforeAll(async () => {
	second = await startSite({ database: running.site.database });
});
afterAll(() => second?.stop());

/** The same browser with the same page open, when the proxy sends it to the other instance. */
function elsewhere(browser: Visitor): Visitor {
	const other = new Visitor(
		browser.origin === second.origin ? running.site.origin : second.origin,
		browser.usual,
		browser.cookies
	);
	return Object.assign(other, { path: browser.path, answer: browser.answer });
}

const said = (visitor: Visitor) => visitor.page.querySelector('main')?.text ?? '';
const statusesOf = (answers: { status: number }[]) => answers.map(({ status }) => status).sort();

describe('what one instance did, the other knows:', () => {
	test('it tells what happened, once', async () => {
		const fields = { username: 'Ada', password, password_confirmation: password };
		const ada = new Visitor(running.site.origin);
		expect((await ada.post('/signup', fields)).status).toBe(303);
		const there = elsewhere(ada);
		expect((await there.follow()).text).toContain('Your account is ready');
		expect((await elsewhere(there).get('/')).text).not.toContain('Your account is ready');
	});

	test('a form from one is taken by the other, and sent to both it makes one poll', async () => {
		const bob = await member('Bob');
		await bob.get('/polls/new');
		const { action, fields } = bob.form('Publish poll');
		const choices = [...Object.entries(fields).filter(([name]) => name !== 'choices')];
		const body = [
			...choices.filter(([name]) => name !== 'question'),
			['question', 'Once or twice?'],
			['choices', 'Once'],
			['choices', 'Twice']
		] as [string, string][];
		const there = elsewhere(bob);
		const answers = await Promise.all(
			[bob, there, bob, there].map((each) => each.post(action, body))
		);
		expect(statusesOf(answers)).toEqual([303, 303, 303, 303]);
		expect(new Set(answers.map(({ location }) => location)).size).toBe(1);
		const [made] = await db
			.select({ polls: count() })
			.from(pollsTable)
			.where(eq(pollsTable.question, 'Once or twice?'));
		expect(made).toEqual({ polls: 1 });
	});

	test('votes of one person at both count once, and both show the same', async () => {
		const poll = await aPoll('Coffee', 'Tea');
		const carol = await member('Carol');
		const there = elsewhere(carol);
		const cast = (who: Visitor, i: number) =>
			who.post(`/polls/${poll.id}`, { choice_id: `${poll.choices[i % 2]!.id}` });
		const twenty = Array.from({ length: 20 }, (_, i) => cast(i % 2 ? carol : there, i >> 1));
		expect(new Set(statusesOf(await Promise.all(twenty)))).toEqual(new Set([303]));
		expect(await db.$count(votes, eq(votes.pollId, poll.id))).toBe(1);
		await cast(carol, 1);
		const rows = async (who: Visitor) => {
			await who.get(`/polls/${poll.id}/results`);
			return who.page.querySelectorAll('tbody tr').map((row) => row.text.replace(/\s+/g, ' '));
		};
		expect(await rows(there)).toEqual(await rows(carol));
		expect((await rows(there)).filter((row) => row.includes('Your vote'))).toHaveLength(1);
	});

	test('who proved to know the password need not do so again', async () => {
		const dora = await member('Dora');
		await db.execute(sql`update sessions set proven_at = now() - interval '11 minutes'`);
		const asks = async (who: Visitor) => {
			await who.get('/account/recovery-codes');
			return who.page.querySelector('[name=current_password]') !== null;
		};
		expect(await asks(elsewhere(dora))).toBe(true);
		await asks(dora);
		expect((await dora.submit('Make recovery codes', { current_password: password })).status).toBe(
			200
		);
		expect(await asks(elsewhere(dora))).toBe(false);
	});

	test('a recovery code used at both at once works once, and signs out at both', async () => {
		const erin = await member('Erin');
		await erin.get('/account/recovery-codes');
		await erin.submit('Make recovery codes');
		const code = erin.page.querySelector('code')!.text;
		const fields = { username: 'Erin', code, ...next };
		const guests = [new Visitor(running.site.origin), new Visitor(second.origin)];
		const answers = await Promise.all(guests.map((guest) => guest.post('/recover', fields)));
		expect(statusesOf(answers)).toEqual([303, 401]);
		for (const each of [erin, elsewhere(erin)])
			expect((await each.get('/current-user')).text).toBe('{"user":null}');
	});

	test('a password link used at both at once works once', async () => {
		const root = await member('Root');
		await member('Frank');
		const idOf = async (name: string) => (await users.find(name))!.id;
		await administration.promote(null, await idOf('Root'));
		await root.get(`/administration/people/${await idOf('Frank')}`);
		await root.submit('Make password link', { reason: 'Forgot it' });
		const { pathname, search } = new URL(root.page.querySelector('code')!.text);
		const guests = [new Visitor(running.site.origin), new Visitor(second.origin)];
		const answers = await Promise.all(guests.map((guest) => guest.post(pathname + search, next)));
		expect(statusesOf(answers)).toEqual([303, 404]);
	});

	test('a sign-in from a new device is told where the person is signed in already', async () => {
		const grace = await member('Grace');
		await db.execute(sql`update sessions set last_seen_at = now() - interval '2 hours'`);
		const firefox = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0';
		const stranger = new Visitor(running.site.origin, { 'user-agent': firefox });
		expect((await stranger.post('/login', { username: 'Grace', password })).status).toBe(303);
		const there = elsewhere(grace);
		await there.get('/');
		expect(there.answer!.text + said(there)).toContain('from a device not seen before');
	});
});
