import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { projectFolder } from '../support/database';
import { raw } from '../support/hostile';
import { runningSite } from '../support/running';
import { startSite, type Site } from '../support/site';
import { Visitor, type Answer } from '../support/visitor';

const running = runningSite();
const file = () => {
	const script = running.visitor();
	return script.get('/').then(() => /\/_app\/immutable\/[^"]+\.css/.exec(script.answer!.text)![0]);
};

/** One response of each kind that SvelteKit, the adapter and the entry know. */
const responses: [what: string, status: number, ask: (who: Visitor) => Promise<Answer>][] = [
	['a page', 200, (who) => who.get('/')],
	['a form', 200, (who) => who.get('/login')],
	['JSON', 200, (who) => who.get('/current-user')],
	['a page’s methods', 204, (who) => who.send('OPTIONS', '/login')],
	['a page’s data', 200, (who) => who.get('/__data.json')],
	['a probe', 200, (who) => who.get('/healthz')],
	['a file', 200, (who) => who.get('/favicon.svg')],
	['a built file', 200, async (who) => who.get(await file())],
	['an unchanged file', 304, notModified],
	[
		'a part of a file that it has not',
		416,
		(who) => who.get('/favicon.svg', { range: 'bytes=9999-' })
	],
	['a door that is closed', 303, (who) => who.get('/account')],
	['a missing page', 404, (who) => who.get('/nowhere')],
	['a missing file', 404, (who) => who.get('/_app/immutable/nothing.js')],
	['a refused form', 401, (who) => who.post('/login', { username: 'x', password: 'y' })],
	['a redirect', 303, signUp],
	['a trailing slash', 308, (who) => who.get('/login/')],
	['a method that a page does not take', 405, (who) => who.send('PUT', '/')],
	['an odd method', 405, (who) => who.send('PROPFIND', '/')],
	['a malformed address', 400, (who) => who.get('/%')],
	['a body over the limit', 413, (who) => who.post('/login', `a=${'x'.repeat(70_000)}`)],
	['a forged post', 403, (who) => who.post('/login', {}, { 'sec-fetch-site': 'cross-site' })],
	[
		'a body that is no form',
		415,
		(who) => who.post('/login', '{}', { 'content-type': 'text/json' })
	],
	['one link too many', 429, guessLinks],
	['a foreign host', 421, (who) => who.get('/', { host: 'evil.example' })]
];

async function guessLinks(who: Visitor) {
	for (let i = 0; i < 50; i++) await who.get('/password-link?secret=x');
	return who.get('/password-link?secret=x');
}

async function notModified(who: Visitor) {
	const { headers } = await who.get('/favicon.svg');
	return who.get('/favicon.svg', { 'if-none-match': headers.etag });
}

function signUp(who: Visitor) {
	const password = 'seven quiet herons';
	const fields = { username: `Ada ${Math.random()}`, password, password_confirmation: password };
	return who.post('/signup', fields);
}

describe('the headers of', () => {
	test.each(responses)('%s (%d) are all there', async (_, status, ask) => {
		const { status: answered, headers } = await ask(running.visitor());
		expect(answered).toBe(status);
		expect(headers).toMatchObject({
			'x-content-type-options': 'nosniff',
			'referrer-policy': 'same-origin',
			'x-frame-options': 'DENY',
			'permissions-policy': expect.stringContaining('camera=()'),
			'cross-origin-opener-policy': 'same-origin',
			'cache-control': expect.stringMatching(/no-store|no-cache|must-revalidate|immutable/),
			'x-request-id': expect.stringMatching(/^[0-9a-f-]{36}$/)
		});
		expect(headers).not.toHaveProperty('strict-transport-security');
		expect(headers).not.toHaveProperty('x-powered-by');

		const policy = String(headers['content-security-policy']);
		for (const rule of ["base-uri 'none'", "form-action 'self'", "frame-ancestors 'none'"]) {
			expect(policy).toContain(rule);
		}
		expect(policy).toMatch(/(object|default)-src 'none'/);
		expect(policy).not.toMatch(/unsafe-(inline|eval)|\*/);
	});

	test('what is not HTTP at all are there too', async () => {
		const { host } = new URL(running.site.origin);
		for (const bytes of [
			'nonsense\r\n\r\n',
			'GET / HTTP/1.1\r\nConnection: close\r\n\r\n',
			'GET /login HTTP/1.0\r\n\r\n',
			`GET / HTTP/1.1\r\nHost: ${host}\r\nX: ${'x'.repeat(40_000)}\r\n\r\n`,
			`GET /x HTTP/1.1\r\nHost: ${host}\r\nExpect: magic\r\nConnection: close\r\n\r\n`
		]) {
			const answer = await raw(running.site.origin, bytes);
			expect(answer).toMatch(/^HTTP\/1\.1 4\d\d /);
			expect(answer.toLowerCase()).toContain('x-content-type-options: nosniff');
		}
	});

	test.each(['/', '/login', '/signup', '/logout', '/nowhere'])(
		'%s allow scripts by nonce, a new one each time',
		async (path) => {
			const nonces = [];
			for (let i = 0; i < 2; i++) {
				const { headers, text } = await running.visitor().get(path);
				const policy = String(headers['content-security-policy']);
				const nonce = /script-src 'self' 'nonce-([^']+)'/.exec(policy)?.[1];
				expect(text).toContain(`<script nonce="${nonce}"`);
				nonces.push(nonce);
			}
			expect(nonces[0]).not.toBe(nonces[1]);
		}
	);

	test('the page of last resort allow its style sheet, and nothing else', async () => {
		const page = readFileSync(join(projectFolder, 'src/error.html'), 'utf8');
		const style = /<style>([^]*?)<\/style>/.exec(page)![1]!;
		const forged = await running.visitor().post('/', {}, { 'sec-fetch-site': 'cross-site' });
		expect(forged.text).toContain(style);
		expect(forged.headers['content-security-policy']).toContain(
			`style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'`
		);
		expect(forged.headers['content-type']).toBe('text/html; charset=utf-8');
	});
});

