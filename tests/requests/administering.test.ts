import { beforeAll, describe, expect, test } from 'vitest';
import * as administration from '../../src/lib/server/administration';
import * as polls from '../../src/lib/server/polls';
import * as registers from '../../src/lib/server/registers';
import * as users from '../../src/lib/server/users';
import { aPoll, aPollAsking } from '../support/polls';
import { runningSite } from '../support/running';
import type { Visitor } from '../support/visitor';

const { visitor, member } = runningSite();
const idOf = async (name: string) => (await users.find(name))!.id;
let root: Visitor;
let bea: Visitor;
let count = 0;

async function superuser(name: string) {
	const person = await member(name);
	await administration.promote(null, await idOf(name));
	return person;
}

/** Somebody new to do something to. */
async function aSubject() {
	const name = `Subject ${++count}`;
	const who = await member(name);
	return { who, name, path: `/administration/people/${await idOf(name)}` };
}

beforeAll(async () => {
	[root, bea] = [await superuser('Root'), await member('Bea')];
});

const pages = ['', '/polls', '/activities'].map((path) => `/administration${path}`);
const deeds = ['activate', 'deactivate', 'promote', 'demote', 'link'];

describe('the administration', () => {
	test('is in the nav of superusers only, and no page tells who is one', async () => {
		for (const who of [visitor(), bea])
			expect((await who.get('/')).text).not.toContain('dministration');
		const { text } = await root.get('/');
		expect(root.page.querySelector('header a[href="/administration"]')?.text.trim()).toBe(
			'Administration'
		);
		expect(text).not.toContain('uperuser');
		expect((await root.get('/__data.json')).text).not.toContain('uperuser');
		expect((await root.get('/current-user')).text).not.toContain('uperuser');
	});

	test('leads visitors to sign in, and is not there for members', async () => {
		const { path } = await aSubject();
		const poll = await aPoll();
		const closing = `/administration/polls/${poll.id}`;
		const before = await registers.findPerson(Number(path.split('/').at(-1)));
		for (const page of [...pages, path, closing]) {
			expect((await visitor().get(page)).location).toBe(
				`/login?${new URLSearchParams({ next: page })}`
			);
			expect((await bea.get(page)).status).toBe(404);
			expect((await bea.get(`${page}/__data.json`)).text).not.toContain('Root');
			await bea.get(page);
			expect(bea.page.querySelector('h1')?.text).toBe('Page not found');
			expect((await root.get(page)).status).toBe(200);
		}
		const posts = deeds.map((deed) => `${path}?/${deed}`);
		for (const post of [...posts, `${closing}?/close`, `${closing}?/delete`]) {
			expect((await visitor().post(post, { reason: '' })).location).toMatch(/^\/login\?next=/);
			expect((await bea.post(post, { reason: '' })).status).toBe(404);
			expect(
				(
					await root.post(
						post,
						{},
						{ origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' }
					)
				).status
			).toBe(403);
		}
		expect(await registers.findPerson(before!.id)).toEqual(before);
		expect(await polls.find(poll.id)).toMatchObject({ closed: false });
	});

	test('is closed to somebody who is no superuser any more, at the next request', async () => {
		const eve = await superuser('Eve Former');
		expect((await eve.get('/administration')).status).toBe(200);
		await administration.demote(null, await idOf('Eve Former'));
		const { path } = await aSubject();
		expect((await eve.get('/administration')).status).toBe(404);
		expect((await eve.post(`${path}?/deactivate`, { reason: '' })).status).toBe(404);
	});
});

describe('people', () => {
	test('are found by a part of the name, a state, and in pages', async () => {
		for (let i = 0; i < 27; i++) await member(`Crowd ${String(i).padStart(2, '0')}`);
		const names = () => root.page.querySelectorAll('main h2').map((cell) => cell.text.trim());
		await root.get('/administration?search=CROWD');
		expect(names()).toHaveLength(25);
		const older = root.page.querySelector('a[rel="next"]')!.getAttribute('href')!;
		await root.get(older);
		expect(names()).toEqual(['Crowd 01', 'Crowd 00']);
		await root.get('/administration?show=superusers');
		expect(names()).toEqual(['Root']);
		for (const odd of ['%25', '_', "'", '%00', '%F0%28', 'x'.repeat(5000), '\\']) {
			const { status, text } = await root.get(`/administration?search=${odd}&page=-1&show=x`);
			expect(status).toBe(200);
			if (odd !== '%00') expect(text).toContain('Nobody was found.');
		}
	}, 60_000);

	test('are deactivated, which ends their access at the next request, and activated', async () => {
		const { who, name, path } = await aSubject();
		await root.get(path);
		expect(root.page.querySelectorAll('h1').map((h1) => h1.text)).toEqual([name]);
		expect((await root.submit('Deactivate', { reason: 'Spam <b>' })).location).toBe(path);
		await root.follow();
		expect(root.page.querySelector('[role="status"]')?.text).toContain('deactivated');
		expect(root.page.querySelector('main')?.text).toContain('“Spam <b>”');
		expect((await who.get('/current-user')).text).toBe('{"user":null}');
		const again = visitor();
		const password = 'seven quiet herons';
		expect((await again.post('/login', { username: name, password })).status).toBe(403);
		await root.get(path);
		await root.submit('Activate');
		expect((await again.post('/login', { username: name, password })).status).toBe(303);
		await root.get('/administration?show=inactive');
		expect(root.page.text).not.toContain(name);
	});

	test('become superusers, and members again, but for the last', async () => {
		const { who, name, path } = await aSubject();
		await root.get(path);
		await root.submit('Make superuser');
		expect((await who.get('/administration')).status).toBe(200);
		await who.get(path);
		expect((await who.submit('Remove superuser')).location).toBe('/');
		expect((await who.get('/administration')).status).toBe(404);
		await root.get('/administration/activities');
		const log = root.page.querySelector('main')!.text.replace(/\s+/g, ' ');
		expect(log).toContain(`Root made a superuser of ${name}`);
		expect(log).toContain(`${name} took the superuser rights of ${name}`);

		const own = `/administration/people/${await idOf('Root')}`;
		for (const button of ['Remove superuser', 'Deactivate']) {
			await root.get(own);
			expect((await root.submit(button)).status).toBe(409);
			expect(root.page.querySelector('[role="alert"]')?.text).toContain(
				'The last active superuser'
			);
		}
	});

	test('are not there under other addresses, and reasons are not endless', async () => {
		for (const id of ['0', '999999', '99999999999999999999']) {
			expect((await root.get(`/administration/people/${id}`)).status).toBe(404);
			for (const deed of deeds)
				expect((await root.post(`/administration/people/${id}?/${deed}`)).status).toBe(404);
		}
		const { path } = await aSubject();
		for (const reason of ['x'.repeat(201), 'a\0b']) {
			expect((await root.post(`${path}?/deactivate`, { reason })).status).toBe(400);
			expect(root.page.querySelector('#reason-deactivate-error')?.text).toContain('Reason');
		}
	});
});

describe('polls', () => {
	test('of anybody are found, closed and deleted', async () => {
		const { id } = await aPollAsking('Is 100% of _this_ found?');
		await root.get('/administration/polls?search=100%25+of+_this_');
		expect(root.page.querySelectorAll('main h2').map((h2) => h2.text.trim())).toEqual([
			'Is 100% of _this_ found?'
		]);
		const path = `/administration/polls/${id}`;
		await root.get(path);
		expect((await root.submit('Close poll')).location).toBe('/administration/polls');
		expect(await polls.find(id)).toMatchObject({ closed: true });
		await root.get(path);
		expect(root.page.text).not.toContain('Close poll');
		await root.submit('Delete poll', { reason: 'Twice asked' });
		expect(await polls.find(id)).toBeNull();
		expect((await root.get(path)).status).toBe(404);
		await root.get('/administration/activities');
		expect(root.page.text).toContain('Twice asked');
	});
});
