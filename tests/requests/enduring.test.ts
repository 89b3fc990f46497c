import { describe, expect, test } from 'vitest';
import { aPoll } from '../support/polls';
import { hostileAddresses, hostilePosts } from '../support/hostile';
import { runningSite } from '../support/running';
import type { Answer } from '../support/visitor';

const running = runningSite();
const forms = ['/login', '/signup', '/logout', '/polls/1'];

/** No failure of ours, nothing of our insides, and soon: milliseconds, and room for a busy machine. */
async function endured(ask: () => Promise<Answer>) {
	const begun = performance.now();
	const { status, text } = await ask();
	expect(performance.now() - begun).toBeLessThan(1_000);
	expect(text).not.toMatch(/\bat .+:\d+:\d+|node_modules|postgres|select .+ from|\$argon2/i);
	return status;
}

describe.each(forms)('a post to %s with', (path) => {
	test.each(hostilePosts)('%s is refused', async (_, body, type) => {
		await aPoll();
		const ada = await running.member(`Ada ${Math.random()}`);
		const headers = type === undefined ? {} : { 'content-type': type || undefined };
		const visiting = path === '/login' || path === '/signup' ? running.visitor() : ada;
		const status = await endured(() => visiting.post(path, body, headers));
		// Some is merely strange: /logout needs no field, and takes those that it does not know.
		if (path === '/logout' && status === 303) return;
		expect(status).toBeGreaterThanOrEqual(400);
		expect(status).toBeLessThan(500);
	});
});

test.each(hostileAddresses)('%s %s is refused', async (method, path, headers) => {
	const status = await endured(() =>
		method === 'POST'
			? running.visitor().post(path, { a: 'b' }, headers)
			: running.visitor().send(method, path, headers)
	);
	expect(status).toBeGreaterThanOrEqual(400);
	expect(status).toBeLessThan(500);
});

/** What a query may be asked for: a page that does not know it shows what it always shows. */
const queries = ['show', 'page', 'choice', 'next', 'search', 'secret', 'x-sveltekit-invalidated'];
const values = [
	...[
		'constructor',
		'__proto__',
		'toString',
		'%00',
		'%ff',
		'%ed%a0%80',
		'1e30',
		'0x10',
		'1abc',
		'-1'
	],
	...['99999999999', '9'.repeat(400), '[]', "'", '%27%20or%201=1--', '<script>', '..%2f', '٣', '']
];

test.each(queries)('a query with anything at all as its %s is no failure', async (name) => {
	for (const path of ['/', '/polls/1', '/polls/1/results', '/login', '/password-link']) {
		for (const value of values) {
			const status = await endured(() =>
				running.visitor().get(`${path}?${name}=${encodeURI(value).replaceAll('%25', '%')}`)
			);
			expect(status, `${path}?${name}=${value}`).toBeLessThan(500);
		}
	}
});

const manyFields = Array.from({ length: 101 }, (_, i) => `f${i}=`).join('&');

describe('hostile posts', () => {
	test('do not slow down the pages of others', async () => {
		const attacks = hostilePosts.filter(([what]) => /60|megabyte|limit|cyclic|parts/.test(what));
		const reader = running.visitor();
		let attacking = true;
		const attack = Promise.all(
			attacks.map(async ([, body, type]) => {
				while (attacking) {
					const headers = type ? { 'content-type': type } : {};
					expect((await running.visitor().post('/login', body, headers)).status).toBeLessThan(500);
				}
			})
		);
		const times: number[] = [];
		for (let i = 0; i < 50; i++) {
			const begun = performance.now();
			expect((await reader.get('/')).status).toBe(200);
			times.push(performance.now() - begun);
		}
		attacking = false;
		await attack;
		expect(times.sort((a, b) => a - b)[25]).toBeLessThan(300);
	});

	test.each([
		['too large', 413, 'The form is too large', `a=${'x'.repeat(70_000)}`, undefined],
		['a field twice', 400, 'The form has the same field twice', 'username=a&username=b', undefined],
		['too many fields', 400, 'The form has too many fields', manyFields, undefined],
		['a broken body', 400, 'The form could not be read', 'x', 'multipart/form-data']
	])('(%s) are answered %d “%s” on a readable page', async (_, status, words, body, type) => {
		const visiting = running.visitor();
		const answer = await visiting.post('/login', body, type ? { 'content-type': type } : {});
		expect(answer.status).toBe(status);
		expect(visiting.page.querySelectorAll('h1').map((h1) => h1.text)).toEqual([words]);
	});

	test('may hold twenty choices of 200 emoji', async () => {
		const fields = Array.from({ length: 20 }, (_, i): [string, string] => [
			`c${i}`,
			'😀'.repeat(200)
		]);
		const body: [string, string][] = [
			['username', 'Nobody'],
			['password', 'wrong password'],
			...fields
		];
		expect((await running.visitor().post('/login', body)).status).toBe(401);
	});
});

describe('a cookie', () => {
	test.each([
		'sessionid=%',
		'sessionid=%ff%fe',
		'sessionid=\u00e9',
		'sessionid=a; sessionid=b; sessionid',
		`sessionid=${'x'.repeat(4_000)}`,
		"sessionid=' or 1=1 --",
		'flash=%7B; =; ;;;',
		'flash=%22__proto__%22',
		'flash={"a":[[[[[[[[',
		'__proto__=1; constructor=2; toString=3'
	])('like %s makes nobody of its owner, and no failure', async (cookie) => {
		for (const path of ['/', '/login', '/current-user', '/logout']) {
			const { status, text } = await running.visitor().get(path, { cookie });
			expect(status).toBe(200);
			if (path === '/current-user') expect(text).toBe('{"user":null}');
		}
	});
});
