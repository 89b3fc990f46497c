import { eq } from 'drizzle-orm';
import { beforeAll, describe, expect, test } from 'vitest';
import { db } from '../../src/lib/server/db';
import { sessions, users } from '../../src/lib/server/db/schema';
import { aMember } from '../support/people';
import { runningSite } from '../support/running';

const { visitor } = runningSite();
const password = 'seven quiet herons';
const signIn = (username: string, secret = password, path = '/login') =>
	visitor().post(path, { username, password: secret });

describe('the page /login', () => {
	test('asks for username and password, and leads to signing up', async () => {
		const ada = visitor();
		const { status, headers } = await ada.get('/login?next=/polls/7');
		expect(status).toBe(200);
		expect(headers['cache-control']).toBe('no-store');
		expect(ada.page.querySelectorAll('h1').map((h1) => h1.text.trim())).toEqual(['Sign in']);
		expect(ada.page.querySelectorAll('label').map((label) => label.text.trim())).toEqual([
			'Username',
			'Password'
		]);
		expect(ada.form('Sign in')).toMatchObject({
			action: '/login?next=/polls/7',
			fields: { username: '', password: '' }
		});
		const link = ada.page.querySelectorAll('a').find((a) => a.text.trim() === 'Create an account');
		expect(link?.getAttribute('href')).toBe('/signup?next=%2Fpolls%2F7');
	});
});

describe('signing in', () => {
	beforeAll(async () => {
		for (const name of ['Ada', 'Bea', 'Cleo', 'Dora']) await aMember(name);
		await db.update(users).set({ isActive: false }).where(eq(users.username, 'Bea'));
		await db.update(users).set({ passwordHash: null }).where(eq(users.username, 'Cleo'));
	});

	test.each(['Ada', ' ada ', 'ＡＤＡ'])(
		'lets %j in, notes the time, and goes home',
		async (username) => {
			const ada = visitor();
			expect(await ada.post('/login', { username, password })).toMatchObject({
				status: 303,
				location: '/'
			});
			await ada.follow();
			expect(ada.answer?.text).toContain('Signed in as Ada');
			const [account] = await db.select().from(users).where(eq(users.username, 'Ada'));
			expect(account?.lastLogin?.getTime()).toBeGreaterThan(Date.now() - 5_000);
		}
	);

	test.each([
		['', password, 400, 'Username must be between 1 and 150 characters'],
		['  ', password, 400, 'Username must be between 1 and 150 characters'],
		['x'.repeat(151), password, 400, 'Username must be between 1 and 150 characters'],
		['Ada', '', 400, 'Password must not be empty'],
		['Ada', 'wrong password', 401, 'Invalid credentials'],
		['Nobody', 'wrong password', 401, 'Invalid credentials'],
		['no\u0000body', 'wrong password', 401, 'Invalid credentials'],
		['Cleo', 'wrong password', 401, 'Invalid credentials'],
		['Cleo', password, 401, 'Invalid credentials'],
		['Bea', 'wrong password', 401, 'Invalid credentials'],
		['Bea', password, 403, 'User account is inactive']
	])('answers %j with %j: %d “%s”', async (username, secret, status, words) => {
		const visiting = visitor();
		const answer = await visiting.post('/login', { username, password: secret });
		expect(answer.status).toBe(status);
		expect(answer.setCookies.join()).not.toContain('sessionid');
		expect(visiting.page.querySelector('main')?.text).toContain(words);
		expect(visiting.page.querySelector('title')?.text).toMatch(/^Error: /);
		if (secret) expect(answer.text).not.toContain(secret);
		if (status !== 400)
			expect(visiting.form('Sign in').fields).toMatchObject({ username, password: '' });
	});

	test('answers an unknown name and a wrong password with the same page', async () => {
		const page = async (username: string) =>
			(await signIn(username, 'wrong password')).text
				.replaceAll(username, 'NAME')
				.replaceAll(/nonce="[^"]*"/g, '');
		expect(await page('Nobo')).toBe(await page('Dora'));
	});

	test('answers missing fields with 400', async () => {
		expect((await visitor().post('/login', {})).status).toBe(400);
	});

	test.each(['/polls/7', '/polls/7?choice=3', '/?page=2', '/signup'])(
		'goes on to %s',
		async (next) => {
			const path = `/login?${new URLSearchParams({ next })}`;
			expect((await signIn('Ada', password, path)).location).toBe(next);
		}
	);

	test.each([
		'//evil.example',
		'///evil.example',
		'/\\evil.example',
		'\\\\evil.example',
		'/\t/evil.example',
		'/\n/evil.example',
		'/..//evil.example',
		'/.//evil.example',
		'/polls/..//evil.example',
		'/\u0085/evil.example',
		'https://evil.example/',
		'https:evil.example',
		'javascript:alert(1)',
		'JaVaScRiPt:alert(1)',
		'data:text/html,x',
		'evil.example',
		' /polls',
		''
	])('goes home instead of to %j', async (next) => {
		const path = `/login?${new URLSearchParams({ next })}`;
		expect(await signIn('Ada', password, path)).toMatchObject({ status: 303, location: '/' });
		const signedIn = visitor();
		await signedIn.post('/login', { username: 'Ada', password });
		expect(await signedIn.get(path)).toMatchObject({ status: 303, location: '/' });
	});

	test('ends the old session of this browser, and no other', async () => {
		const laptop = visitor();
		const phone = visitor();
		for (const browser of [laptop, phone])
			await browser.post('/login', { username: 'Dora', password });
		const old = laptop.cookies.get('sessionid')!;

		await laptop.post('/login', { username: 'Ada', password });
		expect(laptop.cookies.get('sessionid')).not.toBe(old);
		const thief = visitor();
		thief.cookies.set('sessionid', old);
		expect((await thief.get('/current-user')).text).toBe('{"user":null}');
		expect((await phone.get('/current-user')).text).toContain('Dora');
		const [dora] = await db.select().from(users).where(eq(users.username, 'Dora'));
		expect(await db.select().from(sessions).where(eq(sessions.userId, dora!.id))).toHaveLength(1);
	});
});
