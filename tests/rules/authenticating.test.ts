import * as argon2 from '@node-rs/argon2';
import { eq } from 'drizzle-orm';
import { beforeAll, describe, expect, test } from 'vitest';
import { db } from '../../src/lib/server/db';
import { users as table } from '../../src/lib/server/db/schema';
import * as users from '../../src/lib/server/users';

const password = 'a fine long password';
const row = async (username: string) =>
	(await db.select().from(table).where(eq(table.username, username)))[0];

const change = (username: string, values: Partial<typeof table.$inferInsert>) =>
	db.update(table).set(values).where(eq(table.username, username));

describe('authenticating', () => {
	beforeAll(async () => {
		for (const username of ['Ada', 'Bea', 'Cleo', 'Dora', 'Edith']) {
			await users.register({ username, password });
		}
	});

	test('lets the right password in and notes the time, each time', async () => {
		expect((await row('Ada'))?.lastLogin).toBeNull();
		expect(await users.authenticate('Ada', password)).toMatchObject({ username: 'Ada' });
		const first = (await row('Ada'))?.lastLogin?.getTime() ?? 0;
		expect(first).toBeGreaterThan(Date.now() - 10_000);

		await users.authenticate('Ada', password);
		expect((await row('Ada'))?.lastLogin?.getTime()).toBeGreaterThan(first);
	});

	test.each([' Ada ', 'ada', 'ADA', 'ａｄａ'])('knows Ada as %j', async (username) => {
		expect(await users.authenticate(username, password)).toMatchObject({ username: 'Ada' });
	});

	test('gives no more of the user than the server needs', async () => {
		expect(Object.keys(Object(await users.authenticate('Ada', password))).sort()).toEqual([
			'id',
			'isActive',
			'isSuperuser',
			'username'
		]);
	});

	test.each(['Nobody', '', 'nul\0', 'lone\ud800', 'x'.repeat(10_000)])(
		'answers an unknown name (%j) like a wrong password',
		async (username) => {
			expect(await users.authenticate(username, password)).toBe('invalid-credentials');
			expect(await users.authenticate('Ada', 'wrong')).toBe('invalid-credentials');
		}
	);

	test('lets nobody into an account without a password', async () => {
		await change('Bea', { passwordHash: null });
		for (const guess of [password, '', 'null']) {
			expect(await users.authenticate('Bea', guess)).toBe('invalid-credentials');
		}
	});

	test('tells that an account is inactive only to those who know its password', async () => {
		await change('Cleo', { isActive: false });
		expect(await users.authenticate('Cleo', password)).toBe('inactive');
		expect(await users.authenticate('Cleo', 'wrong')).toBe('invalid-credentials');
		expect((await row('Cleo'))?.lastLogin).toBeNull();
	});

	test('renews a hash that was made with less work, and leaves a good one alone', async () => {
		const weak = await argon2.hash(password, { memoryCost: 8_192, timeCost: 1 });
		await change('Dora', { passwordHash: weak });

		await users.authenticate('Dora', 'wrong');
		expect((await row('Dora'))?.passwordHash).toBe(weak);

		expect(await users.authenticate('Dora', password)).toHaveProperty('id');
		const renewed = (await row('Dora'))?.passwordHash;
		expect(renewed).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);

		expect(await users.authenticate('Dora', password)).toHaveProperty('id');
		expect((await row('Dora'))?.passwordHash).toBe(renewed);
	});

	test('starts nothing alongside when the password is wrong, or changed in that very moment', async () => {
		let started = 0;
		const start = async () => void started++;
		await users.authenticate('Edith', 'wrong', start);
		expect(started).toBe(0);

		const signingIn = users.authenticate('Edith', password, start);
		// The row stays locked until the change commits, as in a change of password.
		await db.transaction(async (tx) => {
			await tx.update(table).set({ passwordHash: null }).where(eq(table.username, 'Edith'));
			await new Promise((resolve) => setTimeout(resolve, 300));
		});
		expect(await signingIn).toBe('invalid-credentials');
		expect(started).toBe(0);
	});
});
