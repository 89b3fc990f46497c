import { once } from 'node:events';
import { existsSync } from 'node:fs';
import * as fs from 'node:fs/promises';
import { connect } from 'node:net';
import { join, resolve } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import postgres from 'postgres';
import {
	host,
	initialise,
	isRunning,
	launch,
	noted,
	patience,
	release,
	user
} from './embedded/cluster';
import { locate, run, type Place } from './embedded/programs';

const database = 'show_of_hands';
/** The advisory lock that every client process shares, and that the last one out takes alone. */
const presence = 1_936_682_856;

type Types = Record<string, postgres.PostgresType>;

// On globalThis, because a hot reload would forget the connections of the module before it.
const shared = globalThis as { embeddedPresences?: Map<string, postgres.Sql> };
const presences = (shared.embeddedPresences ??= new Map());

/**
 * Starts the site's own PostgreSQL, or attaches to it when it runs already. Any number of processes may
 * call this at once and at any time; each is counted as present until it calls `leave` or ends.
 * @param folder where its data, password, port and log are kept; made when missing.
 * @returns the address of the database `show_of_hands`, which exists and may be empty.
 * @throws {Error} one sentence, when PostgreSQL cannot run here or did not start within a minute.
 */
export async function start(folder: string): Promise<string> {
	const place = await locate(resolve(folder));
	await initialise(place);
	const deadline = Date.now() + patience * 1000;
	// Others may start, stop or kill the same server between any two lines here: what counts is
	// whether we hold a connection in the end, and whatever went wrong before is tried again.
	for (let tries = 1, failedStarts = 0, refusals = 0; ; tries++) {
		if (!(await isRunning(place))) failedStarts += (await launch(place, tries)) ? 0 : 1;
		try {
			return await attach(place);
		} catch (error) {
			refusals = (error as { code?: string }).code === 'ECONNREFUSED' ? refusals + 1 : 0;
			if (failedStarts > 20 || Date.now() > deadline) throw await explained(place, error);
		}
		if (refusals) await release(place, refusals);
		await wait(100);
	}
}

/**
 * Stops the PostgreSQL of this folder; whoever is connected is cut off, whatever was committed is kept.
 * Does nothing where none runs.
 * @throws {Error} when it does not stop within a minute.
 */
export async function stop(folder: string): Promise<void> {
	if (!existsSync(folder)) return;
	const place = await locate(resolve(folder));
	await forget(place);
	const options = [
		'stop',
		'-D',
		join(place.home, 'postgres/data'),
		'-m',
		'fast',
		'-t',
		`${patience}`
	];
	const answer = await run(place.programs.pg_ctl, options, place);
	if (answer.code !== 0 && (await isRunning(place)))
		throw new Error(`The embedded PostgreSQL in ${folder} did not stop: ${answer.said.trim()}`);
}

/** Ends this process's presence, and stops the PostgreSQL of this folder if nobody else is connected. */
export async function leave(folder: string): Promise<void> {
	if (!existsSync(folder)) return;
	const place = await locate(resolve(folder));
	await forget(place);
	if (!(await isRunning(place))) return;
	const connection = await connected(place).catch(() => null);
	if (!connection) return;
	const { sql } = connection;
	try {
		// Connections that we have just closed ourselves take a moment to disappear.
		for (let look = 0; look < 5; look++) {
			if (look) await wait(40);
			const [alone] = await sql`
				select 1 from (select count(*) as others from pg_stat_activity
					where backend_type = 'client backend' and pid <> pg_backend_pid()) where others = 0`;
			if (!alone) continue;
			// Held until the server is gone, so that nobody can arrive in between: they wait, then start it again.
			const [{ taken } = { taken: false }] =
				await sql`select pg_try_advisory_lock(${presence}) as taken`;
			if (taken) return await stop(folder);
		}
	} finally {
		await sql.end({ timeout: 1 });
	}
}

async function attach(place: Place) {
	const { sql, socket, url } = await connected(place);
	try {
		await sql`select pg_advisory_lock_shared(${presence})`;
		const [found] = await sql`select 1 from pg_database where datname = ${database}`;
		if (!found) await sql`create database ${sql(database)}`;
	} catch (error) {
		await sql.end({ timeout: 1 });
		throw error;
	}
	await forget(place);
	presences.set(place.home, sql);
	// Being present is no reason for a process to go on.
	socket.unref();
	return url;
}

/** One connection that stays until it is ended. */
async function connected(place: Place) {
	const { password, port } = await noted(place);
	const socket = connect({ host, port });
	await once(socket, 'connect');
	const options = { max: 1, max_lifetime: null, connect_timeout: patience, fetch_types: false };
	const address = { host, port, user, password, database: 'postgres', ssl: false };
	// The socket is an option of postgres.js that its types leave out.
	const given = { ...address, ...options, socket: () => socket } as postgres.Options<Types>;
	const sql = postgres(given);
	try {
		await sql`select 1`;
	} catch (error) {
		await sql.end({ timeout: 0 });
		throw error;
	}
	return { sql, socket, url: `postgres://${user}:${password}@${host}:${port}/${database}` };
}

async function forget({ home }: Place) {
	await presences.get(home)?.end({ timeout: 1 });
	presences.delete(home);
}

async function explained({ home }: Place, cause: unknown) {
	const log = join(home, 'postgres/log');
	const lines = (await fs.readFile(log, 'utf8').catch(() => '')).split('\n');
	const fatal = lines.findLast((line) => /FATAL|PANIC/.test(line)) ?? String(cause);
	return new Error(`The embedded PostgreSQL did not start: ${fatal} (see ${log})`, { cause });
}
