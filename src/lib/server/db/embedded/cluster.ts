import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import * as fs from 'node:fs/promises';
import { createServer } from 'node:net';
import { basename, dirname, join } from 'node:path';
import { hand, instead, outside, run, type Place } from './programs';

export const host = '127.0.0.1';
export const user = 'show_of_hands';
/** Seconds that a start or a stop may take, a recovery after a crash included. */
export const patience = 60;

const settings = {
	listen_addresses: host,
	unix_socket_directories: '',
	max_connections: '100',
	timezone: 'UTC',
	log_timezone: 'UTC',
	// Statements and details may carry what people typed.
	log_min_error_statement: 'panic',
	log_error_verbosity: 'terse'
};

/**
 * Makes the data, unless somebody has already: in a draft that is renamed when it is whole, so that
 * neither a crash nor a second process leaves half of it.
 */
export async function initialise({ home, programs, owner }: Place) {
	await sweep(home);
	if (existsSync(join(home, 'postgres'))) {
		return fs.access(join(home, 'postgres/password')).catch(() => {
			throw new Error(`The database in ${home} belongs to another user. ${instead}`);
		});
	}
	await stopForsaken({ home, programs, owner });
	console.log(`Preparing the embedded PostgreSQL in ${home} …`);
	const draft = await fs.mkdtemp(join(home, `unfinished-${process.pid}-`));
	const password = join(draft, 'password');
	await fs.writeFile(password, randomBytes(24).toString('base64url'), { mode: 0o600 });
	await hand(password, owner);
	await hand(draft, owner);
	const options = [
		'-D',
		join(draft, 'data'),
		'-U',
		user,
		'-A',
		'scram-sha-256',
		`--pwfile=${password}`
	];
	options.push('--encoding=UTF8', '--no-locale');
	for (const [name, value] of Object.entries(settings)) options.push('--set', `${name}=${value}`);
	const answer = await run(programs.initdb, options, { owner, home: draft });
	if (answer.code !== 0) {
		await fs.rm(draft, { recursive: true, force: true });
		throw new Error(
			`The embedded PostgreSQL cannot be prepared: ${answer.said.trim()}. ${instead}`
		);
	}
	try {
		await fs.rename(draft, join(home, 'postgres'));
	} catch (error) {
		await fs.rm(draft, { recursive: true, force: true });
		// Another process was first.
		if (!existsSync(join(home, 'postgres'))) throw error;
	}
}

/** Removes the drafts of processes that were killed. */
async function sweep(home: string) {
	for (const name of await fs.readdir(home)) {
		const [, pid] = /^unfinished-(\d+)-/.exec(name) ?? [];
		// One that cannot be emptied is still being written to by a forlorn initdb: next time.
		if (pid && !isAlive(Number(pid)))
			await fs.rm(join(home, name), { recursive: true, force: true }).catch(() => {});
	}
}

/** Stops servers of earlier places of the same folder: it was deleted, and theirs with it. */
async function stopForsaken({ home, programs, owner }: Place) {
	const [key, suffix] = basename(home).split('-');
	if (dirname(home) !== outside || !suffix) return;
	for (const name of await fs.readdir(outside)) {
		if (!name.startsWith(`${key}-`) || name === basename(home)) continue;
		const data = join(outside, name, 'postgres/data');
		await run(programs.pg_ctl, ['stop', '-D', data, '-m', 'fast'], { owner, home });
	}
}

/** Starts the server on the port of last time, or on a free one. Returns whether it came up. */
export async function launch({ home, programs, owner }: Place, attempt: number) {
	// PostgreSQL keeps the options of its last start.
	const options = join(home, 'postgres/data/postmaster.opts');
	const last = /"-p" "(\d+)"/.exec(await fs.readFile(options, 'utf8').catch(() => ''))?.[1];
	const port = (attempt === 1 && last && (await freePort(Number(last)))) || (await freePort(0));
	const data = ['-D', join(home, 'postgres/data'), '-l', join(home, 'postgres/log')];
	const start = ['start', '-w', ...data, '-t', `${patience}`, '-o', `-p ${port}`];
	return (await run(programs.pg_ctl, start, { owner, home })).code === 0;
}

/** Whether a server holds the data; after a crash also true when another program got its process id. */
export async function isRunning({ home, programs, owner }: Place) {
	const status = ['status', '-D', join(home, 'postgres/data')];
	return (await run(programs.pg_ctl, status, { owner, home })).code === 0;
}

/** What the running server has noted about itself. */
export async function noted({ home }: Place) {
	const password = await fs.readFile(join(home, 'postgres/password'), 'utf8');
	const lines = (await fs.readFile(join(home, 'postgres/data/postmaster.pid'), 'utf8')).split('\n');
	return { password, port: Number(lines[3]), state: lines[7]?.trim() };
}

/**
 * Frees the data from a server that was killed, while its process id lives on: as another program's,
 * or as a zombie where nobody reaps. A server that is ready listens; one that starts or stops may
 * not for a while. If we were wrong, PostgreSQL itself still refuses to open data in use.
 */
export async function release(place: Place, refusals: number) {
	const { state } = await noted(place).catch(() => ({ state: '' }));
	if (refusals < (state === 'ready' ? 3 : 100)) return;
	await fs.rm(join(place.home, 'postgres/data/postmaster.pid'), { force: true });
}

/** The wanted port (0: any) if it is free, else null. */
async function freePort(wanted: number): Promise<number | null> {
	const server = createServer();
	try {
		server.listen(wanted, host);
		await once(server, 'listening');
		const address = server.address();
		return typeof address === 'object' && address ? address.port : null;
	} catch {
		return null;
	} finally {
		server.close();
	}
}

function isAlive(pid: number) {
	try {
		return process.kill(pid, 0);
	} catch (error) {
		return (error as { code?: string }).code === 'EPERM';
	}
}