test('files are kept by the browser, pages are not', async () => {
	const who = running.visitor();
	expect((await who.get(await file())).headers['cache-control']).toContain('immutable');
	for (const path of ['/', '/login', '/current-user', '/nowhere', '/__data.json']) {
		expect((await who.get(path)).headers['cache-control']).toBe('no-store');
	}
});

test('a client cannot choose the request’s id', async () => {
	const { headers } = await running.visitor().get('/', { 'x-request-id': 'mine' });
	expect(headers['x-request-id']).not.toBe('mine');
});

describe('a site behind TLS', () => {
	let site: Site;
	const visitor = (headers = {}) => new Visitor(site.origin, headers);

	beforeAll(async () => {
		const { database } = running.site;
		site = await startSite({ database, env: { ORIGIN: 'https://polls.example.org' } });
	});
	afterAll(() => site.stop());

	test.each(['polls.example.org', 'POLLS.example.org', 'polls.example.org:443'])(
		'answers to %s, and asks browsers to stay with TLS',
		async (host) => {
			const { status, headers } = await visitor({ host }).get('/');
			expect(status).toBe(200);
			expect(headers['strict-transport-security']).toBe('max-age=31536000');
		}
	);

	test.each([
		'evil.example',
		'localhost',
		'127.0.0.1',
		'polls.example.org.evil.example',
		'polls.example.org:81',
		'evil@polls.example.org',
		'polls.example.org/x',
		'polls.example.org#',
		'[::1]'
	])('refuses the host %j, for pages and files, with a sentence', async (host) => {
		for (const path of ['/', '/login', '/favicon.svg', '/healthzz']) {
			const { status, text } = await visitor({ host }).get(path);
			expect(status).toBe(421);
			expect(text).toBe('This site goes by another name.\n');
		}
		expect((await visitor({ host }).post('/logout', {})).status).toBe(421);
	});

	test('does not believe X-Forwarded-Host, and answers probes by any name', async () => {
		const forwarded = { host: 'evil.example', 'x-forwarded-host': 'polls.example.org' };
		expect((await visitor(forwarded).get('/')).status).toBe(421);
		for (const path of ['/healthz', '/readyz']) {
			expect((await visitor({ host: '10.0.0.7:3000' }).get(path)).status).toBe(200);
		}
	});
});
