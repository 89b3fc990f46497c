import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { campaign, lost, publish } from '../support/campaigns';
import { isAlive, startCluster, type Cluster } from '../support/cluster';
import { until } from '../support/crowds';
import { expectExactly, expectNone, expectWithin, whole } from '../support/figures';
import { aPassword as password } from '../support/people';
import { startSite } from '../support/site';
import { Visitor } from '../support/visitor';

let cluster: Cluster;

// Killing takes minutes, and returning within two seconds a calm machine: `npm run test:faults`.
describe.runIf(whole)('what was acknowledged', () => {
	beforeAll(async () => {
		cluster = await startCluster();
		await publish(cluster);
	});
	afterAll(() => cluster?.remove());

	test('a site that is killed amid sign-ups and votes has lost nothing, and has nothing half made', async () => {
		let acknowledged = 0;
		const gone: unknown[] = [];
		const rounds = 10;
		for (let round = 0; round < rounds; round++) {
			const victim = await startSite({ database: cluster });
			const people = campaign([victim.origin], 8);
			await until(() => people.voted.length >= 10);
			await wait(Math.random() * 200);
			await victim.kill();
			await people.end();
			gone.push(...Object.values(await lost(cluster, people)).flat());
			acknowledged += people.signedUp.length + people.voted.length;

			const again = await startSite({ database: cluster });
			const returning = new Visitor(again.origin);
			const fields = { username: people.signedUp[0]!, password };
			expect((await returning.post('/login', fields)).status).toBe(303);
			await again.stop();
		}
		expectNone(1, `Site killed ${rounds} times: lost or half made`, gone, acknowledged);
	});

	const kill = (pid: number | undefined) => process.kill(pid!, 'SIGKILL');
	const backends = () =>
		cluster.ask<{ pid: number }>(
			`select pid from pg_stat_activity where application_name = 'show-of-hands'`
		);

	/** Each way of losing the database, as far as bringing it back. */
	const losses: [promise: 1 | 2, what: string, lose: () => Promise<unknown>][] = [
		[
			1,
			'a killed backend',
			// The postmaster ends all others with it, recovers, and goes on.
			async () => {
				const all = await backends();
				kill(all[0]?.pid);
				await until(() => all.every(({ pid }) => !isAlive(pid)));
				await until(() => backends().catch(() => null));
			}
		],
		[
			1,
			'a killed postmaster',
			async () => {
				const [postmaster, ...others] = cluster.processes();
				kill(postmaster);
				await until(() => others.every((pid) => !isAlive(pid)));
				await cluster.start();
			}
		],
		[2, 'a restart', () => cluster.stop('fast').then(() => cluster.start())],
		[
			2,
			'a restart without a checkpoint',
			() => cluster.stop('immediate').then(() => cluster.start())
		]
	];

	test.for(losses)(
		'%i: %s under load loses nothing that was acknowledged',
		async ([promise, what, lose]) => {
			const site = await startSite({ database: cluster });
			try {
				const people = campaign([site.origin], 8);
				await until(() => people.voted.length >= 10);
				await lose();
				const returned = people.since();
				await until(() => people.confirmed.some((at) => at > returned));
				await wait(1_000);
				const seen = await people.end();

				const recovered = people.confirmed.find((at) => at > returned)! - returned;
				const failures = people.seen.filter(({ status }) => status === 503);
				const missing = Object.values(await lost(cluster, people)).flat();
				const acknowledged = people.signedUp.length + people.voted.length;
				expectNone(promise, `After ${what}: lost or half made`, missing, acknowledged);
				expectWithin(promise, `After ${what}: the next vote`, recovered, 2_000);
				const last = Math.max(...failures.map(({ at, took }) => at + took));
				expectWithin(promise, `After ${what}: the last 503`, Math.max(0, last - returned), 2_000);
				expectExactly(promise, `After ${what}: answers`, Object.keys(seen), ['303', '503']);
			} finally {
				await site.stop();
			}
		}
	);
});
