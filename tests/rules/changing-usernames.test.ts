import { eq, sql } from 'drizzle-orm';
import { describe, expect, test } from 'vitest';
import * as accounts from '../../src/lib/server/accounts';
import { db } from '../../src/lib/server/db';
import { formerUsernames } from '../../src/lib/server/db/schema-accounts';
import * as names from '../../src/lib/server/former-usernames';
import * as users from '../../src/lib/server/users';
import { aMember, aPassword, uniquely } from '../support/people';

const change = (user: users.User, name: string) =>
	accounts.changeUsername(user, name, 'Firefox on Linux');
const register = (username: string) => users.register({ username, password: aPassword });

describe('changing a username', () => {
	test('signs in by the new one from then on', async () => {
		const ada = await aMember(uniquely('ada'));
		const name = uniquely('Ada Lovelace');
		expect(await change(ada, `  ${name} `)).toBe('changed');
		expect(await users.authenticate(ada.username, aPassword)).toBe('invalid-credentials');
		expect(await users.authenticate(name, aPassword)).toMatchObject({ id: ada.id, username: name });
	});

	test('follows the rules of signing up', async () => {
		const bea = await aMember(uniquely('bea'));
		const taken = await aMember(uniquely('taken'));
		expect(await change(bea, ' ')).toBe('username-length');
		expect(await change(bea, 'b\u200bea')).toBe('username-characters');
		expect(await change(bea, taken.username.toUpperCase())).toBe('username-taken');
		expect(await change(bea, bea.username)).toBe('unchanged');
		expect(await users.find(bea.username)).toMatchObject({ id: bea.id });
	});

	test('allows another spelling of the same name, which frees and keeps nothing', async () => {
		const cleo = await aMember(uniquely('cleo'));
		expect(await change(cleo, cleo.username.toUpperCase())).toBe('changed');
		expect(
			await db.select().from(formerUsernames).where(eq(formerUsernames.userId, cleo.id))
		).toEqual([]);
	});

	test('keeps the old one from others for 30 days, and its owner may take it back', async () => {
		const dora = await aMember(uniquely('dora'));
		const edith = await aMember(uniquely('edith'));
		await change(dora, uniquely('dorothea'));

		const refused = { refused: ['username-taken'] };
		expect(await register(dora.username.toUpperCase())).toEqual(refused);
		expect(await users.find(dora.username)).toBeNull();
		expect(await change(edith, dora.username)).toBe('username-taken');
		expect(await users.find(edith.username)).toMatchObject({ id: edith.id });

		expect(await change(dora, dora.username)).toBe('changed');
		await change(dora, uniquely('dorothy'));
		await db
			.update(formerUsernames)
			.set({ until: sql`now()` })
			.where(eq(formerUsernames.userId, dora.id));
		expect(await register(dora.username)).toHaveProperty('user');
		await names.purge();
		expect(
			await db.select().from(formerUsernames).where(eq(formerUsernames.userId, dora.id))
		).toEqual([]);
	});

	test('gives a name that is just given up to nobody, however many want it', async () => {
		const fay = await aMember(uniquely('fay'));
		const outcomes = await Promise.all([
			change(fay, uniquely('faye')),
			...Array.from({ length: 12 }, () => register(fay.username))
		]);
		expect(outcomes[0]).toBe('changed');
		expect(outcomes.slice(1)).toEqual(Array(12).fill({ refused: ['username-taken'] }));
	});

	test('gives one wanted name to one of many', async () => {
		const wanted = uniquely('wanted');
		const people = await Promise.all(Array.from({ length: 6 }, () => aMember(uniquely('gwen'))));
		const outcomes = await Promise.all(people.map((person) => change(person, wanted)));
		expect(outcomes.filter((each) => each === 'changed')).toHaveLength(1);
		expect(outcomes.filter((each) => each === 'username-taken')).toHaveLength(5);
	});
});
