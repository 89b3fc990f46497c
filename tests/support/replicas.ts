import { existsSync, readdirSync, readFileSync } from 'node:fs';
import * as fs from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import postgres from 'postgres';
import { migrate } from '../../src/lib/server/db/migrations';
import { run } from '../../src/lib/server/db/embedded/programs';
import { find } from './programs';
import { freePort } from './site';

const user = 'polls';
const password = 'only-for-tests';
const debian = '/usr/lib/postgresql';

/** The folder of PostgreSQL's programs with pg_basebackup, which the npm package lacks; or null. */
export const programs = (() => {
	const versions = existsSync(debian) ? readdirSync(debian) : [];
	const folders = versions.map((version) => join(debian, version, 'bin'));
	const inPath = find('pg_basebackup');
	if (inPath && existsSync(join(dirname(inPath), 'initdb'))) folders.push(dirname(inPath));
	return folders.findLast((folder) => existsSync(join(folder, 'pg_basebackup'))) ?? null;
})();

/** PostgreSQL refuses to run as root. */
const owner = process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : undefined;

/**
 * A primary and a standby. What the primary acknowledges, the standby has (synchronous replication).
 * Of the first of them, the second is a copy until it is promoted.
 */
export async function startReplicas() {
	const home = await fs.mkdtemp(join(tmpdir(), 'replicas-'));
	if (owner) await fs.chown(home, owner.uid, owner.gid);
	const place = { home, owner };
	const order = async (program: string, ...options: string[]) => {
		const { code, said } = await run(join(programs!, program), options, place);
		if (code !== 0) throw new Error(`${program} failed: ${said}`);
	};
	const server = async (name: string) => {
		const data = join(home, name);
		const port = await freePort();
		const url = `postgres://${user}:${password}@127.0.0.1:${port}/postgres`;
		const log = join(home, `${name}.log`);
		const options = `-p ${port} -c listen_addresses=127.0.0.1 -c unix_socket_directories=`;
		return {
			data,
			port,
			url,
			/** @param given settings that win over those in its files, as `-c name=value` */
			start: (given = '') => {
				const said = ['-l', log, '-o', `${options} ${given}`];
				return run(join(programs!, 'pg_ctl'), ['start', '-w', '-D', data, ...said], place);
			},
			promote: () => order('pg_ctl', 'promote', '-w', '-D', data),
			stop: () => run(join(programs!, 'pg_ctl'), ['stop', '-D', data, '-m', 'immediate'], place),
			/** The postmaster and all its children, as if the power failed. */
			kill() {
				const [first] = readFileSync(join(data, 'postmaster.pid'), 'utf8').split('\n');
				const children = readFileSync(`/proc/${first}/task/${first}/children`, 'utf8').split(' ');
				for (const pid of [first, ...children]) if (pid) kill(Number(pid));
			},
			async ask(...statements: string[]) {
				const sql = postgres(url, { max: 1, onnotice: () => {} });
				try {
					for (const each of statements.slice(0, -1)) await sql.unsafe(each);
					return [...(await sql.unsafe(statements.at(-1)!))];
				} finally {
					await sql.end();
				}
			}
		};
	};
	const [primary, standby] = [await server('primary'), await server('standby')];
	const secret = join(home, 'password');
	await fs.writeFile(secret, password);
	if (owner) await fs.chown(secret, owner.uid, owner.gid);
	await order(
		'initdb',
		'-D',
		primary.data,
		'-U',
		user,
		'-A',
		'scram-sha-256',
		`--pwfile=${secret}`,
		'--encoding=UTF8',
		'--no-locale'
	);
	await primary.start();
	await migrate(primary.url);
	await order('pg_basebackup', '-D', standby.data, '-R', '-c', 'fast', '-d', primary.url);
	await standby.start();
	await primary.ask(`alter system set synchronous_standby_names = '*'`, 'select pg_reload_conf()');
	const inStep = `select 1 from pg_stat_replication where sync_state = 'sync'`;
	for (let tries = 0; !(await primary.ask(inStep)).length; tries++) {
		if (tries > 100) throw new Error('The standby does not follow');
		await wait(100);
	}
	return {
		primary,
		standby,
		/** Both, the first of them first. */
		url: `postgres://${user}:${password}@127.0.0.1:${primary.port},127.0.0.1:${standby.port}/postgres`,
		async remove() {
			await Promise.all([primary.stop(), standby.stop()]);
			await fs.rm(home, { recursive: true, force: true });
		}
	};
}

function kill(pid: number) {
	try {
		process.kill(pid, 'SIGKILL');
	} catch (cause) {
		// A child that ended just now.
		if ((cause as NodeJS.ErrnoException).code !== 'ESRCH') throw cause;
	}
}
