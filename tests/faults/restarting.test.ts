import { Agent } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, inject, test } from 'vitest';
import { haproxy, startBalancer } from '../support/balancers';
import { gather, keptAlive, slowest, statuses, until } from '../support/crowds';
import { createDatabase, use, type TestDatabase } from '../support/database';
import { expectNone, expectWithin, whole } from '../support/figures';
import { freePort, startSite } from '../support/site';

let database: TestDatabase;

beforeAll(async () => {
	if (!haproxy || !whole) return;
	use(inject('server'));
	database = await createDatabase();
});
afterAll(() => database?.drop());

beforeEach(({ skip }) => skip(!haproxy, 'Needs HAProxy: apt-get install haproxy'));

describe.runIf(whole)('a rolling restart of two instances behind HAProxy', () => {
	test('loses no request of 20,000', async () => {
		const [entrance, ...ports] = await Promise.all(Array.from({ length: 5 }, freePort));
		const env = { ORIGIN: `http://localhost:${entrance}`, SHUTDOWN_DELAY: '3' };
		const instance = (port: number) => startSite({ database, port, env });
		let running = [await instance(ports[0]!), await instance(ports[1]!)];
		const balancer = await startBalancer(entrance!, ports);
		const agent = new Agent({ keepAlive: true, maxSockets: 16 });
		const ask = (path: string) => keptAlive(agent, entrance!, path);
		try {
			await until(async () => (await ask('/').catch(() => null))?.status === 200);
			await wait(1_000);
			const paths = ['/', '/login', '/favicon.svg', '/current-user'];
			const crowd = gather(16, (lane, round) => ask(paths[(lane + round) % paths.length]!));
			let restarts = 0;
			for (let next = 2; crowd.seen.length < 20_000 || restarts < 2; next = (next + 1) % 4) {
				const [old, other] = running;
				running = [other!, await instance(ports[next]!)];
				await wait(1_000);
				expect(await old!.stop()).toBe(0);
				restarts++;
			}
			const seen = await crowd.leave();
			const failed = seen.filter(({ status }) => status !== 200);
			const what = `${restarts} restarts of instances behind HAProxy`;
			expectNone(7, `${what}: failed requests`, failed, seen.length);
			expectWithin(7, `${what}: slowest answer`, slowest(seen), 10_000);
			expect(statuses(seen), balancer.said()).toEqual({ 200: seen.length });
		} finally {
			agent.destroy();
			await balancer.stop();
			await Promise.all(running.map((site) => site.stop()));
		}
	});
});
