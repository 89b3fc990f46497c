import { eq, sql } from 'drizzle-orm';
import { describe, expect, test } from 'vitest';
import { db } from '../../src/lib/server/db';
import { users as table } from '../../src/lib/server/db/schema';
import * as users from '../../src/lib/server/users';

const password = 'a fine long password';
const register = (username: string, secret = password) =>
	users.register({ username, password: secret });

async function stored(username: string) {
	const [row] = await db.select().from(table).where(eq(table.username, username));
	return row;
}

describe('registering', () => {
	test('stores the name as written but trimmed, an ordinary active user, and an Argon2id hash', async () => {
		expect(await register('  Grace Hopper ')).toMatchObject({ user: { username: 'Grace Hopper' } });

		expect(await stored('Grace Hopper')).toMatchObject({
			usernameKey: 'grace hopper',
			isActive: true,
			isSuperuser: false,
			lastLogin: null,
			passwordHash: expect.stringMatching(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/)
		});
	});

	test('salts: the same password twice makes two hashes', async () => {
		await register('salt one');
		await register('salt two');
		expect((await stored('salt one'))?.passwordHash).not.toBe(
			(await stored('salt two'))?.passwordHash
		);
	});

	test.each([
		['', 'username-length'],
		['   ', 'username-length'],
		['x'.repeat(151), 'username-length'],
		['😀'.repeat(151), 'username-length'],
		['nul\0inside', 'username-characters'],
		['bell\u0007', 'username-characters'],
		['zero\u200bwidth', 'username-characters'],
		['right\u202eleft', 'username-characters'],
		['soft\u00adhyphen', 'username-characters'],
		['private\ue000use', 'username-characters'],
		['un\u0378assigned', 'username-characters'],
		['lone\ud800surrogate', 'username-characters'],
		['broken\ufffdinput', 'username-characters'],
		['line\nbreak', 'username-characters'],
		['line\u2028break', 'username-characters'],
		['tab\tinside', 'username-characters'],
		['no-break\u00a0space', 'username-characters'],
		['two  spaces', 'username-characters']
	])('refuses the username %j: %s', async (username, refusal) => {
		expect(await register(username)).toEqual({ refused: [refusal] });
	});

	test.each([
		'a',
		'x'.repeat(150),
		'😀'.repeat(150),
		'ß'.repeat(150),
		'Zoë d’Arc',
		'林檎',
		"o'brien; drop table users",
		'<b>bold</b>'
	])('accepts the username %j', async (username) => {
		expect(await register(username)).toMatchObject({ user: { username } });
	});

	test('accepts 150 ligatures that unfold beyond what an index entry holds', async () => {
		const ligatures = Array.from({ length: 150 }, (_, i) => (i % 2 ? 'ﷺ' : 'ﷻ')).join('');
		expect(await register(ligatures)).toHaveProperty('user');
		expect(await register(ligatures)).toEqual({ refused: ['username-taken'] });
	});

	test.each([
		['Ada', 'ada'],
		['Ada', 'ADA'],
		['Ada', ' ａｄａ '],
		['Straße', 'STRASSE'],
		['Ὀδυσσεύς', 'ὈΔΥΣΣΕΎΣ'],
		['ﬁnn', 'Finn'],
		['İzmir', 'i̇zmir'],
		['Ångström', 'ångström']
	])('takes %s and %s for one person', async (first, second) => {
		await register(first);
		expect(await register(second)).toEqual({ refused: ['username-taken'] });
	});

	test('keeps a dotless ı apart from an i', async () => {
		await register('Irmak');
		expect(await register('Irmak'.replace('I', 'ı'))).toHaveProperty('user');
	});

	test.each([
		['seven77', 'password-too-short'],
		['😀'.repeat(7), 'password-too-short'],
		['x'.repeat(256), 'password-too-long'],
		['password123', 'password-common'],
		['PassWord123', 'password-common'],
		['qwertyuiop', 'password-common'],
		['my-Marie-Curie-1', 'password-similar'],
		['MARIE-CURIE', 'password-similar'],
		['showofhands1', 'password-similar'],
		['Show of Hands!', 'password-similar']
	])('refuses the password %j: %s', async (secret, refusal) => {
		expect(await register('Marie-Curie', secret)).toEqual({ refused: [refusal] });
		expect(await stored('Marie-Curie')).toBeUndefined();
	});

	test.each(['8 herons', '😀'.repeat(8), ' spaces around ', 'y'.repeat(255)])(
		'accepts the password %j and keeps it to the letter',
		async (secret) => {
			const username = `letter ${secret.length} ${[...secret].length}`;
			expect(await register(username, secret)).toHaveProperty('user');
			expect(await users.authenticate(username, secret)).toMatchObject({ username });
			expect(await users.authenticate(username, `${secret} `)).toBe('invalid-credentials');
			expect(await users.authenticate(username, secret.toUpperCase() + 'x')).toBe(
				'invalid-credentials'
			);
		}
	);

	test('lets a short username be part of the password', async () => {
		expect(await register('Eve', 'evening primrose')).toHaveProperty('user');
	});

	test('names what is wrong with the username and with the password at once', async () => {
		expect(await register('', 'short')).toEqual({
			refused: ['username-length', 'password-too-short']
		});
	});

	test('makes one account out of forty simultaneous wishes for one name', async () => {
		const outcomes = await Promise.all(
			Array.from({ length: 40 }, (_, i) => register(i % 2 ? 'Wanted' : 'wanted'))
		);
		expect(outcomes.filter((outcome) => 'user' in outcome)).toHaveLength(1);
		expect(outcomes.filter((outcome) => 'refused' in outcome)).toEqual(
			Array(39).fill({ refused: ['username-taken'] })
		);
		const [{ count } = { count: 0 }] = await db
			.select({ count: sql`count(*)`.mapWith(Number) })
			.from(table)
			.where(eq(table.usernameKey, 'wanted'));
		expect(count).toBe(1);
	});

	test('makes no account when what must happen alongside fails', async () => {
		const failing = users.register({ username: 'Half', password }, async () => {
			throw new Error('no session');
		});
		await expect(failing).rejects.toThrow('no session');
		expect(await stored('Half')).toBeUndefined();
	});

	test('cannot be talked into an id, an inactive account or a superuser', async () => {
		const fields = { username: 'Mallory', password, id: 7, isActive: false, isSuperuser: true };
		await users.register(fields);
		const row = await stored('Mallory');
		expect(row).toMatchObject({ isActive: true, isSuperuser: false });
		expect(row?.id).not.toBe(7);
	});
});
