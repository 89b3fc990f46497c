import { eq, sql } from 'drizzle-orm';
import { beforeEach, describe, expect, test } from 'vitest';
import * as events from '../../src/lib/server/account-events';
import { db } from '../../src/lib/server/db';
import { accountEvents } from '../../src/lib/server/db/schema-accounts';
import { aMember, uniquely, type Member } from '../support/people';

let ada: Member;
const told = async (page = 1) => (await events.list(ada.id, page)).events.map(({ text }) => text);

beforeEach(async () => {
	ada = await aMember(uniquely('ada'));
});

describe('the log of an account', () => {
	test('tells new devices from known ones, and the first from both', async () => {
		const seen = ['Firefox on Linux', 'Firefox on Linux', 'w3m', 'w3m', 'Firefox on Linux'];
		const kinds = [];
		for (const device of seen) kinds.push(await events.recordSignIn(ada.id, device, db));
		expect(kinds).toEqual(['signed-in', 'signed-in', 'new-device', 'signed-in', 'signed-in']);
		expect((await events.list(ada.id, 1)).events[2]).toMatchObject({
			text: 'Signed in from a device not seen before',
			device: 'w3m'
		});
	});

	test('counts failures for the account they are about, and no flood of them', async () => {
		const bea = await aMember(uniquely('bea'));
		const spelling = ` ${ada.username.toUpperCase()}`;
		const names = [...Array<string>(30).fill(spelling), 'nobody', '', 'nul\0', '\ud800'];
		// All at once, as a guesser with many connections sends them.
		await Promise.all(
			names.map((name) => events.recordFailure(name, 'sign-in-failed', 'Unknown device'))
		);
		expect((await told()).filter((text) => /Wrong password/.test(text))).toHaveLength(10);
		expect((await events.list(bea.id, 1)).events).toHaveLength(1);
	});

	test('tells in words what administrators did', async () => {
		const values = ['deactivated', 'password-link-made'].map((kind) => ({ userId: ada.id, kind }));
		await db.insert(accountEvents).values(values);
		for (const text of (await told()).slice(0, 2))
			expect(text).toMatch(/^An administrator \w+ a|^An administrator deactivated/);
	});

	test('comes a page at a time, newest first', async () => {
		for (let i = 0; i < events.pageLength; i++) await events.record(ada.id, 'codes-made', null);
		expect(await events.list(ada.id, 1)).toMatchObject({ older: true });
		expect(await told(2)).toEqual(['Account created']);
		expect((await events.list(ada.id, 2)).older).toBe(false);
	});

	test('is kept for 90 days', async () => {
		const old = (days: number) =>
			db.insert(accountEvents).values({
				userId: ada.id,
				kind: 'codes-made',
				at: sql`now() - make_interval(days => ${days})` as unknown as Date
			});
		await old(89);
		await old(91);
		await events.purge();
		expect(
			await db.select().from(accountEvents).where(eq(accountEvents.userId, ada.id))
		).toHaveLength(2);
	});
});
