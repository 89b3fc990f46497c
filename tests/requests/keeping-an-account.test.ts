import { describe, expect, test } from 'vitest';
import { runningSite } from '../support/running';
import type { Visitor } from '../support/visitor';

const running = runningSite();
const password = 'seven quiet herons';
const next = 'nine loud herons';
const changed = { password: next, password_confirmation: next };

const isSignedIn = async (visitor: Visitor) =>
	(await visitor.get('/current-user')).text !== '{"user":null}';
const signedIn = async (username: string, secret = password) => {
	const browser = running.visitor();
	await browser.post('/login', { username, password: secret });
	return browser;
};
const words = (visitor: Visitor) => visitor.page.querySelector('main')?.text ?? '';

const posts = {
	'/account?/end': { number: '1' },
	'/account?/others': { confirm: 'yes' },
	'/account/password': { current_password: password, ...changed },
	'/account/username': { username: 'Anybody', current_password: password },
	'/account/recovery-codes': { confirm: 'yes', current_password: password },
	'/account/data': { confirm: 'yes', current_password: password },
	'/account/delete': { confirmation: 'Ada', current_password: password }
};
const pages = [
	...Object.keys(posts).map((path) => path.split('?')[0]!),
	'/account/log',
	'/account/data/download'
];

describe('the pages of an account', () => {
	test.each([...new Set(pages)])('%s sends visitors to sign in, and back', async (path) => {
		const visitor = running.visitor();
		expect(await visitor.get(path)).toMatchObject({
			status: 303,
			location: `/login?${new URLSearchParams({ next: path })}`
		});
	});

	test.each(Object.entries(posts))('%s takes no post of a visitor', async (path, fields) => {
		const { status, location, text } = await running.visitor().post(path, fields);
		expect(status).toBe(303);
		expect(location).toMatch(/^\/login\?next=/);
		expect(location + text).not.toContain('herons');
	});

	test('have one h1, a title of their own, and nothing secret', async () => {
		const ada = await running.member('Ada');
		const titles = new Set<string>();
		const shown = [...new Set(pages)].filter((path) => !path.endsWith('download'));
		for (const path of shown) {
			const { status, text, headers } = await ada.get(path);
			expect(status).toBe(200);
			expect(headers['cache-control']).toBe('no-store');
			expect(ada.page.querySelectorAll('h1')).toHaveLength(1);
			titles.add(ada.page.querySelector('title')!.text);
			const data = await ada.get(`${path}/__data.json`);
			for (const secret of [ada.cookies.get('sessionid')!, 'argon2', 'uperuser', 'asswordHash']) {
				expect(text + data.text).not.toContain(secret);
			}
		}
		expect(titles.size).toBe(shown.length);
	});

	test('lead password managers to the right one, which they can read', async () => {
		const manager = running.visitor();
		expect(await manager.get('/.well-known/change-password')).toMatchObject({
			status: 302,
			location: '/account/password'
		});
		const bea = await running.member('Bea');
		await bea.get('/account/password');
		const tokens = bea.page
			.querySelectorAll('form input:not([name=as])')
			.map((input) => input.getAttribute('autocomplete'));
		expect(tokens).toEqual(['username', 'current-password', 'new-password', 'new-password']);
		expect(bea.page.querySelector('[autocomplete=username]')?.getAttribute('value')).toBe('Bea');
		const lost = running.visitor();
		await lost.get('/recover');
		expect(
			lost.page.querySelectorAll('form input').map((input) => input.getAttribute('autocomplete'))
		).toEqual(['username', 'off', 'new-password', 'new-password']);
	});

	test('suggest recovery codes right after signing up', async () => {
		const cleo = running.visitor();
		const fields = { username: 'Cleo', password, password_confirmation: password };
		await cleo.post('/signup', fields);
		await cleo.follow();
		const link = cleo.page
			.querySelectorAll('[role=status] a')
			.find((a) => a.text.includes('Make recovery codes'));
		expect(link?.getAttribute('href')).toBe('/account/recovery-codes');
	});
});

describe('changing the password', () => {
	test('signs the other browser out, kills the old token, and goes on here', async () => {
		const laptop = await running.member('Dora');
		const phone = await signedIn('Dora');
		const old = laptop.cookies.get('sessionid')!;

		const answer = await laptop.post('/account/password', posts['/account/password']);
		expect(answer).toMatchObject({ status: 303, location: '/account' });
		expect(laptop.cookies.get('sessionid')).not.toBe(old);
		await laptop.follow();
		expect(words(laptop)).toContain('Your password is changed.');
		expect([await isSignedIn(laptop), await isSignedIn(phone)]).toEqual([true, false]);
		const thief = running.visitor();
		thief.cookies.set('sessionid', old);
		expect(await isSignedIn(thief)).toBe(false);
		expect(await isSignedIn(await signedIn('Dora'))).toBe(false);
		expect(await isSignedIn(await signedIn('Dora', next))).toBe(true);
	});

	test.each([
		[{ current_password: 'wrong password' }, 401, 'This is not your password'],
		[{ current_password: '' }, 400, 'Password must not be empty'],
		[{ password: 'short' }, 400, 'Password must be at least 8 characters'],
		[{ password_confirmation: 'nine loud heron' }, 400, 'Passwords do not match'],
		[{ password: 'password123', password_confirmation: 'password123' }, 400, 'too common']
	])('refuses %j: %d “%s”', async (fields, status, text) => {
		const name = `Edith ${status} ${text.length}`;
		const edith = await running.member(name);
		const answer = await edith.post('/account/password', {
			...posts['/account/password'],
			...fields
		});
		expect(answer.status).toBe(status);
		expect(words(edith)).toContain(text);
		expect(answer.text).not.toMatch(/herons?"|wrong password/);
		expect(await isSignedIn(await signedIn(name))).toBe(true);
	});

	test('leaves no session of a sign-in that raced it with the old password', async () => {
		const fay = await running.member('Fay');
		const racers = Array.from({ length: 12 }, () => running.visitor());
		const [answer] = await Promise.all([
			fay.post('/account/password', posts['/account/password']),
			...racers.map((racer) => racer.post('/login', { username: 'Fay', password }))
		]);
		expect(answer.status).toBe(303);
		expect(await isSignedIn(fay)).toBe(true);
		for (const racer of racers) expect(await isSignedIn(racer)).toBe(false);
	});
});
