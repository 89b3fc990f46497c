import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import postgres from 'postgres';
import { migrate } from '../../src/lib/server/db/migrations';
import { initialise, isRunning, launch, noted } from '../../src/lib/server/db/embedded/cluster';
import { locate, run } from '../../src/lib/server/db/embedded/programs';

/** A PostgreSQL of a test's own, from the npm package, for it to stop, kill and starve. */
export interface Cluster {
	/** Of its one database, which is migrated unless that was not wanted. */
	url: string;
	/** Where its data is. */
	home: string;
	start(): Promise<void>;
	/** As an administrator restarts it (`fast`), or as if the power failed (`immediate`). */
	stop(mode?: 'fast' | 'immediate'): Promise<void>;
	/** Its processes; the first is the postmaster. */
	processes(): number[];
	/** All its processes get this signal. */
	signal(signal: NodeJS.Signals): void;
	/** Answers one question, on a connection of its own. */
	ask<Row extends object = Record<string, unknown>>(query: string): Promise<Row[]>;
	/** Stops it and removes all of it. */
	remove(): Promise<void>;
}

/** @param folder an empty one to keep it in; else a temporary one */
export async function startCluster({
	folder,
	migrated = true
}: { folder?: string; migrated?: boolean } = {}): Promise<Cluster> {
	folder ??= await mkdtemp(join(tmpdir(), 'show-of-hands-'));
	await mkdir(folder, { recursive: true });
	await chmod(folder, 0o755);
	const place = await locate(join(folder, 'data'));
	const data = join(place.home, 'postgres/data');
	await initialise(place);

	let port = 0;
	const postmaster = () =>
		Number(readFileSync(join(data, 'postmaster.pid'), 'utf8').split('\n')[0]);
	async function start() {
		// Where nobody reaps, a killed postmaster stays as a zombie, and PostgreSQL takes it for a living one.
		const lock = join(data, 'postmaster.pid');
		if (existsSync(lock) && !isAlive(postmaster())) await rm(lock);
		// On the port of last time, which is the one that the site knows.
		if (!(await launch(place, 1))) throw new Error('The cluster did not start');
		const now = (await noted(place)).port;
		if (port && now !== port) throw new Error('Somebody has taken the port of the cluster');
		port = now;
	}
	await start();
	const { password } = await noted(place);
	const url = `postgres://show_of_hands:${password}@127.0.0.1:${port}/postgres`;
	if (migrated) await migrate(url);

	const processes = () => [postmaster(), ...childrenOf(postmaster())];
	const signal = (which: NodeJS.Signals) => {
		for (const pid of processes()) {
			try {
				process.kill(pid, which);
			} catch {
				// It ended just now.
			}
		}
	};
	async function stop(mode = 'fast') {
		await run(place.programs.pg_ctl, ['stop', '-D', data, '-m', mode, '-t', '60'], place);
	}
	return {
		url,
		home: place.home,
		start,
		stop,
		processes,
		signal,
		async ask<Row extends object>(query: string) {
			const sql = postgres(url, { max: 1, onnotice: () => {} });
			try {
				return [...(await sql.unsafe<Row[]>(query))];
			} finally {
				await sql.end();
			}
		},
		async remove() {
			if (existsSync(join(data, 'postmaster.pid'))) signal('SIGCONT');
			if (await isRunning(place)) await stop('immediate');
			await rm(place.home, { recursive: true, force: true });
			await rm(folder!, { recursive: true, force: true });
		}
	};
}

/** Linux tells. A zombie counts as dead. */
export function isAlive(pid: number) {
	try {
		return !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
	} catch {
		return false;
	}
}

const childrenOf = (parent: number) =>
	readdirSync('/proc')
		.filter((name) => /^\d+$/.test(name))
		.map(Number)
		.filter((pid) => {
			try {
				return (
					readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ')[1] === `${parent}`
				);
			} catch {
				return false;
			}
		});
