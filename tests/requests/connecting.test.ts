import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, test, vi } from 'vitest';
import { raw } from '../support/hostile';
import { runningSite } from '../support/running';

const running = runningSite();
const host = () => new URL(running.site.origin).host;
const urlencoded = 'Content-Type: application/x-www-form-urlencoded\r\n';
const ask = (bytes: string, patience?: number) =>
	raw(running.site.origin, bytes.replaceAll('HOST', host()), patience);

describe('a request', () => {
	test.each([
		[
			'to a proxy',
			400,
			'GET http://evil.example/ HTTP/1.1\r\nHost: HOST\r\nConnection: close\r\n\r\n'
		],
		['to a tunnel', 405, 'CONNECT evil:80 HTTP/1.1\r\nHost: evil:80\r\n\r\n'],
		['to no path', 400, 'OPTIONS * HTTP/1.1\r\nHost: HOST\r\nConnection: close\r\n\r\n'],
		[
			'with two lengths (smuggling)',
			400,
			`POST /login HTTP/1.1\r\nHost: HOST\r\n${urlencoded}Content-Length: 4\r\nContent-Length: 5\r\n\r\na=bcd`
		],
		[
			'with a length and chunks (smuggling)',
			400,
			`POST /login HTTP/1.1\r\nHost: HOST\r\n${urlencoded}Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`
		],
		[
			'with a chunk of no length',
			400,
			`POST /login HTTP/1.1\r\nHost: HOST\r\n${urlencoded}Transfer-Encoding: chunked\r\n\r\nx\r\n`
		],
		[
			'with more in chunks than a form may have',
			413,
			`POST /login HTTP/1.1\r\nHost: HOST\r\n${urlencoded}Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n${`4000\r\n${'x'.repeat(0x4000)}\r\n`.repeat(5)}0\r\n\r\n`
		],
		['of another protocol', 400, 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n']
	])('%s is answered %d', async (_, status, bytes) => {
		expect(await ask(bytes)).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
	});

	test('that would change the protocol is answered in this one', async () => {
		const upgrade = 'Connection: Upgrade, close\r\nUpgrade: websocket\r\n';
		const answer = await ask(`GET /healthz HTTP/1.1\r\nHost: HOST\r\n${upgrade}\r\n`, 500);
		expect(answer).toMatch(/^HTTP\/1\.1 200 /);
	});
});

describe('whoever breaks the connection off', () => {
	test.each([
		['a tunnel', 'CONNECT evil:80 HTTP/1.1\r\nHost: evil:80\r\n\r\n'],
		['nonsense', 'nonsense\r\n\r\n'],
		[
			'another protocol',
			'GET / HTTP/1.1\r\nHost: HOST\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n'
		],
		['a page', 'GET / HTTP/1.1\r\nHost: HOST\r\n\r\n'],
		['a form', `POST /login HTTP/1.1\r\nHost: HOST\r\n${urlencoded}Content-Length: 99\r\n\r\na=`]
	])('after asking for %s harms nobody', async (_, bytes) => {
		for (const milliseconds of [0, 1, 5, 30]) {
			const socket = connect(Number(new URL(running.site.origin).port), '127.0.0.1');
			await once(socket, 'connect');
			socket.write(bytes.replace('HOST', host()));
			await wait(milliseconds);
			socket.resetAndDestroy();
		}
		await wait(100);
		expect((await running.visitor().get('/healthz')).status).toBe(200);
		expect(running.site.process.exitCode).toBeNull();
	});

	test('or rather does not, once it is refused, is cut off', async () => {
		const socket = connect({
			port: Number(new URL(running.site.origin).port),
			host: '127.0.0.1',
			allowHalfOpen: true
		});
		socket.on('error', () => {});
		socket.resume().write('CONNECT evil:80 HTTP/1.1\r\nHost: evil:80\r\n\r\n');
		const stubborn = setInterval(() => socket.write('x'), 100);
		await vi.waitFor(() => expect(socket.destroyed).toBe(true), 10_000);
		clearInterval(stubborn);
	});
});

// Together: all that they do is wait.
describe.concurrent('somebody who dribbles', () => {
	test.each([
		['headers', 'GET / HTTP/1.1\r\nHost: HOST\r\nX-A: '],
		['a body', `POST /login HTTP/1.1\r\nHost: HOST\r\n${urlencoded}Content-Length: 1000\r\n\r\na=`]
	])('%s is cut off within 30 seconds', { timeout: 40_000 }, async (_, bytes) => {
		const begun = performance.now();
		await ask(bytes, 35_000);
		expect(performance.now() - begun).toBeLessThan(30_000);
	});
});
