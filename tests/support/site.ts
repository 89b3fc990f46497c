import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { createDatabase, projectFolder, type TestDatabase } from './database';
import { noteLog } from './log-watch';

export interface Site {
	/** The address people see, e.g. http://localhost:40123. */
	origin: string;
	process: ChildProcess;
	database: Pick<TestDatabase, 'url'>;
	/** All that the process has written to its two outputs so far. */
	output(): string;
	/** As `kill -9`; keeps the database. */
	kill(): Promise<void>;
	/** As SIGTERM, then drops the database if it was made for this site. Gives the exit code. */
	stop(): Promise<number | null>;
}

export interface SiteOptions {
	/** Settings besides HOST, PORT, ORIGIN and DATABASE_URL; these win over those. */
	env?: Record<string, string>;
	/** Shared with another site, say; else the site gets a new one. */
	database?: Pick<TestDatabase, 'url'>;
	/** False for a site that is expected not to become ready. */
	ready?: boolean;
	/** The port to listen on, if somebody must know it before; else a free one. */
	port?: number;
	/** The folder that it is started from, and the build that is started. */
	from?: string;
	build?: string;
}

/** Runs the built site as a process of its own on 127.0.0.1, and waits until it is ready. */
export async function startSite({
	env = {},
	database,
	ready = true,
	port,
	from = projectFolder,
	build = join(projectFolder, 'build')
}: SiteOptions = {}): Promise<Site> {
	requireFreshBuild();
	port ??= await freePort();
	const origin = `http://localhost:${port}`;
	const own = database ? null : await createDatabase();
	const url = (database ?? own)!.url;
	const child = spawn(process.execPath, [build], {
		cwd: from,
		env: {
			PATH: process.env.PATH,
			HOST: '127.0.0.1',
			PORT: `${port}`,
			ORIGIN: origin,
			DATABASE_URL: url,
			// All tests come from one address.
			SIGN_UPS_PER_HOUR: '100000',
			// Tests write to the database behind the site's back.
			VISITOR_PAGE_AGE: '0',
			// All that there is to tell, so that secrets are looked for in all of it.
			LOG_LEVEL: 'debug',
			...env
		},
		stdio: ['ignore', 'pipe', 'pipe']
	});
	let output = '';
	for (const stream of [child.stdout, child.stderr]) {
		stream.on('data', (chunk) => {
			output += chunk;
			noteLog(`${chunk}`);
		});
	}
	const ended = once(child, 'exit');

	if (ready) await untilAnswering(child, `http://127.0.0.1:${port}/readyz`, () => output);
	return {
		origin,
		process: child,
		database: { url },
		output: () => output,
		async kill() {
			child.kill('SIGKILL');
			await ended;
		},
		async stop() {
			child.kill('SIGTERM');
			const stubborn = setTimeout(() => child.kill('SIGKILL'), 15_000);
			await ended;
			clearTimeout(stubborn);
			await own?.drop();
			return child.exitCode;
		}
	};
}

/** Waits until this address of a process that is starting answers 200. */
export async function untilAnswering(child: ChildProcess, address: string, output: () => string) {
	for (const deadline = Date.now() + 20_000; Date.now() < deadline; await wait(10)) {
		if (child.exitCode !== null || child.signalCode)
			throw new Error(`The server ended at its start:\n${output()}`);
		const answer = await fetch(address).catch(() => null);
		await answer?.body?.cancel();
		if (answer?.status === 200) return;
	}
	child.kill('SIGKILL');
	throw new Error(`The server was not ready within 20 s:\n${output()}`);
}

function requireFreshBuild() {
	const entry = join(projectFolder, 'build/index.js');
	if (!existsSync(entry))
		throw new Error('There is no built site to test: run `npm run build` first.');
	const built = statSync(entry).mtimeMs;
	const newer = readdirSync(join(projectFolder, 'src'), { recursive: true, withFileTypes: true })
		.filter((entry) => entry.isFile())
		.map((entry) => join(entry.parentPath, entry.name))
		.find((file) => statSync(file).mtimeMs > built);
	if (newer) throw new Error(`The build is older than ${newer}: run \`npm run build\` again.`);
}

/** A port of 127.0.0.1 that nobody uses at the moment. */
export async function freePort() {
	const server = createServer().listen(0, '127.0.0.1');
	await once(server, 'listening');
	const address = server.address();
	server.close();
	await once(server, 'close');
	if (!address || typeof address === 'string') throw new Error('No free port was given');
	return address.port;
}
