import { eq } from 'drizzle-orm';
import { beforeEach, describe, expect, test } from 'vitest';
import * as accounts from '../../src/lib/server/accounts';
import { db } from '../../src/lib/server/db';
import { users as table } from '../../src/lib/server/db/schema';
import { accountEvents, passwordLinks } from '../../src/lib/server/db/schema-accounts';
import * as users from '../../src/lib/server/users';
import { aMember, aPassword, uniquely, type Member } from '../support/people';

const next = 'nine loud herons';
let ada: Member;

const change = (current: string, wanted: string, alongside?: users.Alongside) =>
	accounts.changePassword(ada, { current, next: wanted }, 'Firefox on Linux', alongside);
const kinds = async () =>
	(await db.select().from(accountEvents).where(eq(accountEvents.userId, ada.id))).map(
		({ kind }) => kind
	);

beforeEach(async () => {
	ada = await aMember(uniquely('ada'));
});

describe('changing a password', () => {
	test('asks for the current one, takes the new one, and writes it down', async () => {
		expect(await change('wrong', next)).toBe('wrong-password');
		expect(await change(aPassword, next)).toBe('changed');
		expect(await users.authenticate(ada.username, aPassword)).toBe('invalid-credentials');
		expect(await users.authenticate(ada.username, next)).toHaveProperty('id');
		expect(await kinds()).toEqual(['signed-up', 'password-changed']);
	});

	test.each([
		['short', 'password-too-short'],
		['password123', 'password-common'],
		['x'.repeat(256), 'password-too-long']
	])('holds the new one to the policy: %s', async (wanted, refusal) => {
		expect(await change(aPassword, wanted)).toBe(refusal);
		expect(await change(aPassword, `my ${ada.username}`)).toBe('password-similar');
		expect(await users.authenticate(ada.username, aPassword)).toHaveProperty('id');
	});

	test('takes back the links with which somebody could set another', async () => {
		const hash = ada.id.toString(16).padStart(64, '0');
		await db.insert(passwordLinks).values({ hash, userId: ada.id, expiresAt: new Date(4e12) });
		await change(aPassword, next);
		expect(await db.select().from(passwordLinks).where(eq(passwordLinks.userId, ada.id))).toEqual(
			[]
		);
	});

	test('changes nothing when what must happen alongside fails', async () => {
		const failing = change(aPassword, next, async () => {
			throw new Error('no session');
		});
		await expect(failing).rejects.toThrow('no session');
		expect(await users.authenticate(ada.username, aPassword)).toHaveProperty('id');
		expect(await kinds()).not.toContain('password-changed');
	});

	test('is refused without a password, or once the account is inactive or gone', async () => {
		await db.update(table).set({ passwordHash: null }).where(eq(table.id, ada.id));
		expect(await change('', next)).toBe('wrong-password');
		await db.update(table).set({ isActive: false }).where(eq(table.id, ada.id));
		expect(await change(aPassword, next)).toBe('inactive');
		await db.delete(table).where(eq(table.id, ada.id));
		expect(await change(aPassword, next)).toBe('inactive');
	});

	test('of two changes at once lets one through', async () => {
		const outcomes = await Promise.all([change(aPassword, next), change(aPassword, `${next}!`)]);
		expect(outcomes.sort()).toEqual(['changed', 'wrong-password']);
	});
});
