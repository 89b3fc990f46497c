import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { close, open } from '../../src/lib/server/db';
import * as polls from '../../src/lib/server/polls';
import { programs, startReplicas } from '../support/replicas';
import { startSite, type Site } from '../support/site';
import { Visitor } from '../support/visitor';

type Ballot = { id: number; choices: { id: number }[] };

const password = 'seven quiet herons';
let replicas: Awaited<ReturnType<typeof startReplicas>>;
let site: Site;
let voters: Visitor[] = [];
const ballots: Ballot[] = [];

beforeAll(async () => {
	if (!programs) return;
	replicas = await startReplicas();
	await open(replicas.primary.url);
	const questions = Array.from({ length: 150 }, (_, i) => `Question ${i}?`);
	const made = questions.map((question) =>
		polls.create(null, { question, choices: ['Yes', 'No'] })
	);
	for (const id of await Promise.all(made)) ballots.push((await polls.find(id))!);
	await close();
	site = await startSite({ database: { url: replicas.url } });
	voters = await Promise.all(Array.from({ length: 8 }, (_, i) => signedUp(`Voter ${i}`)));
});

afterAll(async () => {
	await site?.stop();
	await replicas?.remove();
});

beforeEach(({ skip }) => skip(!programs, 'Needs pg_basebackup: apt-get install postgresql'));

async function signedUp(username: string) {
	const visitor = new Visitor(site.origin);
	const fields = { username, password, password_confirmation: password };
	expect((await visitor.post('/signup', fields)).status).toBe(303);
	return visitor;
}

/** One vote; gives the status. */
async function cast(voter: Visitor, { id, choices }: Ballot, which = 0) {
	return (await voter.post(`/polls/${id}`, { choice_id: `${choices[which]!.id}` })).status;
}

/** Tries until the vote is counted; gives the seconds that it took. */
async function counted(voter: Visitor, ballot: Ballot) {
	const begun = performance.now();
	while ((await cast(voter, ballot)) !== 303) {
		if (performance.now() - begun > 20_000) throw new Error('No vote was counted for 20 s');
		await wait(20);
	}
	return ((performance.now() - begun) / 1000).toFixed(2);
}

describe('when the primary is killed amid votes and the standby promoted', () => {
	test('errors are only 503, every acknowledged vote is there, and the site finds the new one', async () => {
		const statuses: Record<number, number> = {};
		const acknowledged: string[] = [];
		let voting = true;
		const crowd = voters.map(async (voter, lane) => {
			for (let round = 0; voting;) {
				const ballot = ballots[round % ballots.length]!;
				const status = await cast(voter, ballot, (lane + round) % 2).catch(() => 0);
				statuses[status] = (statuses[status] ?? 0) + 1;
				if (status !== 303) {
					await wait(50);
					continue;
				}
				acknowledged.push(`Voter ${lane} ${ballot.choices[(lane + round) % 2]!.id}`);
				round++;
			}
		});
		await wait(1_500);
		replicas.primary.kill();
		const before = acknowledged.length;
		// What a fail-over manager takes to notice.
		await wait(1_500);
		expect((await new Visitor(site.origin).get('/healthz')).status).toBe(200);
		await replicas.standby.promote();
		const promoted = performance.now();
		const late = acknowledged.length;
		while (acknowledged.length === late && performance.now() - promoted < 20_000) await wait(5);
		const seconds = ((performance.now() - promoted) / 1000).toFixed(2);
		await wait(1_500);
		voting = false;
		await Promise.all(crowd);

		console.log(
			`Fail-over: ${before} votes acknowledged before the primary was killed, ${acknowledged.length - late} after; ` +
				`first success ${seconds} s after the promotion; answers ${JSON.stringify(statuses)}`
		);
		expect(before).toBeGreaterThan(20);
		expect(acknowledged.length).toBeGreaterThan(late);
		expect(Object.keys(statuses).sort()).toEqual(['303', '503']);
		const stored = await replicas.standby.ask(
			'select username, choice_id from votes join users on users.id = user_id'
		);
		const kept = new Set(stored.map(({ username, choice_id }) => `${username} ${choice_id}`));
		expect(acknowledged.filter((each) => !kept.has(each))).toEqual([]);
		const wrong = await replicas.standby.ask(`select t.choice_id from tallies t
			left join votes v on v.poll_id = t.poll_id and v.choice_id = t.choice_id
			group by t.poll_id, t.choice_id, t.votes having count(v.id) <> t.votes`);
		expect(wrong).toEqual([]);
	});
});

describe('afterwards', () => {
	test('an old primary that comes back as a standby, first in the address, gets no votes', async () => {
		writeFileSync(join(replicas.primary.data, 'standby.signal'), '');
		// Nor does it wait for a standby of its own when it is promoted later.
		await replicas.primary.start('-c synchronous_standby_names=');
		expect(await replicas.primary.ask('select pg_is_in_recovery() as copy')).toEqual([
			{ copy: true }
		]);

		const again = await startSite({ database: { url: replicas.url } });
		const guest = new Visitor(again.origin);
		const fields = { username: 'Late', password, password_confirmation: password };
		expect((await guest.post('/signup', fields)).status).toBe(303);
		await again.stop();
		const ballot = ballots.at(-1)!;
		expect(await Promise.all(voters.map((voter) => cast(voter, ballot)))).toEqual(
			voters.map(() => 303)
		);
	});

	test('a server that turns read-only under open connections is left for one that does not', async () => {
		await replicas.standby.ask(
			'alter system set default_transaction_read_only = on',
			'select pg_reload_conf()'
		);
		await wait(200);
		expect(await cast(voters[0]!, ballots.at(-2)!)).toBe(503);
		await replicas.primary.promote();
		console.log(
			`Read-only: a vote was counted ${await counted(voters[0]!, ballots.at(-2)!)} s later`
		);
	});

	test('while no host is there, pages say so at once', async () => {
		await Promise.all([replicas.primary.stop(), replicas.standby.stop()]);
		for (let i = 0; i < 3; i++) {
			const begun = performance.now();
			const { status } = await voters[0]!.get('/');
			expect({ status, quickly: performance.now() - begun < 2_000 }).toEqual({
				status: 503,
				quickly: true
			});
		}
	});
});
