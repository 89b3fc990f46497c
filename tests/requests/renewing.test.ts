import { eq, sql } from 'drizzle-orm';
import { describe, expect, test } from 'vitest';
import { db } from '../../src/lib/server/db';
import { sessions } from '../../src/lib/server/db/schema';
import * as users from '../../src/lib/server/users';
import { runningSite } from '../support/running';

const running = runningSite();
const fromNow = (days: number) => new Date(Date.now() + days * 86_400_000);

describe('many requests at once', () => {
	test('in the second half of a session renew it under one token', async () => {
		const ada = await running.member('Ada');
		const { id } = (await users.find('Ada'))!;
		await db
			.update(sessions)
			.set({ expiresAt: fromNow(6.9) })
			.where(eq(sessions.userId, id));
		const token = ada.cookies.get('sessionid')!;
		const answers = await Promise.all(
			Array.from({ length: 20 }, () => {
				const tab = running.visitor();
				tab.cookies.set('sessionid', token);
				return tab.get('/current-user');
			})
		);
		expect(answers.map(({ text }) => JSON.parse(text).user?.username)).toEqual(
			Array(20).fill('Ada')
		);
		const cookies = new Set(answers.flatMap(({ setCookies }) => setCookies));
		expect([...cookies]).toEqual([
			`sessionid=${token}; Max-Age=1209600; Path=/; HttpOnly; SameSite=Lax`
		]);
		const rows = await db.select().from(sessions).where(eq(sessions.userId, id));
		expect(rows).toHaveLength(1);
		expect(rows[0]!.expiresAt.getTime()).toBeGreaterThan(fromNow(13.9).getTime());
	});

	test('amid a sign-out leave nobody signed in', async () => {
		const bea = await running.member('Bea');
		const { id } = (await users.find('Bea'))!;
		await db
			.update(sessions)
			.set({ expiresAt: fromNow(6.9) })
			.where(eq(sessions.userId, id));
		const token = bea.cookies.get('sessionid')!;
		const tabs = Array.from({ length: 10 }, () => {
			const tab = running.visitor();
			tab.cookies.set('sessionid', token);
			return tab;
		});
		await Promise.all([...tabs.map((tab) => tab.get('/')), bea.post('/logout', {})]);
		expect(await db.$count(sessions, eq(sessions.userId, id))).toBe(0);
		for (const tab of tabs) expect((await tab.get('/current-user')).text).toBe('{"user":null}');
	});
});

describe('the table of sessions', () => {
	test('is asked only about what looks like a token', async () => {
		const asks = (cookie?: string) => running.visitor().get('/current-user', { cookie });
		await db.transaction(async (tx) => {
			// Whoever asks the table now has to wait.
			await tx.execute(sql`lock table sessions in access exclusive mode`);
			for (const cookie of [undefined, 'sessionid=', 'sessionid=x', 'sessionid=%00', 'other=1'])
				expect((await asks(cookie)).text).toBe('{"user":null}');
			// Until PostgreSQL gives up on the lock.
			expect((await asks(`sessionid=${'a'.repeat(40)}`)).status).toBe(503);
		});
	});
});
