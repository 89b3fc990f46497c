import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startCluster, until, type Cluster } from '../support/cluster';
import { gather, slowest, statuses } from '../support/crowds';
import { note, seconds } from '../support/figures';
import { startSite, type Site } from '../support/site';
import { Visitor } from '../support/visitor';

const whole = import.meta.env.MODE === 'whole';
let cluster: Cluster;
let site: Site;
let member: Visitor;

beforeAll(async () => {
	cluster = await startCluster();
	site = await startSite({ database: cluster });
	member = new Visitor(site.origin);
	const password = 'seven quiet herons';
	await member.post('/signup', { username: 'Ada', password, password_confirmation: password });
	expect((await member.get('/account')).status).toBe(200);
});
afterAll(async () => {
	await site?.stop();
	await cluster?.remove();
});

/** Pages of all kinds, asked by several at once. None but what needs no database may be a 200. */
function readers(origin: string) {
	const paths = ['/', '/polls/1', '/polls/1/results', '/account', '/readyz'];
	const { cookies } = member;
	return gather(20, (lane) => {
		const reader = new Visitor(origin);
		if (lane % 2 || lane % paths.length === 3)
			for (const [name, value] of cookies) reader.cookies.set(name, value);
		return reader.get(paths[lane % paths.length]!);
	});
}

const answer = async (origin: string, path: string) =>
	(await new Visitor(origin).get(path).catch(() => null))?.status;

describe('without its database', () => {
	test('a site starts all the same, and is ready once the database is there', async () => {
		await cluster.stop();
		const early = await startSite({ database: cluster, ready: false });
		try {
			const up = await until(async () => (await answer(early.origin, '/healthz')) === 200);
			note(3, 'Database away at start: /healthz says 200 after', seconds(up));
			const crowd = readers(early.origin);
			await wait(whole ? 60_000 : 4_000);
			const seen = await crowd.leave();
			note(3, 'Slowest 503 meanwhile', seconds(slowest(seen)));
			expect(Object.keys(statuses(seen))).toEqual(['503']);
			expect(slowest(seen)).toBeLessThan(2_000);
			expect(up).toBeLessThan(5_000);

			await cluster.start();
			const healed = await until(async () => (await answer(early.origin, '/')) === 200);
			note(3, 'Pages again after it came', seconds(healed));
			expect(healed).toBeLessThan(2_000);
			expect(await early.stop()).toBe(0);
		} finally {
			await early.kill();
		}
	});

	test.for([['stopped', () => cluster.stop(), () => cluster.start()]] as const)(
		'%s: a running site answers 503 soon, and heals by itself',
		async ([how, away, back]) => {
			await until(async () => (await answer(site.origin, '/')) === 200);
			const crowd = readers(site.origin);
			await wait(500);
			await away();
			const gone = crowd.since();
			await wait(whole ? 60_000 : 6_000);
			expect(await answer(site.origin, '/healthz'), site.output()).toBe(200);
			expect(await answer(site.origin, '/login')).toBe(200);
			await back();
			const returned = crowd.since();
			await until(async () => (await answer(site.origin, '/')) === 200);
			await wait(2_500);
			const seen = await crowd.leave();

			const meanwhile = seen.filter(({ at }) => at > gone && at < returned - 2_000);
			note(
				3,
				`Database ${how}: slowest of ${meanwhile.length} answers`,
				seconds(slowest(meanwhile))
			);
			expect(Object.keys(statuses(meanwhile))).toEqual(['503']);
			expect(slowest(seen)).toBeLessThan(2_000);
			expect(meanwhile.length).toBeGreaterThan(20);

			const failed = seen.filter(({ status }) => status === 503).map(({ at, took }) => at + took);
			const healed = Math.max(...failed) - returned;
			note(3, `Database ${how}: last 503 after its return`, seconds(Math.max(0, healed)));
			expect(healed).toBeLessThan(2_000);
			expect((await member.get('/account')).status).toBe(200);
		}
	);
});
