import { describe, expect, test } from 'vitest';
import { db } from '../../src/lib/server/db';
import { sessions } from '../../src/lib/server/db/schema';
import { runningSite } from '../support/running';

const { visitor, member } = runningSite();

describe('the page /logout', () => {
	test('asks first, and changes nothing by itself', async () => {
		const ada = await member('Ada');
		for (const method of ['GET', 'HEAD']) {
			expect((await ada.send(method, '/logout')).status).toBe(200);
		}
		await ada.get('/logout');
		expect(ada.page.querySelectorAll('h1').map((h1) => h1.text.trim())).toEqual(['Sign out']);
		const main = ada.page.querySelector('main')!;
		expect(main.text).toContain('Click the button below to end your session.');
		const back = main.querySelectorAll('a').find((a) => a.text.trim() === 'Back to polls');
		expect(back?.getAttribute('href')).toBe('/');
		// lynx sends no form without a field.
		expect(Object.keys(ada.form('Sign out').fields)).not.toEqual([]);
		expect((await ada.get('/current-user')).text).toContain('Ada');
	});
});

describe('signing out', () => {
	test('deletes the session, clears the cookie as it was set, and goes home', async () => {
		const bea = await member('Bea');
		const token = bea.cookies.get('sessionid')!;
		const others = (await db.select().from(sessions)).length - 1;

		await bea.get('/logout');
		const { status, location, setCookies } = await bea.submit('Sign out');
		expect({ status, location }).toEqual({ status: 303, location: '/' });
		expect(setCookies).toContain('sessionid=; Max-Age=0; Path=/; HttpOnly; SameSite=Lax');
		expect(await db.select().from(sessions)).toHaveLength(others);

		await bea.follow();
		const nav = bea.page.querySelector('nav')!.text;
		expect(nav).toContain('Sign up');
		expect(nav).toContain('Login');
		expect(nav).not.toContain('Signed in as');

		bea.cookies.set('sessionid', token);
		expect((await bea.get('/current-user')).text).toBe('{"user":null}');
	});

	test('without a session is answered 401 “Not authenticated”, with ways on', async () => {
		const nobody = visitor();
		expect((await nobody.post('/logout')).status).toBe(401);
		const main = nobody.page.querySelector('main')!;
		expect(main.text).toContain('Not authenticated');
		const links = main.querySelectorAll('a').map((a) => a.getAttribute('href'));
		expect(links).toEqual(expect.arrayContaining(['/login', '/']));
	});
});
