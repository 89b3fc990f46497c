import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { publish } from '../support/campaigns';
import { startCluster, type Cluster } from '../support/cluster';
import { statuses } from '../support/crowds';
import { expectExactly, expectWithin } from '../support/figures';
import { aPassword as password } from '../support/people';
import { startSite, type Site } from '../support/site';
import { Visitor } from '../support/visitor';

// Limits that are shared: tests/requests/crowding.test.ts.
let cluster: Cluster;
let sites: Site[] = [];
let started = 0;

beforeAll(async () => {
	cluster = await startCluster({ migrated: false });
	const begun = performance.now();
	sites = await Promise.all(Array.from({ length: 4 }, () => startSite({ database: cluster })));
	started = performance.now() - begun;
	await publish(cluster);
});
afterAll(async () => {
	await Promise.all(sites.map((site) => site.stop()));
	await cluster?.remove();
});

/** The same browser at another instance, as behind a proxy. */
const at = (instance: number, browser?: Visitor) =>
	new Visitor(sites[instance]!.origin, {}, browser?.cookies);

const fields = (username: string) => ({ username, password, password_confirmation: password });

/** Again, when there is no room for one more hash. */
async function signUp(browser: Visitor, username: string) {
	for (;;) {
		const answer = await browser.post('/signup', fields(username));
		if (answer.status !== 503) return answer;
		await wait(200);
	}
}

describe('instances on one database', () => {
	test('that start on an empty one at once migrate it once', async () => {
		const [counted] = await cluster.ask(
			'select count(*)::int as all, count(distinct hash)::int as different from drizzle.__drizzle_migrations'
		);
		expect(counted!.all).toBeGreaterThan(1);
		const what = 'Four instances at once on an empty database';
		expectExactly(6, `${what}: migrations applied once`, counted!.different, counted!.all);
		expectWithin(6, `${what}: ready after`, started, 20_000);
	});

	test('know who signed in and out at another', async () => {
		const here = at(0);
		expect((await here.post('/signup', fields('Ada'))).status).toBe(303);
		const there = at(1, here);
		expect(JSON.parse((await there.get('/current-user')).text).user.username).toBe('Ada');
		expect((await there.post('/logout')).status).toBe(303);
		const after = await here.get('/current-user');
		expectExactly(6, 'Signed out at one instance, asked at another', after.text, '{"user":null}');
	});

	test('make one account of forty sign-ups for one name, and one vote of fifty', async () => {
		const names = ['Grace', 'grace', 'ｇｒａｃｅ'];
		const browsers = Array.from({ length: 40 }, (_, i) => at(i % 4));
		const answers = await Promise.all(browsers.map((browser, i) => signUp(browser, names[i % 3]!)));
		const counts = statuses(answers.map(({ status }) => ({ status, at: 0, took: 0 })));
		expectExactly(5, 'Forty sign-ups for one name', counts, { 303: 1, 400: 39 });
		expect(await cluster.ask(`select from users where username_key = 'grace'`)).toHaveLength(1);

		const grace = browsers[answers.findIndex(({ status }) => status === 303)];
		const votes = await Promise.all(
			Array.from({ length: 50 }, (_, i) =>
				at(i % 4, grace).post('/polls/1', { choice_id: `${1 + (i % 2)}` })
			)
		);
		const [sum] = await cluster.ask('select sum(votes)::int as tallied from tallies');
		expect(votes.filter(({ status }) => status !== 303)).toEqual([]);
		expectExactly(5, 'Fifty votes of one person are tallied as', sum!.tallied, 1);
		expect(await cluster.ask('select from votes')).toHaveLength(1);
	});
});
