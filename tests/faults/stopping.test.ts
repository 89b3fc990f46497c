import { Agent } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { gather, keptAlive, statuses, until } from '../support/crowds';
import { createDatabase, use, type TestDatabase } from '../support/database';
import { expectExactly, expectNone, expectWithin } from '../support/figures';
import { startSite } from '../support/site';

let database: TestDatabase;

beforeAll(async () => {
	use(inject('server'));
	database = await createDatabase();
});
afterAll(() => database?.drop());

describe('SIGTERM', () => {
	test.for([0, 1])(
		'under load of kept connections, with a delay of %i s: all are answered, then none, and it exits with 0',
		async (delay) => {
			const env = { SHUTDOWN_DELAY: `${delay}` };
			const site = await startSite({ database, env });
			const port = Number(new URL(site.origin).port);
			const agent = new Agent({ keepAlive: true, maxSockets: 16 });
			const crowd = gather(16, () => keptAlive(agent, port, '/'));
			await until(() => crowd.seen.length > 50);
			const begun = performance.now();
			const stopped = site.stop();
			if (delay) {
				await wait(300);
				const probes = [keptAlive(agent, port, '/readyz'), keptAlive(agent, port, '/healthz')];
				expect((await Promise.all(probes)).map(({ status }) => status)).toEqual([503, 200]);
			}
			const code = await stopped;
			const took = performance.now() - begun;
			const seen = await crowd.leave();
			agent.destroy();
			// The first that was refused ends what was answered: nothing fails in between.
			const answered = seen.filter(({ status }) => status);
			const refused = seen.filter(({ status }) => !status);
			const lastAnswer = Math.max(...answered.map(({ at }) => at));
			const cut = refused.filter(({ at, took }) => at < lastAnswer - 50 && took > 50);
			const how = `SIGTERM under load, delay ${delay} s`;
			expectExactly(7, `${how}: exit code`, code, 0);
			expectWithin(7, `${how}: exit after`, took, 10_000);
			expectNone(7, `${how}: requests cut off`, cut, answered.length);
			expectExactly(7, `${how}: answers`, Object.keys(statuses(answered)), ['200']);
			expect(refused.length).toBeGreaterThan(0);
		}
	);
});
