import { join, resolve } from 'node:path';
import { sql } from 'drizzle-orm';
import { drizzle, type PostgresJsDatabase } from 'drizzle-orm/postgres-js';
import { migrate as applyMigrations } from 'drizzle-orm/postgres-js/migrator';
import postgres from 'postgres';
import { config, projectFolder } from '../config';
import * as embedded from './embedded';
import { towardsPrimary } from './hosts';

type Connection = PostgresJsDatabase & { $client: postgres.Sql };
export type Transaction = Parameters<Parameters<Connection['transaction']>[0]>[0];
export type Database = Connection | Transaction;

const dataFolder = resolve(projectFolder, config.DATA_DIR);

// Hot reload runs this module again; the connections of its last run stay in use.
const kept = globalThis as typeof globalThis & { showOfHandsDatabase?: Connection };

/** The one connection pool. Set by `open`. */
export let db = kept.showOfHandsDatabase as Connection;

/** Where the database is: `DATABASE_URL`, or the site's own PostgreSQL, started if need be. */
export function address(): Promise<string> {
	return config.DATABASE_URL ? Promise.resolve(config.DATABASE_URL) : embedded.start(dataFolder);
}

/**
 * Milliseconds. A locked table must not hold every connection for long. A pooler in transaction mode
 * refuses a client's settings: there it is told them itself (docs/scaling.md).
 */
const timeouts = { statement_timeout: 5_000, idle_in_transaction_session_timeout: 10_000 };
const connection = {
	application_name: 'show-of-hands',
	...(config.DATABASE_PREPARE ? timeouts : {})
};

let opened: { url: string; at: number } | undefined;

/**
 * Opens the pool. PostgreSQL itself is asked at the first query, so a database that is away does not
 * stop the site from starting.
 */
export async function open(url?: string): Promise<void> {
	if (!db) connect(url ?? (await address()));
}

function connect(url: string) {
	const client = postgres(url, {
		...towardsPrimary(url),
		max: config.DATABASE_POOL,
		prepare: config.DATABASE_PREPARE,
		// Seconds. Pages answer 503 within two seconds when the database is away.
		connect_timeout: 1,
		backoff: (attempt) => Math.min(0.1 * 2 ** attempt, 1),
		connection,
		// Asked by postgres.js on each new connection, for arrays, which we do not use; when that
		// connection breaks, nobody handles the error, and the process would end.
		fetch_types: false,
		onnotice: () => {}
	});
	db = kept.showOfHandsDatabase = drizzle(client) as Connection;
	opened = { url, at: Date.now() };
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
	const { $client } = db;
	connect(opened.url);
	void $client.end({ timeout: 2 });
}

/** Closes the pool, and the site's own PostgreSQL if nobody else uses it. */
export async function close(): Promise<void> {
	const open = kept.showOfHandsDatabase;
	kept.showOfHandsDatabase = undefined;
	db = undefined as unknown as Connection;
	await open?.$client.end({ timeout: 1 });
}

/** Gives up the site's own PostgreSQL: it stops when no other process is connected. */
export async function leave(): Promise<void> {
	if (!config.DATABASE_URL) await embedded.leave(dataFolder);
}

/** Tells whether this number names our migrations among PostgreSQL's advisory locks. */
const migrationLock = 7_319_604;

/**
 * Brings the tables up to date. Any number of processes may call it at once: one migrates, the
 * others wait for it. All in one transaction, lock included: behind a pooler in transaction mode a
 * session's lock would stay with a connection that is no longer ours.
 * @throws {Error} a sentence, when a pooler in between refuses how the site connects.
 */
export async function migrate(url: string): Promise<void> {
	const client = postgres(url, {
		...towardsPrimary(url),
		max: 1,
		prepare: config.DATABASE_PREPARE,
		connect_timeout: 2,
		connection,
		fetch_types: false,
		onnotice: () => {}
	});
	try {
		const done = client.begin(async (transaction) => {
			// Others may wait, and a migration work, for longer than a page would.
			await transaction`set local statement_timeout = 0`;
			await transaction`select pg_advisory_xact_lock(${migrationLock})`;
			// Drizzle begins a transaction of its own, which is a savepoint in this one.
			const within = { options: client.options, begin: transaction.savepoint };
			const database = drizzle(Object.assign(transaction, within) as unknown as postgres.Sql);
			await applyMigrations(database, { migrationsFolder: join(projectFolder, 'drizzle') });
		});
		await done.catch((cause) => Promise.reject(explained(cause)));
	} finally {
		await client.end({ timeout: 2 });
	}
}

/** It would look like a database that is away, and be tried again for ever. */
function explained(cause: Error) {
	if (!/unsupported startup parameter/.test(cause.message)) return cause;
	return new Error(
		`The setting DATABASE_PREPARE must be false behind this pooler: ${cause.message}`
	);
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
 * a million rows. For a lock it waits no longer than any other statement.
 */
export async function takeTime(tx: Database): Promise<void> {
	await tx.execute(sql`select set_config('statement_timeout', '5min', true),
		set_config('lock_timeout', ${`${timeouts.statement_timeout}ms`}, true)`);
}

/** The code of the PostgreSQL or socket error at the bottom of this one, if there is one. */
export function errorCode(error: unknown): string | undefined {
	for (let each = error; each instanceof Error; each = each.cause) {
		if ('code' in each && typeof each.code === 'string') return each.code;
	}
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
	for (let each = error; each instanceof Error; each = each.cause) {
		if ('constraint_name' in each) return String(each.constraint_name);
	}
}

/** True if the database is away, overloaded, restarting or read-only, so that trying again later can help. */
export function isOutage(error: unknown): boolean {
	// Classes 08, 53, 57 of https://www.postgresql.org/docs/current/errcodes-appendix.html,
	// postgres.js's own names, and the socket's.
	return /^(08|53|57)...$|^CONNECTION_|^CONNECT_TIMEOUT$|^E(CONN|PIPE|HOST|NET|TIMEDOUT|AI_AGAIN|NOTFOUND)|^ENOTFOUND$|^(55P03|25P03|25006)$/.test(
		errorCode(error) ?? ''
	);
}
