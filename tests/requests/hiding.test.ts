import { sql } from 'drizzle-orm';
import { beforeAll, describe, expect, test } from 'vitest';
import * as administration from '../../src/lib/server/administration';
import { db } from '../../src/lib/server/db';
import { sessions } from '../../src/lib/server/db/schema';
import * as users from '../../src/lib/server/users';
import { aPoll } from '../support/polls';
import { runningSite } from '../support/running';
import type { Headers, Visitor } from '../support/visitor';

const { visitor, member } = runningSite();
let ada: Visitor;
let root: Visitor;
let rooms: string[];

beforeAll(async () => {
	[ada, root] = [await member('Ada'), await member('Root')];
	const id = (await users.find('Root'))!.id;
	await administration.promote(null, id);
	const poll = await aPoll();
	rooms = ['', '/polls', '/activities', `/people/${id}`, `/polls/${poll.id}`];
});

/** All that is told, but for what is another at every answer: the nonce (and the sum over it), the request's id, the time. */
async function told(who: Visitor, method: string, path: string, headers: Headers, body?: string) {
	const { status, headers: all, text } = await who.send(method, path, headers, body);
	const plain = (words: string) => words.replaceAll(/nonce[-=]"?[\w+/=]+/g, 'nonce');
	const kept = Object.entries(all).filter(
		([name]) => !['x-request-id', 'date', 'etag'].includes(name)
	);
	const heads = kept.map(([name, value]) => `${name}: ${plain(String(value))}`).sort();
	return { status, heads, text: plain(text) };
}

const form = { 'content-type': 'application/x-www-form-urlencoded' };
const script = { ...form, accept: 'application/json', 'x-sveltekit-action': 'true' };

describe('what a member is answered in the administration is what there is nowhere:', () => {
	test.each([
		['a page', 'GET', '', {}],
		['the head of a page', 'HEAD', '', {}],
		['a page with a query', 'GET', '?search=ada&page=2', {}],
		['a page for a program', 'GET', '', { accept: '*/*' }],
		['a page as data', 'GET', '/__data.json', {}],
		['a part of it', 'GET', '/__data.json?x-sveltekit-invalidated=01', {}],
		['a slash too much', 'GET', '/', {}],
		['a form', 'POST', '', form],
		['a form for an action', 'POST', '?/deactivate', form],
		['a form that a script sends', 'POST', '?/deactivate', script],
		['a broken form', 'POST', '?/deactivate', { 'content-type': 'multipart/form-data' }],
		['a body that is no form', 'POST', '?/deactivate', { 'content-type': 'application/json' }],
		['a form from elsewhere', 'POST', '', { ...form, 'sec-fetch-site': 'cross-site' }],
		['another method', 'PUT', '', form],
		['a question for the methods', 'OPTIONS', '', {}]
	])('%s', async (_, method, rest, headers: Headers) => {
		const body = method === 'POST' || method === 'PUT' ? 'reason=' : undefined;
		for (const room of rooms) {
			const nowhere = await told(ada, method, `/nowhere${room}${rest}`, headers, body);
			const here = await told(ada, method, `/administration${room}${rest}`, headers, body);
			for (const answer of [nowhere, here])
				answer.heads = answer.heads.map((line) => line.replace(/\/(nowhere|administration)/, '/…'));
			expect(here, room).toEqual(nowhere);
		}
	});

	test('also when the session is renewed, or has something to tell', async () => {
		const browser = { 'user-agent': 'w3m/0.5.3' };
		await visitor(browser).post('/login', { username: 'Ada', password: 'seven quiet herons' });
		const answers = [];
		for (const path of ['/nowhere', '/administration']) {
			await db.update(sessions).set({
				expiresAt: sql`now() + interval '6 days'`,
				lastSeenAt: sql`now() - interval '2 hours'`
			});
			const { status, setCookies, text } = await ada.get(path);
			expect(setCookies.join()).toMatch(/sessionid=\w{40}; Max-Age=1209600/);
			expect(text).toContain('from a device not seen before');
			answers.push({ status, setCookies: setCookies.sort() });
		}
		expect(answers[1]).toEqual(answers[0]);
	});

	test('with the nav, and a way back', async () => {
		for (const path of ['/administration', '/nowhere']) {
			expect((await ada.get(path)).status).toBe(404);
			expect(ada.page.querySelector('h1')?.text).toBe('Page not found');
			expect(ada.page.querySelector('title')?.text).toBe('Page not found – Show of Hands');
			expect(ada.page.querySelector('header')?.text).toContain('Signed in as Ada');
			expect(ada.page.querySelector('main a')?.getAttribute('href')).toBe('/');
		}
	});
});

describe('the administration', () => {
	test('asks visitors to sign in, as any page that is not for everybody', async () => {
		for (const path of [...rooms.map((room) => `/administration${room}`), '/account']) {
			const { status, location } = await visitor().get(path);
			const next = new URLSearchParams({ next: path });
			expect({ status, location }).toEqual({ status: 303, location: `/login?${next}` });
		}
		expect((await visitor().get('/administration/nowhere')).status).toBe(404);
	});

	test('is there for superusers, but for what is not there', async () => {
		for (const room of rooms) expect((await root.get(`/administration${room}`)).status).toBe(200);
		expect((await root.get('/administration/nowhere')).status).toBe(404);
		expect((await root.post('/administration/nowhere', { reason: '' })).status).toBe(404);
	});
});
