import { resolve } from 'node:path';
import { sql } from 'drizzle-orm';
import { drizzle, type PostgresJsDatabase } from 'drizzle-orm/postgres-js';
import type postgres from 'postgres';
import { config, projectFolder } from '../config';
import * as clients from './clients';
import * as embedded from './embedded';
import { causes, errorCode } from './errors';
import * as pulses from './pulses';
import * as queues from './queues';

type Connection = PostgresJsDatabase & { $client: postgres.Sql };
export type Transaction = Parameters<Parameters<Connection['transaction']>[0]>[0];
export type Database = Connection | Transaction;
export { errorCode };

const dataFolder = resolve(projectFolder, config.DATA_DIR);

// Hot reload runs this module again; the connections of its last run stay in use.
const kept = globalThis as typeof globalThis & { showOfHandsDatabase?: Connection };

/** The one connection pool. Set by `open`. */
export let db = kept.showOfHandsDatabase as Connection;

/** Where the database is: `DATABASE_URL`, or the site's own PostgreSQL, started if need be. */
export function address(): Promise<string> {
	return config.DATABASE_URL ? Promise.resolve(config.DATABASE_URL) : embedded.start(dataFolder);
}

let opened: { url: string; at: number } | undefined;

let pulse: ReturnType<typeof pulses.watch> | undefined;

/** Where queries wait for their turn at the pool, whichever that is at the moment. */
const queue = queues.queue(config.DATABASE_POOL, {
	answered: () => pulse?.noteAnswer(),
	slow: () => void pulse?.feel()
});

/**
 * Opens the pool. PostgreSQL itself is asked at the first query, so a database that is away does not
 * stop the site from starting.
 * @param tell what is to be known of a database that does not answer at all
 */
export async function open(
	url?: string,
	tell = { silent: () => {}, returned: () => {} }
): Promise<void> {
	if (db) return;
	const place = url ?? (await address());
	connect(place);
	queue.refuse();
	// Seconds; whether there is an answer is judged before that.
	const alone = () => clients.client(place, { max: 1, connect_timeout: 5, idle_timeout: 30 });
	pulse = pulses.watch(alone, {
		silent() {
			queue.refuse(new pulses.Silence('The database does not answer'));
			// Whoever waits for an answer is told that there is none.
			reconnect(0);
			tell.silent();
		},
		returned() {
			queue.refuse();
			tell.returned();
		}
	});
}

function connect(url: string) {
	const client = clients.client(url, {
		max: config.DATABASE_POOL,
		// Seconds. Pages answer 503 within two seconds when the database is away.
		connect_timeout: 1,
		backoff: (attempt) => Math.min(0.05 * 2 ** attempt, 0.25)
	});
	db = kept.showOfHandsDatabase = drizzle(queues.inTurns(client, queue.turn)) as Connection;
	opened = { url, at: Date.now() };
}

/** Goes on with new connections; what the old ones still do has these seconds. */
function reconnect(timeout: number) {
	if (!opened) return;
	const { $client } = db;
	connect(opened.url);
	void $client.end({ timeout });
}

/** PostgreSQL's read_only_sql_transaction. */
const readOnly = '25006';

/**
 * Leaves, if this error says so, a server that has come to be read-only because another was promoted
 * in its place: it would refuse what we write for as long as our connections to it live.
 */
export function leaveReadOnly(error: unknown): void {
	// Whoever was refused at the same time need not leave again.
	if (errorCode(error) !== readOnly || !opened || Date.now() < opened.at + 1_000) return;
	reconnect(2);
}

/** Closes the pool, and the site's own PostgreSQL if nobody else uses it. */
export async function close(): Promise<void> {
	const open = kept.showOfHandsDatabase;
	kept.showOfHandsDatabase = undefined;
	db = undefined as unknown as Connection;
	pulse?.end();
	await open?.$client.end({ timeout: 1 });
}

/** Gives up the site's own PostgreSQL: it stops when no other process is connected. */
export async function leave(): Promise<void> {
	if (!config.DATABASE_URL) await embedded.leave(dataFolder);
}

/**
 * A query that is put together once for each pool and then prepared by PostgreSQL once for each
 * connection, instead of at every call.
 */
export function prepared<Query>(build: () => Query): () => Query {
	let pool: Connection | undefined;
	let query: Query;
	return () => {
		if (pool !== db) {
			query = build();
			pool = db;
		}
		return query;
	};
}

/**
 * Gives the rest of a transaction five minutes for each statement: what somebody leaves behind may be
 * a million rows. For a lock it waits as long as any other statement may take.
 */
export async function takeTime(tx: Database): Promise<void> {
	await tx.execute(sql`select set_config('statement_timeout', '5min', true),
		set_config('lock_timeout', ${`${clients.timeouts.statement_timeout}ms`}, true)`);
}

/**
 * What the log may be told of an error. A database error's text has the query's parameters in it,
 * password hashes among them: only its code is told.
 */
export function describe(error: unknown): string {
	const code = errorCode(error);
	if (code || !(error instanceof Error)) return code ?? typeof error;
	return 'query' in error ? error.name : (error.stack ?? error.name);
}

/** The name of the constraint that was not kept, if that is what this error is about. */
export function brokenConstraint(error: unknown): string | undefined {
	for (const each of causes(error)) {
		if ('constraint_name' in each) return String(each.constraint_name);
	}
}

/** True if the database is away, overloaded, restarting or read-only, so that trying again later can help. */
export function isOutage(error: unknown): boolean {
	// Classes 08, 53, 57 of https://www.postgresql.org/docs/current/errcodes-appendix.html,
	// postgres.js's own names, and the socket's. 3D000: the whole database was dropped, to restore it, say.
	return /^(08|53|57)...$|^CONNECTION_|^CONNECT_TIMEOUT$|^CONGESTION$|^E(CONN|PIPE|HOST|NET|TIMEDOUT|AI_AGAIN|NOTFOUND)|^ENOTFOUND$|^(3D000|55P03|25P03|25006)$/.test(
		errorCode(error) ?? ''
	);
}
