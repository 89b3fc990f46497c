import { describe, expect, test } from 'vitest';
import * as polls from '../../src/lib/server/polls';
import { aPoll, aPollAsking } from '../support/polls';
import { runningSite } from '../support/running';
import type { Visitor } from '../support/visitor';

const { visitor, member } = runningSite();
const nav = (who: Visitor) =>
	Object.fromEntries(
		who.page
			.querySelectorAll('header a')
			.filter((a) => !a.getAttribute('href')?.startsWith('#'))
			.map((a) => [a.text.trim(), a.getAttribute('href')])
	);

describe('the list of polls', () => {
	test('says so when there are none', async () => {
		const reader = visitor();
		expect((await reader.get('/')).status).toBe(200);
		expect(reader.page.querySelectorAll('h1').map((h1) => h1.text.trim())).toEqual(['Polls']);
		expect(reader.page.text).toContain('No polls are available.');
	});

	test('shows twenty a page, newest first, with links to the others and the filters', async () => {
		for (let i = 1; i <= 21; i++) await aPollAsking(`Question ${i}?`);
		const closed = await aPollAsking('Closed one?');
		await polls.close(closed.id);

		const reader = visitor();
		await reader.get('/');
		const questions = () =>
			reader.page
				.querySelectorAll('main a')
				.filter((a) => /^\/polls\/\d+/.test(a.getAttribute('href') ?? ''))
				.map((a) => a.text.trim());
		expect(questions()).toHaveLength(20);
		expect(questions()[0]).toContain('Closed one?');
		const hrefs = () => reader.page.querySelectorAll('main a').map((a) => a.getAttribute('href'));
		expect(hrefs()).toEqual(expect.arrayContaining(['/?show=open', '/?show=closed', '/?page=2']));
		expect(hrefs()).not.toContain('/?show=mine');

		await reader.get('/?page=2');
		expect(questions()).toEqual(['Question 2?', 'Question 1?']);
		await reader.get('/?show=closed');
		expect(questions()).toEqual(['Closed one?']);
		await reader.get('/?show=open&page=2');
		expect(questions()).toEqual(['Question 1?']);
		for (const odd of [
			'/?page=0',
			'/?page=-1',
			'/?page=1e9',
			'/?show=everything',
			'/?page=999999999999'
		]) {
			expect((await reader.get(odd)).status).toBe(200);
		}

		const ada = await member('Ada Lists');
		await ada.get('/');
		expect(ada.page.querySelectorAll('main a').map((a) => a.getAttribute('href'))).toContain(
			'/?show=mine'
		);
	});
});

describe('the nav', () => {
	test('offers visitors to sign up and to sign in, in the first byte', async () => {
		const reader = visitor();
		for (const path of ['/', '/login', '/signup', '/logout', '/nowhere']) {
			await reader.get(path);
			expect(nav(reader)).toMatchObject({
				'Show of Hands': '/',
				Polls: '/',
				'Sign up': '/signup',
				Login: '/login'
			});
			expect(reader.page.text).not.toContain('Signed in as');
		}
	});

	test('shows members who they are, escaped, on every page', async () => {
		const name = '<i>Ada</i> & "co"';
		const ada = await member(name);
		const poll = await aPoll();
		for (const path of [
			'/',
			`/polls/${poll.id}`,
			`/polls/${poll.id}/results`,
			'/logout',
			'/nowhere'
		]) {
			const { text, headers } = await ada.get(path);
			expect(ada.page.querySelector('nav')?.text.replace(/\s+/g, ' ')).toContain(
				`Signed in as ${name}`
			);
			expect(text).not.toContain('<i>Ada</i>');
			expect(nav(ada)).toMatchObject({ Logout: '/logout' });
			expect(nav(ada)).not.toHaveProperty('Login');
			expect(headers['cache-control']).toBe('no-store');
		}
	});
});

describe('every page', () => {
	test('has one h1, a title of its own, a language and a charset', async () => {
		const poll = await aPollAsking('Titles?');
		const paths = [
			'/',
			'/login',
			'/signup',
			'/logout',
			`/polls/${poll.id}`,
			`/polls/${poll.id}/results`,
			'/no'
		];
		const titles = new Set<string>();
		for (const path of paths) {
			const reader = visitor();
			const { headers } = await reader.get(path);
			expect(headers['content-type']).toBe('text/html; charset=utf-8');
			expect(reader.page.querySelectorAll('h1')).toHaveLength(1);
			expect(reader.page.querySelector('html')?.getAttribute('lang')).toBe('en');
			titles.add(reader.page.querySelector('title')!.text);
		}
		expect(titles.size).toBe(paths.length);
	});

	test('says nothing secret about the one who is signed in', async () => {
		const bea = await member('Bea Secret');
		const poll = await aPoll();
		const token = bea.cookies.get('sessionid')!;
		for (const path of ['/', `/polls/${poll.id}`, '/logout']) {
			for (const each of [path, `${path === '/' ? '' : path}/__data.json`]) {
				const { text, status } = await bea.get(each);
				expect(status).toBe(200);
				for (const secret of [token, 'argon2', 'uperuser', 'asswordHash', 'password_hash']) {
					expect(text).not.toContain(secret);
				}
			}
		}
	});
});

describe('a missing page', () => {
	test.each(['/nowhere', '/polls', '/polls/abc', '/polls/1/votes', '/.env', '/polls/1/edit/x'])(
		'%s is a real 404 with a way back',
		async (path) => {
			const lost = visitor();
			const { status } = await lost.get(path);
			expect(status).toBe(404);
			expect(lost.page.text).toContain('Page not found');
			expect(lost.page.querySelectorAll('main a').map((a) => a.getAttribute('href'))).toContain(
				'/'
			);
		}
	);
});
