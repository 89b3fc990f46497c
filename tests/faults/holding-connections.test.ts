import { spawnSync } from 'node:child_process';
import { connect, type Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { until } from '../support/crowds';
import { expectNone, expectWithin, whole } from '../support/figures';
import { raw } from '../support/hostile';
import { runningSite } from '../support/running';

const running = runningSite();

/** Descriptors that a process here may have: the site and the test need one for each connection. */
const limit = Number(spawnSync('sh', ['-c', 'ulimit -n']).stdout);
const count = 10_000;

test.runIf(whole)(
	'ten thousand who hold an idle connection keep nobody from reading',
	async ({ skip }) => {
		skip(limit < count + 300, `Needs ulimit -n ${count + 300}, which is ${limit} here`);
		const { port } = new URL(running.site.origin);
		const idle: Socket[] = [];
		let open = 0;
		try {
			while (idle.length < count) {
				for (let i = 0; i < 250 && idle.length < count; i++) {
					const socket = connect(Number(port), '127.0.0.1', () => open++);
					socket
						.resume()
						.on('error', () => {})
						.on('close', () => open--);
					idle.push(socket);
				}
				await until(() => open >= idle.length - 50);
			}
			const held = open;
			const begun = performance.now();
			const { status } = await running.visitor().get('/');
			const took = performance.now() - begun;
			expect(status).toBe(200);
			expect(held).toBeGreaterThan(count * 0.95);
			expectWithin(8, `A page with ${held.toLocaleString('en')} idle connections`, took, 1_000);
			// Who sends no request within ten seconds is let go of.
			const freed = await until(() => open === 0);
			expectWithin(8, 'Idle connections are all let go after', freed, 30_000);
		} finally {
			for (const socket of idle) socket.destroy();
		}
	}
);

test('a thousand bodies that break off harm nothing', async () => {
	const { host } = new URL(running.site.origin);
	const head = `POST /signup HTTP/1.1\r\nHost: ${host}\r\nContent-Type: application/x-www-form-urlencoded\r\n`;
	const half = `${head}Content-Length: 1000\r\n\r\nusername=Half&password=`;
	for (let round = 0; round < 10; round++) {
		await Promise.all(Array.from({ length: 100 }, () => raw(running.site.origin, half, 20)));
	}
	await wait(200);
	const { status } = await running.visitor().get('/');
	const failures = running.site.output().match(/"event":"(failure|unhandled)"/g) ?? [];
	expect(status).toBe(200);
	expectNone(8, 'Failures after aborted bodies', failures, 1_000);
});

describe.runIf(whole)('a hundred who dribble', () => {
	const form = 'Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 1000\r\n';
	test.for([
		['headers', 'GET / HTTP/1.1\r\nHost: HOST\r\nX-A: '],
		['bodies', `POST /login HTTP/1.1\r\nHost: HOST\r\n${form}\r\na=`]
	] as const)('%s are cut off, and keep nobody from reading', async ([what, bytes]) => {
		const { host } = new URL(running.site.origin);
		const begun = performance.now();
		const sent = bytes.replace('HOST', host);
		const all = Array.from({ length: 100 }, () => raw(running.site.origin, sent, 35_000));
		expect((await running.visitor().get('/')).status).toBe(200);
		await Promise.all(all);
		expectWithin(8, `A hundred slow ${what} are cut off after`, performance.now() - begun, 30_000);
	});
});
