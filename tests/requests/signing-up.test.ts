import { eq } from 'drizzle-orm';
import { describe, expect, test } from 'vitest';
import { db } from '../../src/lib/server/db';
import { sessions, users } from '../../src/lib/server/db/schema';
import { runningSite } from '../support/running';

const { visitor, member } = runningSite();
const password = 'seven quiet herons';
const fields = (username: string, secret = password, confirmation = secret) => ({
	username,
	password: secret,
	password_confirmation: confirmation
});
const accountOf = async (username: string) =>
	(await db.select().from(users).where(eq(users.username, username)))[0];

describe('the page /signup', () => {
	test('asks for a username and a password twice, and leads to signing in', async () => {
		const ada = visitor();
		const { status, headers } = await ada.get('/signup');
		expect(status).toBe(200);
		expect(headers['cache-control']).toBe('no-store');

		const page = ada.page;
		expect(page.querySelectorAll('h1').map((h1) => h1.text.trim())).toEqual(['Create account']);
		expect(page.querySelectorAll('label').map((label) => label.text.trim())).toEqual([
			'Username',
			'Password',
			'Confirm password'
		]);
		expect(ada.form('Create account').fields).toMatchObject({
			username: '',
			password: '',
			password_confirmation: ''
		});
		const link = page.querySelectorAll('a').find((a) => a.getAttribute('href') === '/login');
		expect(page.text).toContain('Already have an account?');
		expect(link).toBeDefined();
	});

	test('carries next along to signing in', async () => {
		const ada = visitor();
		await ada.get('/signup?next=/polls/7');
		expect(ada.form('Create account').action).toBe('/signup?next=/polls/7');
		const links = ada.page.querySelectorAll('main a').map((a) => a.getAttribute('href'));
		expect(links).toContain('/login?next=%2Fpolls%2F7');
	});

	test('sends a signed-in person on to next, or home', async () => {
		const ada = await member('Already Here');
		expect(await ada.get('/signup')).toMatchObject({ status: 303, location: '/' });
		expect(await ada.get('/signup?next=/polls/7')).toMatchObject({ location: '/polls/7' });
	});
});

describe('signing up', () => {
	test('makes the account and its session, and goes on to next, or home', async () => {
		const ada = visitor();
		expect(await ada.post('/signup', fields(' Ada '))).toMatchObject({
			status: 303,
			location: '/'
		});
		const account = await accountOf('Ada');
		expect(account).toMatchObject({ isActive: true, isSuperuser: false });
		expect(await db.select().from(sessions).where(eq(sessions.userId, account!.id))).toHaveLength(
			1
		);

		await ada.follow();
		expect(ada.answer?.text).toContain('Signed in as Ada');
		expect(await visitor().post('/signup?next=/polls/3', fields('Bea'))).toMatchObject({
			status: 303,
			location: '/polls/3'
		});
	});

	test.each([
		['', password, password, 'Username must be between 1 and 150 characters'],
		['x'.repeat(151), password, password, 'Username must be between 1 and 150 characters'],
		['a\u200bb', password, password, 'Username contains characters that are not allowed'],
		['taken', password, password, 'Username is already taken'],
		['Cleo', 'short', 'short', 'Password must be at least 8 characters'],
		['Cleo', 'x'.repeat(256), 'x'.repeat(256), 'Password must be at most 255 characters'],
		['Cleo', 'password123', 'password123', 'This password is too common'],
		['Cleopatra', 'cleopatra-1', 'cleopatra-1', 'Password is too similar to the username'],
		['Cleo', password, 'something else', 'Passwords do not match']
	])('answers %j, %j, %j with 400 and “%4$s”', async (username, secret, confirmation, words) => {
		await visitor().post('/signup', fields('Taken'));
		const cleo = visitor();
		const { status, text, setCookies } = await cleo.post(
			'/signup',
			fields(username, secret, confirmation)
		);
		expect(status).toBe(400);
		expect(setCookies.join()).not.toContain('sessionid');

		// Beside the field, tied to it, and in the summary.
		const invalid = cleo.page.querySelectorAll('input[aria-invalid="true"]');
		expect(invalid).toHaveLength(1);
		const tied = (invalid[0]?.getAttribute('aria-describedby') ?? '').split(' ');
		expect(tied.map((id) => cleo.page.querySelector(`#${id}`)?.text ?? '').join(' ')).toContain(
			words
		);
		expect(cleo.page.querySelector('title')?.text).toMatch(/^Error: /);
		expect(cleo.page.querySelector('main')?.text).toContain('There is a problem');

		// What was typed comes back, but for the passwords.
		expect(cleo.form('Create account').fields).toMatchObject({
			username: username.trim(),
			password: '',
			password_confirmation: ''
		});
		if (secret.length > 7) expect(text).not.toContain(secret);
		expect(await accountOf('Cleo')).toBeUndefined();
	});

	test('tells everything that is wrong at once', async () => {
		const { text } = await visitor().post('/signup', fields('', 'short', 'other'));
		expect(text).toContain('Username must be between 1 and 150 characters');
		expect(text).toContain('Password must be at least 8 characters');
		expect(text).toContain('Passwords do not match');
	});

	test('never sends the password back as JSON either', async () => {
		const { status, text } = await visitor().post('/signup', fields('', password), {
			accept: 'application/json',
			'x-sveltekit-action': 'true'
		});
		expect(status).toBe(200);
		expect(JSON.parse(text)).toMatchObject({ type: 'failure', status: 400 });
		expect(text).not.toContain(password);
	});

	test('sets no id, no activity and no superuser from fields', async () => {
		const more = {
			id: '1',
			is_active: 'false',
			isActive: 'false',
			is_superuser: 'true',
			isSuperuser: 'true'
		};
		await visitor().post('/signup', { ...fields('Mallory'), ...more });
		const account = await accountOf('Mallory');
		expect(account).toMatchObject({ isActive: true, isSuperuser: false });
		expect(account?.id).toBeGreaterThan(1);
	});

	test('lets one of forty through who want one name at once', async () => {
		const answers = await Promise.all(
			Array.from({ length: 40 }, () => visitor().post('/signup', fields('Everybody')))
		);
		const statuses = answers.map(({ status }) => status).sort();
		expect(statuses).toEqual([303, ...Array(39).fill(400)]);
		for (const { status, text } of answers) {
			if (status === 400) expect(text).toContain('Username is already taken');
		}
	});
});
