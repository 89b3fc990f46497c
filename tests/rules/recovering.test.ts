import { eq } from 'drizzle-orm';
import { beforeEach, describe, expect, test } from 'vitest';
import { db } from '../../src/lib/server/db';
import { recoveryCodes } from '../../src/lib/server/db/schema-accounts';
import * as recovery from '../../src/lib/server/recovery-codes';
import * as users from '../../src/lib/server/users';
import { aMember, aPassword, codesOf, uniquely, type Member } from '../support/people';

const next = 'nine loud herons';
let ada: Member;
let codes: string[];

const recover = (code: string, username = ada.username, password = next) =>
	recovery.recover(username, code, password, 'w3m');

beforeEach(async () => {
	ada = await aMember(uniquely('ada'));
	codes = await codesOf(ada);
});

describe('recovery codes', () => {
	test('are ten different ones of 80 random bits, of which the table keeps hashes', async () => {
		expect(new Set(codes).size).toBe(10);
		for (const code of codes)
			expect(code).toMatch(/^([0-9a-hjkmnp-tv-z]{4}-){3}[0-9a-hjkmnp-tv-z]{4}$/);
		const rows = await db.select().from(recoveryCodes).where(eq(recoveryCodes.userId, ada.id));
		expect(rows).toHaveLength(10);
		for (const code of codes) expect(JSON.stringify(rows)).not.toContain(code);
	});

	test('say how many are left and when they were made', async () => {
		expect(await recovery.left(ada)).toMatchObject({ left: 10, madeAt: expect.any(Date) });
		await recover(codes[0]!);
		expect(await recovery.left(ada)).toMatchObject({ left: 9 });
		const bea = await aMember(uniquely('bea'));
		expect(await recovery.left(bea)).toEqual({ left: 0, madeAt: null });
	});

	test('replace the earlier ones, also when made twice at once', async () => {
		const made = await Promise.all([codesOf(ada), codesOf(ada)]);
		expect(await recovery.left(ada)).toMatchObject({ left: 10 });
		expect(await recover(codes[0]!)).toBe('invalid-code');
		const outcomes = [await recover(made[0][0]!), await recover(made[1][0]!)];
		expect(outcomes.sort()).toEqual(['invalid-code', 'recovered']);
	});
});

describe('recovering', () => {
	test('sets the new password, and the code is used up', async () => {
		expect(await recover(codes[3]!)).toBe('recovered');
		expect(await users.authenticate(ada.username, next)).toHaveProperty('id');
		expect(await users.authenticate(ada.username, aPassword)).toBe('invalid-credentials');
		expect(await recover(codes[3]!)).toBe('invalid-code');
		expect(await recover(codes[4]!)).toBe('recovered');
	});

	test('reads a code as people copy it', async () => {
		const [first, second, third] = codes;
		expect(await recover(` ${first!.toUpperCase()} `)).toBe('recovered');
		expect(await recover(second!.replaceAll('-', ' '))).toBe('recovered');
		expect(await recover(third!.replaceAll('0', 'O').replaceAll('1', 'l'))).toBe('recovered');
	});

	test('of two uses at once lets one win', async () => {
		const outcomes = await Promise.all(
			[next, `${next}!`, `${next}?`].map((each) => recover(codes[0]!, ada.username, each))
		);
		expect(outcomes.sort()).toEqual(['invalid-code', 'invalid-code', 'recovered']);
	});

	test.each(['', 'aaaa-bbbb-cccc-dddd', 'nul\0', '\ud800', 'x'.repeat(10_000)])(
		'refuses the code %j',
		async (code) => {
			expect(await recover(code)).toBe('invalid-code');
		}
	);

	test('refuses a code of somebody else, and a name that nobody has', async () => {
		const bea = await aMember(uniquely('bea'));
		expect(await recover(codes[0]!, bea.username)).toBe('invalid-code');
		for (const name of [uniquely('nobody'), '', 'nul\0', '\ud800']) {
			expect(await recover(codes[0]!, name)).toBe('invalid-code');
		}
		expect(await recovery.left(ada)).toMatchObject({ left: 10 });
	});

	test('holds the new password to the policy, and then keeps the code', async () => {
		expect(await recover(codes[0]!, ada.username, 'password123')).toBe('password-common');
		expect(await recover(codes[0]!, ada.username, `my ${ada.username}`)).toBe('password-similar');
		expect(await recovery.left(ada)).toMatchObject({ left: 10 });
		// A bad password says nothing of a wrong code, and does not pass for a right one.
		expect(await recover('aaaa-bbbb-cccc-dddd', ada.username, 'password123')).toBe('invalid-code');
	});
});
