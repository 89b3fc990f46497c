import { eq, sql } from 'drizzle-orm';
import { describe, expect, test, vi } from 'vitest';
import { db } from '../../src/lib/server/db';
import { sessions, users } from '../../src/lib/server/db/schema';
import { runningSite } from '../support/running';
import type { Visitor } from '../support/visitor';

const running = runningSite();
const password = 'seven quiet herons';
const firefox = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0';

async function signedIn(username: string, userAgent?: string) {
	const browser = running.visitor(userAgent ? { 'user-agent': userAgent } : {});
	await browser.post('/login', { username, password });
	expect(browser.answer?.location).toBe('/');
	return browser;
}
const isSignedIn = async (visitor: Visitor) =>
	(await visitor.get('/current-user')).text !== '{"user":null}';
const listed = (visitor: Visitor) =>
	visitor.page.querySelectorAll('section li').map((li) => li.text.replace(/\s+/g, ' ').trim());
const rowsOf = async (username: string) =>
	db
		.select({ number: sessions.number, lastSeenAt: sessions.lastSeenAt })
		.from(sessions)
		.innerJoin(users, eq(users.id, sessions.userId))
		.where(eq(users.username, username))
		.orderBy(sessions.number);

describe('the account page', () => {
	test('is in the nav, and lists where the person is signed in', async () => {
		await running.member('Ada');
		const phone = await signedIn('Ada', 'w3m/0.5.3');
		const laptop = await signedIn('Ada', firefox);
		await laptop.get('/');
		const link = laptop.page.querySelectorAll('header a').find((a) => a.text.trim() === 'Account');
		expect(link?.getAttribute('href')).toBe('/account');

		expect((await laptop.get('/account')).status).toBe(200);
		const rows = listed(laptop);
		expect(rows).toHaveLength(3);
		expect(rows[0]).toMatch(/^Firefox on Linux This device Signed in just now .* Last seen/);
		expect(rows[1]).toMatch(/^w3m Signed in .* Sign out w3m$/);
		expect(rows[2]).toMatch(/^Unknown device/);

		await laptop.submit('Sign out w3m');
		expect(laptop.answer).toMatchObject({ status: 303, location: '/account' });
		await laptop.follow();
		expect(laptop.page.text).toContain('That device is signed out.');
		expect(listed(laptop)).toHaveLength(2);
		expect([await isSignedIn(laptop), await isSignedIn(phone)]).toEqual([true, false]);
	});

	test('ends all other sessions, and not this one', async () => {
		const first = await running.member('Bea');
		const second = await signedIn('Bea');
		await second.get('/account');
		await second.submit('Sign out all other devices');
		expect(second.answer?.location).toBe('/account');
		expect([await isSignedIn(first), await isSignedIn(second)]).toEqual([false, true]);
		await second.get('/account');
		expect(listed(second)).toHaveLength(1);
		expect(second.page.text).not.toContain('Sign out all other devices');
	});

	test('shows and ends nobody else’s, whatever number is sent', async () => {
		const cleo = await running.member('Cleo');
		const mallory = await running.member('Mallory');
		await mallory.get('/account');
		expect(listed(mallory)).toHaveLength(1);
		expect(mallory.answer?.text).not.toContain('Cleo');

		const [{ number } = { number: 0 }] = await rowsOf('Cleo');
		expect((await mallory.post('/account?/end', { number: `${number}` })).status).toBe(404);
		await mallory.post('/account?/others', { confirm: 'yes' });
		expect([await isSignedIn(cleo), await isSignedIn(mallory)]).toEqual([true, true]);

		for (const odd of ['', 'abc', '-1', '1e3', '0x10', '9'.repeat(16), '9'.repeat(40), '1\0']) {
			const { status } = await mallory.post('/account?/end', { number: odd });
			expect([400, 404]).toContain(status);
		}
		expect(await rowsOf('Cleo')).toHaveLength(1);
	});
});

describe('when a session was last seen', () => {
	test('is written at most once an hour, by visits', async () => {
		const dora = await running.member('Dora');
		const age = (minutes: number) =>
			db.execute(sql`
				update sessions set last_seen_at = now() - make_interval(mins => ${minutes})
				where user_id = (select id from users where username = 'Dora')`);
		const minutes = async () =>
			Math.round((Date.now() - (await rowsOf('Dora'))[0]!.lastSeenAt.getTime()) / 60_000);

		await age(55);
		await dora.get('/');
		await new Promise((resolve) => setTimeout(resolve, 100));
		expect(await minutes()).toBe(55);

		await age(65);
		await dora.get('/');
		await vi.waitFor(async () => expect(await minutes()).toBe(0));
	});
});

describe('a device not seen before', () => {
	test('is told of on the next page, once, and later also to the other devices', async () => {
		await running.member('Edith');
		const home = await signedIn('Edith', firefox);
		await home.follow();
		expect(home.page.text).toContain('a device that your account has not been used on before');
		await home.get('/');
		expect(home.page.text).not.toContain('not been used on before');

		const again = await signedIn('Edith', firefox);
		await again.follow();
		expect(again.page.text).toContain('You are signed in.');
		expect(again.page.text).not.toContain('not been used on before');

		await db.execute(sql`
			update sessions set last_seen_at = now() - interval '2 hours'
			where user_id = (select id from users where username = 'Edith')`);
		await signedIn('Edith', 'Lynx/2.9');
		for (const device of [home, again]) {
			const flash = () => device.page.querySelector('main [role=status]')?.text ?? '';
			await device.get('/');
			expect(flash()).toContain('Somebody signed in to your account from a device not seen before');
			await device.get('/');
			expect(flash()).toBe('');
		}
	});

	test('stands in the log, as do failures', async () => {
		const fay = await running.member('Fay');
		await running.visitor({ 'user-agent': 'Lynx/2.9' }).post('/login', {
			username: ' FAY',
			password: 'wrong password'
		});
		await signedIn('Fay', 'w3m/0.5');
		await vi.waitFor(async () => {
			await fay.get('/account/log');
			const rows = fay.page.querySelectorAll('main li').map((li) => li.text.replace(/\s+/g, ' '));
			expect(rows).toHaveLength(4);
			expect(rows.join('\n')).toMatch(/Signed in from a device not seen before w3m/);
			expect(rows.join('\n')).toMatch(/Wrong password when signing in Lynx/);
			expect(rows.at(-1)).toMatch(/Account created/);
		});
		const other = await running.member('Gwen');
		await other.get('/account/log');
		expect(other.page.querySelectorAll('main li')).toHaveLength(2);
	});
});
