import { eq, sql } from 'drizzle-orm';
import { describe, expect, test } from 'vitest';
import { db } from '../../src/lib/server/db';
import { sessions, users, votes } from '../../src/lib/server/db/schema';
import * as polls from '../../src/lib/server/polls';
import { createDatabase } from '../support/database';
import { aPoll } from '../support/polls';
import { runningSite } from '../support/running';
import { startSite } from '../support/site';
import { Visitor } from '../support/visitor';

const running = runningSite();
const password = 'seven quiet herons';

describe('a site that is killed amid sign-ups and votes', () => {
	test('has lost nothing that was answered, and has nothing half made', async () => {
		const { database } = running.site;
		const victim = await startSite({ database });
		const poll = await aPoll('A', 'B');
		const voted: string[] = [];
		const signedUp: string[] = [];

		const busy = Array.from({ length: 8 }, async (_, lane) => {
			for (let round = 0; ; round++) {
				const username = `Lane ${lane} round ${round}`;
				const visitor = new Visitor(victim.origin);
				const fields = { username, password, password_confirmation: password };
				if ((await visitor.post('/signup', fields)).status !== 303) return;
				signedUp.push(username);
				const choice = { choice_id: `${poll.choices[round % 2]!.id}` };
				if ((await visitor.post(`/polls/${poll.id}`, choice)).status !== 303) return;
				voted.push(username);
			}
		});
		const cutOff = Promise.allSettled(busy);
		while (voted.length < 20) await new Promise((resolve) => setTimeout(resolve, 20));
		await victim.kill();
		await cutOff;

		const accounts = await db
			.select({
				username: users.username,
				sessions: db.$count(sessions, eq(sessions.userId, users.id)),
				votes: db.$count(votes, eq(votes.userId, users.id))
			})
			.from(users)
			.where(sql`${users.username} like 'Lane %'`);
		const names = accounts.map(({ username }) => username);
		expect(names).toEqual(expect.arrayContaining(signedUp));
		expect(accounts.filter(({ votes }) => votes === 1).map(({ username }) => username)).toEqual(
			expect.arrayContaining(voted)
		);
		// The account and its first session came into being together.
		expect(accounts.filter(({ sessions }) => sessions !== 1)).toEqual([]);

		const found = await polls.find(poll.id);
		const tallied = found!.choices.reduce((sum, choice) => sum + choice.votes, 0);
		expect(tallied).toBe(await db.$count(votes, eq(votes.pollId, poll.id)));

		const again = await startSite({ database });
		const returning = new Visitor(again.origin);
		const signedIn = await returning.post('/login', { username: signedUp[0]!, password });
		expect(signedIn.status).toBe(303);
		await again.stop();
	});
});

describe('probes', () => {
	test('say that the process is up and the database answers, and no more', async () => {
		for (const path of ['/healthz', '/readyz']) {
			const { status, text, setCookies } = await running.visitor().get(path);
			expect({ status, text, setCookies }).toEqual({ status: 200, text: 'ok', setCookies: [] });
		}
	});

	test('and pages tell a process apart from its database when that is away', async () => {
		const away = { url: 'postgres://nobody:secret@127.0.0.1:9/nothing' };
		const site = await startSite({ database: away, ready: false });
		try {
			const visitor = new Visitor(site.origin);
			for (let tries = 0; tries < 100; tries++) {
				if (await visitor.get('/healthz').catch(() => null)) break;
				await new Promise((resolve) => setTimeout(resolve, 50));
			}
			expect((await visitor.get('/healthz')).status).toBe(200);
			expect(await visitor.get('/readyz')).toMatchObject({ status: 503, text: 'not ready' });
			const { status, text } = await visitor.get('/');
			expect(status).toBe(503);
			expect(text).toContain('not available right now');
			expect(site.output()).not.toContain('secret');
		} finally {
			await site.stop();
		}
	});

	test('a wrong setting stops the start with a sentence that names it', async () => {
		await expect(
			startSite({ database: running.site.database, env: { PORT: 'eighty' } })
		).rejects.toThrow('The setting PORT must be a whole number between 0 and 65535.');
	});

	test.each([
		['a database that is not there', { pathname: '/nowhere' }, 'database "nowhere" does not exist'],
		['a wrong password', { password: 'wrong' }, 'password authentication failed for user']
	])('so does %s', async (_, wrong, why) => {
		const url = Object.assign(new URL(running.site.database.url), wrong).href;
		const words = `The setting DATABASE_URL leads to where PostgreSQL refuses us: ${why}`;
		const started = startSite({ database: { url } });
		await expect(started).rejects.toThrow(words);
		await expect(started).rejects.not.toThrow(/at .*\.js:\d/);
	});

	test('a database that is dropped from under a running site is away', async () => {
		const database = await createDatabase();
		const site = await startSite({ database });
		try {
			await database.drop();
			const visitor = new Visitor(site.origin);
			const asked = ['/', '/readyz', '/healthz', '/'].map((path) => visitor.get(path));
			expect((await Promise.all(asked)).map(({ status }) => status)).toEqual([503, 503, 200, 503]);
			expect(await visitor.get('/').then(({ status }) => status)).toBe(503);
		} finally {
			await site.stop();
		}
	});
});
