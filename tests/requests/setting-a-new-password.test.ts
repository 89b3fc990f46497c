import { beforeAll, describe, expect, test } from 'vitest';
import * as administration from '../../src/lib/server/administration';
import * as users from '../../src/lib/server/users';
import { runningSite } from '../support/running';
import type { Visitor } from '../support/visitor';

const running = runningSite();
const { visitor, member } = running;
const idOf = async (name: string) => (await users.find(name))!.id;
const twice = (password: string) => ({ password, password_confirmation: password });
let root: Visitor;
let ada: Visitor;
let path: string;

beforeAll(async () => {
	[root, ada] = [await member('Root'), await member('Ada')];
	await administration.promote(null, await idOf('Root'));
	path = `/administration/people/${await idOf('Ada')}`;
});

async function link() {
	await root.get(path);
	await root.submit('Make password link', { reason: 'Forgot it' });
	const url = new URL(root.page.querySelector('code')!.text);
	expect(url.origin).toBe(running.site.origin);
	return url.pathname + url.search;
}

describe('a password link', () => {
	test('is shown once, and never logged', async () => {
		const secret = (await link()).split('=')[1]!;
		expect(root.answer!.headers['cache-control']).toBe('no-store');
		for (const each of [path, '/administration/activities', `${path}/__data.json`])
			expect((await root.get(each)).text).not.toContain(secret);
		await visitor().get(`/password-link?secret=${secret}`);
		expect(running.site.output()).not.toContain(secret);
	});

	test('is not used up by looking, sets the password once, and signs out everywhere', async () => {
		const address = await link();
		const guest = visitor();
		for (let look = 0; look < 3; look++) expect((await guest.get(address)).status).toBe(200);
		await guest.send('HEAD', address);
		expect(guest.page.querySelectorAll('h1')).toHaveLength(0);
		await guest.get(address);
		expect(guest.page.querySelector('main')?.text).toContain('Ada');

		for (const [password, words] of [
			['short', 'Password must be at least 8 characters'],
			['password123', 'This password is too common']
		] as const) {
			expect((await guest.submit('Set password', twice(password))).status).toBe(400);
			expect(guest.page.querySelector('#password-error')?.text).toBe(words);
			expect(guest.answer!.text).not.toContain(`"${password}"`);
		}
		await guest.submit('Set password', { ...twice('nine loud geese'), password_confirmation: 'x' });
		expect(guest.page.text).toContain('Passwords do not match');

		const done = await guest.submit('Set password', twice('nine loud geese'));
		expect(done).toMatchObject({ status: 303, location: '/login' });
		expect(guest.cookies.has('sessionid')).toBe(false);
		await guest.follow();
		expect(guest.page.text).toContain('Your new password is set.');
		expect((await ada.get('/current-user')).text).toBe('{"user":null}');
		const credentials = { username: 'Ada', password: 'nine loud geese' };
		expect((await guest.post('/login', credentials)).status).toBe(303);

		expect((await visitor().get(address)).status).toBe(404);
		expect((await visitor().post(address, twice('ten loud geese!'))).status).toBe(404);
	});

	test('that is none, or an earlier one, is not there', async () => {
		const [first] = [await link(), await link()];
		const none = [
			'/password-link',
			'/password-link?secret=',
			`/password-link?secret=${'A'.repeat(43)}`
		];
		for (const address of [first, ...none]) {
			const lost = visitor();
			expect((await lost.get(address)).status).toBe(404);
			expect(lost.page.querySelector('h1')?.text).toContain('expired or was used already');
			expect((await lost.post(address, twice('nine loud geese'))).status).toBe(404);
		}
	});

	test('is not made for the deactivated', async () => {
		await member('Bea');
		const bea = `/administration/people/${await idOf('Bea')}`;
		await root.get(bea);
		await administration.deactivate(null, await idOf('Bea'));
		expect((await root.submit('Make password link')).status).toBe(409);
		expect(root.page.querySelector('[role="alert"]')?.text).toContain(
			'This account is deactivated, so no password lets anybody in: activate it first'
		);
		expect(root.answer!.text).not.toContain('/password-link?secret=');
		await root.get(bea);
		expect(root.page.querySelector('main')?.text).not.toContain('Make password link');
	});

	test('is what the sign-in page tells of', async () => {
		expect((await visitor().get('/login')).text).toContain('Locked out?');
	});
});
