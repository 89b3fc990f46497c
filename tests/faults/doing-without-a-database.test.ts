import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startCluster, type Cluster } from '../support/cluster';
import { gather, slowest, statuses, until } from '../support/crowds';
import { expectExactly, expectWithin, whole } from '../support/figures';
import { aPassword as password } from '../support/people';
import { startSite, type Site } from '../support/site';
import { Visitor } from '../support/visitor';

let cluster: Cluster;
let site: Site;
let member: Visitor;

beforeAll(async () => {
	cluster = await startCluster();
	site = await startSite({ database: cluster });
	member = new Visitor(site.origin);
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
	return gather(20, (lane) => {
		const signedIn = lane % 2 || lane % paths.length === 3;
		const reader = new Visitor(origin, {}, signedIn ? member.cookies : []);
		return reader.get(paths[lane % paths.length]!);
	});
}

const answer = async (origin: string, path: string) =>
	(await new Visitor(origin).get(path).catch(() => null))?.status;

describe('without its database', () => {
	test.runIf(whole)(
		'a site starts all the same, and is ready once the database is there',
		async () => {
			await cluster.stop();
			const early = await startSite({ database: cluster, ready: false });
			try {
				const up = await until(async () => (await answer(early.origin, '/healthz')) === 200);
				expectWithin(3, 'Database away at start: /healthz says 200', up, 5_000);
				const crowd = readers(early.origin);
				await wait(10_000);
				const seen = await crowd.leave();
				expectExactly(3, 'Database away at start: answers', Object.keys(statuses(seen)), ['503']);
				expectWithin(3, 'Database away at start: slowest answer', slowest(seen), 2_000);

				await cluster.start();
				const healed = await until(async () => (await answer(early.origin, '/')) === 200);
				expectWithin(3, 'Database away at start: pages after it came', healed, 2_000);
				expect(await early.stop()).toBe(0);
			} finally {
				await early.kill();
			}
		}
	);

	test.for([
		['silent', () => cluster.signal('SIGSTOP'), () => cluster.signal('SIGCONT')],
		...(whole ? [['stopped', () => cluster.stop(), () => cluster.start()] as const] : [])
	] as const)(
		'%s: a running site answers 503 soon, and heals by itself',
		async ([how, away, back]) => {
			await until(async () => (await answer(site.origin, '/')) === 200);
			const crowd = readers(site.origin);
			await wait(500);
			await away();
			const gone = crowd.since();
			await wait(whole ? 60_000 : 5_000);
			expect(await answer(site.origin, '/healthz'), site.output()).toBe(200);
			expect(await answer(site.origin, '/readyz')).toBe(503);
			expect(await answer(site.origin, '/login')).toBe(200);
			await back();
			const returned = crowd.since();
			await until(async () => (await answer(site.origin, '/')) === 200);
			await wait(2_500);
			const seen = await crowd.leave();

			const what = `Database ${how}`;
			const meanwhile = seen.filter(({ at }) => at > gone && at < returned - 2_000);
			expectExactly(3, `${what}: answers`, Object.keys(statuses(meanwhile)), ['503']);
			expectWithin(3, `${what}: slowest of ${seen.length} answers`, slowest(seen), 2_000);
			expect(meanwhile.length).toBeGreaterThan(20);

			const lastFailed = seen
				.filter(({ status }) => status === 503)
				.reduce((last, { at, took }) => Math.max(last, at + took), returned);
			expectWithin(3, `${what}: last 503 after its return`, lastFailed - returned, 2_000);
			expect((await member.get('/account')).status).toBe(200);
		}
	);
});
