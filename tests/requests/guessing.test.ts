import { sql } from 'drizzle-orm';
import { beforeEach, describe, expect, test } from 'vitest';
import { db } from '../../src/lib/server/db';
import { attempts } from '../../src/lib/server/db/schema-accounts';
import { aMember, aPassword, uniquely } from '../support/people';
import { elsewhere, guess, home, signIn } from '../support/guesser';
import { runningSite } from '../support/running';

const running = runningSite({ env: { ADDRESS_HEADER: 'X-Forwarded-For' } });
beforeEach(() => db.delete(attempts));

/** Somebody whose requests come from this address. */
const from = (address: string) => running.visitor({ 'x-forwarded-for': address });
describe('who guesses the password of one account', () => {
	test('is stopped after ten, in words, even if it is then right', async () => {
		const { username } = await aMember(uniquely('ada'));
		expect(
			await guess(
				30,
				() => from(home),
				() => username
			)
		).toEqual({ 401: 10, 429: 20 });

		const guesser = from(home);
		expect(await signIn(guesser, username, aPassword)).toBe(429);
		const { headers, setCookies } = guesser.answer!;
		expect(setCookies.join()).not.toContain('sessionid');
		expect(Number(headers['retry-after'])).toBeGreaterThan(800);
		expect(Number(headers['retry-after'])).toBeLessThanOrEqual(900);
		expect(guesser.page.querySelector('[role=alert]')?.text).toContain(
			'Too many attempts. Try again in 15 minutes.'
		);
		expect(guesser.form('Sign in').fields).toMatchObject({ username, password: '' });
	});

	test('is told the same by script', async () => {
		const { username } = await aMember(uniquely('ada'));
		await guess(
			10,
			() => from(home),
			() => username
		);
		const script = { accept: 'application/json', 'x-sveltekit-action': 'true' };
		const { headers, text } = await from(home).post(
			'/login',
			{ username, password: 'wrong password' },
			script
		);
		expect(JSON.parse(text)).toMatchObject({ type: 'failure', status: 429 });
		expect(text).toContain('Too many attempts. Try again in 15 minutes.');
		expect(Number(headers['retry-after'])).toBeGreaterThan(800);
	});

	test('gets no further by sending a hundred guesses at once', async () => {
		const { username } = await aMember(uniquely('ada'));
		const statuses = await Promise.all(
			Array.from({ length: 100 }, () => signIn(from(home), username))
		);
		expect(statuses.filter((status) => status === 401)).toHaveLength(10);
		expect(statuses.filter((status) => status === 429)).toHaveLength(90);
	});

	test('gets no further by spelling the name in other ways', async () => {
		const { username } = await aMember(uniquely('ada'));
		const spellings = [username, ` ${username.toUpperCase()} `, username.replace('a', 'ａ')];
		expect(
			await guess(
				30,
				() => from(home),
				(i) => spellings[i % 3]!
			)
		).toEqual({
			401: 10,
			429: 20
		});
	});

	test('gets no further from the other addresses of one IPv6 network', async () => {
		const { username } = await aMember(uniquely('ada'));
		const address = (i: number) => from(`2001:db8:1:2:${i + 1}::${i}`);
		expect(await guess(20, address, () => username)).toEqual({ 401: 10, 429: 10 });
		expect(await signIn(from('2001:db8:1:3::1'), username, aPassword)).toBe(303);
	});

	test('learns nothing from it about who has an account', async () => {
		const nobody = uniquely('nobody');
		expect(
			await guess(
				12,
				() => from(home),
				() => nobody
			)
		).toEqual({ 401: 10, 429: 2 });
	});

	test('does not lock out the owner elsewhere, nor end sessions', async () => {
		const { username } = await aMember(uniquely('ada'));
		const owner = from(elsewhere);
		await signIn(owner, username, aPassword);
		await guess(
			120,
			() => from(home),
			() => username
		);

		expect((await owner.get('/current-user')).text).toContain(username);
		expect(await signIn(from(elsewhere), username, aPassword)).toBe(303);
		expect(await signIn(from('198.51.100.3'), username, aPassword)).toBe(303);
	});

	test('from many addresses is slowed to a guess a day from each, and the owner gets in', async () => {
		const { username } = await aMember(uniquely('ada'));
		await signIn(from(home), username, aPassword);
		const botnet = (i: number) => from(`203.0.113.${i % 20}`);
		expect(await guess(100, botnet, () => username)).toEqual({ 401: 100 });

		const late = (i: number) => from(`192.0.2.${Math.floor(i / 5)}`);
		expect(await guess(25, late, () => username)).toEqual({ 401: 5, 429: 20 });
		expect(await signIn(from(home), username)).toBe(401);
		expect(await signIn(from(home), username, aPassword)).toBe(303);
		expect(await signIn(from(elsewhere), username, aPassword)).toBe(303);
	});

	test('from very many addresses is stopped, but for addresses that got in before', async () => {
		const { username } = await aMember(uniquely('ada'));
		await signIn(from(home), username, aPassword);
		await guess(
			1,
			() => from('203.0.113.1'),
			() => username
		);
		await db.execute(sql`update attempts set points = 1000 where key like 'account:%'`);

		expect(await signIn(from('203.0.113.2'), username, aPassword)).toBe(429);
		expect(await signIn(from(home), username, aPassword)).toBe(303);
	});
});

describe('who guesses at many accounts', () => {
	test('is stopped after fifty', async () => {
		expect(
			await guess(
				60,
				() => from(home),
				(i) => `nobody ${i}`
			)
		).toEqual({ 401: 50, 429: 10 });
		expect(await signIn(from(elsewhere), 'nobody 1')).toBe(401);
	});

	test('does not lock out others behind the same address who got in before', async () => {
		const { username } = await aMember(uniquely('ada'));
		expect(await signIn(from(home), username, aPassword)).toBe(303);
		await guess(
			50,
			() => from(home),
			(i) => `nobody ${i}`
		);
		expect(await signIn(from(home), username, aPassword)).toBe(303);
	});
});

describe('right sign-ins', () => {
	test('do not count, however many, and forgive the failures before them', async () => {
		const { username } = await aMember(uniquely('ada'));
		for (let round = 0; round < 3; round++) {
			expect(
				await guess(
					9,
					() => from(home),
					() => username
				)
			).toEqual({ 401: 9 });
			expect(await signIn(from(home), username, aPassword)).toBe(303);
		}
		for (let i = 0; i < 60; i++) expect(await signIn(from(home), username, aPassword)).toBe(303);
	}, 120_000);

	test('of a guesser’s own account do not buy guesses at others', async () => {
		const { username } = await aMember(uniquely('mallory'));
		const statuses = [];
		for (let i = 0; i < 60; i++) {
			statuses.push(await signIn(from(home), `nobody ${i}`));
			if (i % 5 === 0) await signIn(from(home), username, aPassword);
		}
		expect(statuses.filter((status) => status === 401)).toHaveLength(50);
	});
});

test('a sign-in is possible again when the time is over, and what expired is purged', async () => {
	const { username } = await aMember(uniquely('ada'));
	await guess(
		11,
		() => from(home),
		() => username
	);
	await db.execute(sql`update attempts set expire = ${Date.now() - 1}`);
	expect(await signIn(from(home), username, aPassword)).toBe(303);
});
