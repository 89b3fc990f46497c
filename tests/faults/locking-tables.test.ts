import postgres from 'postgres';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { publish } from '../support/campaigns';
import { startCluster, type Cluster } from '../support/cluster';
import { gather, slowest, statuses, until, type Seen } from '../support/crowds';
import { expectNone, expectWithin, whole } from '../support/figures';
import { aPassword as password } from '../support/people';
import { startSite, type Site } from '../support/site';
import { Visitor } from '../support/visitor';

let cluster: Cluster;
let site: Site;
let member: Visitor;

beforeAll(async () => {
	if (!whole) return;
	cluster = await startCluster();
	site = await startSite({ database: cluster });
	member = new Visitor(site.origin);
	await member.post('/signup', { username: 'Ada', password, password_confirmation: password });
	for (let poll = 0; poll < 40; poll++) await publish(cluster, poll + 1);
});
afterAll(async () => {
	await site?.stop();
	await cluster?.remove();
});

async function ask(path: string, signedIn: boolean) {
	const visitor = new Visitor(site.origin, {}, signedIn ? member.cookies : []);
	const [, posted] = /^POST (.*)/.exec(path) ?? [];
	const answer = posted
		? visitor.post(posted, { choice_id: `${Number(posted.slice(7)) * 2}` })
		: visitor.get(path);
	const { status } = await answer;
	return { status, what: path };
}

type Page = [path: string, signedIn: boolean];

/**
 * Sixty people want what somebody holds, while six want what nobody does. Gives what the six saw, and how
 * long it takes until all is well after that is let go.
 * @param hold holds it, and gives what lets go of it
 */
async function crowdAt(
	needing: string[],
	unrelated: Page[],
	hold: () => Promise<() => Promise<unknown>>
) {
	// Nobody is to wait for what a new process does only once.
	for (const path of needing) await ask(path, true);
	for (const page of unrelated) await ask(...page);
	const letGo = await hold();
	const crowd = gather(60, async (lane) => {
		const answer = await ask(needing[lane % needing.length]!, true);
		// Whoever was refused comes again.
		if (answer.status === 503) await wait(1_000);
		return answer;
	});
	await wait(30);
	const readers = gather(6, (lane) => ask(...unrelated[lane % unrelated.length]!));
	await wait(10_000);
	const others = await readers.leave();
	await letGo();
	const healed = await until(async () => (await ask(needing[0]!, true)).status < 400);
	expect(Object.keys(statuses(await crowd.leave()))).toContain('503');
	expect(site.output()).not.toContain('"failure"');
	return { others, healed };
}

/** What the others saw is well if nobody was refused, nor waited for long. */
function expectUntouched(what: string, others: Seen[]) {
	const refused = others.filter(({ status }) => status >= 400);
	expectNone(4, `${what}: unrelated pages refused`, refused, others.length);
	expectWithin(4, `${what}: slowest unrelated page`, slowest(others), 1_000);
}

/** Holds a lock until what it gives is called. */
const lock = (statement: string) => async () => {
	const holder = postgres(cluster.url, { max: 1 });
	let letGo = () => {};
	await new Promise<void>((held) => {
		void holder.begin(async (tx) => {
			await tx.unsafe(statement);
			held();
			await new Promise<void>((release) => (letGo = release));
		});
	});
	return async () => {
		letGo();
		await holder.end();
	};
};

const polls = Array.from({ length: 40 }, (_, i) => `/polls/${i + 1}`);
describe.runIf(whole)('a locked table', () => {
	test.for<[string, string[], Page[]]>([
		[
			'votes',
			['/', '/polls/1', '/polls/1/results', 'POST /polls/1'],
			[
				['/account', true],
				['/account/log', true],
				['/current-user', true],
				['/login', false],
				['/readyz', false]
			]
		],
		[
			'votes',
			polls,
			[
				['/account', true],
				['/signup', false],
				['/readyz', false]
			]
		],
		[
			'users',
			['/', '/account', '/polls/1', '/current-user', 'POST /polls/1'],
			[
				['/polls/1', false],
				['/polls/1/results', false],
				['/signup', false],
				['/readyz', false]
			]
		]
	])(
		'%s, wanted by a crowd, stops nothing that does without',
		async ([table, needing, unrelated]) => {
			const hold = lock(`lock table ${table} in access exclusive mode`);
			const { others, healed } = await crowdAt(needing, unrelated, hold);
			const what = `${table} locked, ${needing.length} addresses wanted`;
			expectUntouched(what, others);
			expectWithin(4, `${what}: all well after`, healed, 2_000);
		}
	);
});

describe.runIf(whole)('a slow table', () => {
	test('stops nothing else either', async () => {
		const slow = `create function slow() returns trigger language plpgsql as
			$$ begin perform pg_sleep(60); return new; end $$;
			create trigger slow before insert on votes for each row execute function slow()`;
		const unrelated: Page[] = [
			['/', true],
			['/account', true],
			['/polls/1', true],
			['/', false],
			['/readyz', false]
		];
		const { others } = await crowdAt(
			polls.map((path) => `POST ${path}`),
			unrelated,
			() => cluster.ask(slow).then(() => () => cluster.ask('drop trigger slow on votes'))
		);
		expectUntouched('votes slow', others);
	});
});

describe.runIf(whole)('a locked row', () => {
	test('stops who wants it, and nobody else who does the same', async () => {
		const hold = lock('select from polls where id = 1 for update');
		const unrelated: Page[] = [
			['/polls/1', true],
			['/', true],
			['POST /polls/2', true],
			['/readyz', false]
		];
		const { others } = await crowdAt(['POST /polls/1'], unrelated, hold);
		expectUntouched('A poll locked', others);
	});
});
