import { beforeAll, describe, expect, test } from 'vitest';
import * as administration from '../../src/lib/server/administration';
import { fillOnce } from '../../src/lib/server/samples';
import * as users from '../../src/lib/server/users';
import { runningSite } from '../support/running';

const running = runningSite();
beforeAll(async () => {
	await fillOnce();
});

/** A page as a browser gets it: fetch unpacks what came packed. */
async function fetched(path: string, headers: Record<string, string> = {}) {
	const answer = await fetch(running.site.origin + path, {
		headers: { accept: 'text/html', 'accept-encoding': 'gzip, deflate, br', ...headers }
	});
	return {
		status: answer.status,
		encoding: answer.headers.get('content-encoding'),
		length: Number(answer.headers.get('content-length')),
		vary: answer.headers.get('vary'),
		text: await answer.text()
	};
}

describe('what travels compressed', () => {
	test.each(['/', '/login', '/polls/1/results', '/nowhere'])('is %s for visitors', async (path) => {
		const packed = await fetched(path);
		expect(packed.encoding).toBe('gzip');
		expect(packed.vary).toMatch(/accept-encoding/i);
		const plain = await fetched(path, { 'accept-encoding': 'identity' });
		expect(plain.encoding).toBeNull();
		expect(plain.vary).toMatch(/accept-encoding/i);
		expect(packed.length).toBeLessThan(plain.length / 2);
		const content = ({ text }: typeof packed) => /<main[^]*<\/main>/.exec(text)?.[0];
		expect(content(packed)).toBe(content(plain));
		expect(packed.status).toBe(plain.status);
	});

	test.each(['', 'identity', 'br', 'gzip;q=0', 'gzip; q=0.0, br', 'notgzip'])(
		'is nothing for who accepts "%s"',
		async (encoding) => {
			const { encoding: got, status } = await fetched('/', { 'accept-encoding': encoding });
			expect(got).toBeNull();
			expect(status).toBe(200);
		}
	);
});

describe('what must not be guessed from its length is never compressed:', () => {
	test('a page for somebody, or for any cookie', async () => {
		const ada = await running.member('Ada');
		for (const cookie of [ada.cookie, 'theme=dark']) {
			for (const path of ['/', '/polls/1/results', '/polls/1', '/login']) {
				expect((await fetched(path, { cookie })).encoding).toBeNull();
			}
		}
	});

	test('a page with a secret in its address', async () => {
		await running.member('Bea');
		const made = await administration.makePasswordLink(null, (await users.find('Bea'))!.id);
		if (typeof made === 'string') throw new Error(made);
		const page = await fetched(`/password-link?secret=${made.secret}`);
		expect(page.status).toBe(200);
		expect(page.encoding).toBeNull();
	});

	test('what comes back from a form', async () => {
		const answer = await fetch(`${running.site.origin}/login`, {
			method: 'POST',
			headers: {
				accept: 'text/html',
				'accept-encoding': 'gzip',
				origin: running.site.origin
			},
			body: new URLSearchParams({ username: 'Ada', password: 'wrong' })
		});
		expect(answer.status).toBe(401);
		expect(answer.headers.get('content-encoding')).toBeNull();
	});
});
