import postgres from 'postgres';
import { afterAll, beforeAll, beforeEach, describe, expect, inject, test } from 'vitest';
import { close, open } from '../../src/lib/server/db';
import * as polls from '../../src/lib/server/polls';
import { createDatabase, use, type TestDatabase } from '../support/database';
import { aPoll } from '../support/polls';
import { pgbouncer, startPooler } from '../support/poolers';
import { startSite, type Site } from '../support/site';
import { Visitor } from '../support/visitor';

const password = 'seven quiet herons';
let database: TestDatabase;
let pooler: Awaited<ReturnType<typeof startPooler>>;
let sites: Site[] = [];

beforeAll(async () => {
	if (!pgbouncer) return;
	use(inject('server'));
	database = await createDatabase('bare');
	// Twenty connections of two instances share three.
	pooler = await startPooler(database.url, 3);
	const through = { database: { url: pooler.url }, env: { DATABASE_PREPARE: 'false' } };
	sites = await Promise.all([startSite(through), startSite(through)]);
	await open(database.url);
});

afterAll(async () => {
	await close();
	await Promise.all(sites.map((site) => site.stop()));
	await pooler?.stop();
	await database?.drop();
});

beforeEach(({ skip }) => skip(!pgbouncer, 'Needs PgBouncer: apt-get install pgbouncer'));

async function signedUp(username: string, site: Site) {
	const visitor = new Visitor(site.origin);
	const fields = { username, password, password_confirmation: password };
	expect((await visitor.post('/signup', fields)).status).toBe(303);
	return visitor;
}

describe('two instances behind one PgBouncer in transaction mode', () => {
	test('migrated an empty database at their start, once', async () => {
		const sql = postgres(database.url, { max: 1 });
		const applied = await sql`select hash from drizzle.__drizzle_migrations`;
		const locks = await sql`select * from pg_locks where locktype = 'advisory'
			and database = (select oid from pg_database where datname = current_database())`;
		await sql.end();
		expect(applied.length).toBeGreaterThan(1);
		expect(new Set(applied.map(({ hash }) => hash)).size).toBe(applied.length);
		expect(locks).toHaveLength(0);
	});

	test('keep the time limits that the site asks for elsewhere', async () => {
		const sql = postgres(pooler.url, { max: 1, prepare: false });
		const [limits] = await sql`select current_setting('lock_timeout') as lock,
			current_setting('statement_timeout') as statement,
			current_setting('idle_in_transaction_session_timeout') as idle`;
		await sql.end();
		expect(limits).toEqual({ lock: '500ms', statement: '5s', idle: '10s' });
	});

	test('let somebody sign up, vote, sign out and in again', async () => {
		const poll = await aPoll('Coffee', 'Tea');
		const ada = await signedUp('Ada', sites[0]!);
		const vote = { choice_id: `${poll.choices[1]!.id}` };
		expect((await ada.post(`/polls/${poll.id}`, vote)).status).toBe(303);
		expect((await ada.follow()).text).toContain('Your vote is counted.');
		expect((await ada.post('/logout')).status).toBe(303);
		expect((await ada.get('/current-user')).text).toBe('{"user":null}');

		const elsewhere = new Visitor(sites[1]!.origin);
		expect((await elsewhere.post('/login', { username: 'ada', password })).status).toBe(303);
		expect((await elsewhere.get(`/polls/${poll.id}/results`)).text).toContain('Your vote');
	});

	test('count votes exactly, of many at once who change their minds, while others read', async () => {
		const poll = await aPoll('Coffee', 'Tea', 'Water');
		const names = Array.from({ length: 12 }, (_, i) => `Voter ${i}`);
		const voters = await Promise.all(names.map((name, i) => signedUp(name, sites[i % 2]!)));
		const statuses = await Promise.all(
			voters.flatMap((voter, i) =>
				Array.from({ length: 10 }, async (_, round) => {
					const choice = poll.choices[(i + round) % 3]!;
					const { status } = await voter.post(`/polls/${poll.id}`, { choice_id: `${choice.id}` });
					await voter.get(round % 2 ? '/' : `/polls/${poll.id}/results`);
					return status;
				})
			)
		);
		expect(statuses.filter((status) => status !== 303)).toEqual([]);
		const { choices } = (await polls.find(poll.id))!;
		expect(choices.reduce((sum, { votes }) => sum + votes, 0)).toBe(voters.length);
	});

	test('stop a guesser together', async () => {
		await signedUp('Grace', sites[0]!);
		const statuses: number[] = [];
		for (let i = 0; i < 12; i++) {
			const guesser = new Visitor(sites[i % 2]!.origin);
			const { status } = await guesser.post('/login', {
				username: 'grace',
				password: `guess ${i}`
			});
			statuses.push(status);
		}
		expect(statuses).toEqual([...Array(10).fill(401), 429, 429]);
	});

	test('do not start as if there were no pooler', async () => {
		await expect(startSite({ database: { url: pooler.url } })).rejects.toThrow(
			'The setting DATABASE_PREPARE must be false behind this pooler'
		);
	});

	test('logged no error meanwhile', () => {
		for (const site of sites) expect(site.output()).not.toMatch(/"(outage|failure|purge-failed)"/);
	});
});
