import { spawn } from 'node:child_process';
import { once } from 'node:events';
import * as fs from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { find } from './programs';
import { recommended } from './recommended';
import { freePort } from './site';

export const pgbouncer = find('pgbouncer');

/**
 * Runs PgBouncer in front of the server of this database, as docs/scaling.md says but with only
 * `size` connections to it, so that many clients must share them.
 */
export async function startPooler(database: string, size: number) {
	if (!pgbouncer) throw new Error('PgBouncer is not here');
	const { hostname, port, username, password, pathname } = new URL(database);
	const listening = await freePort();
	const folder = await fs.mkdtemp(join(tmpdir(), 'pooler-'));
	const write = async (name: string, text: string) => {
		const file = join(folder, name);
		await fs.writeFile(file, text);
		return file;
	};
	const names = await write('users', `"${username}" "${decodeURIComponent(password)}"\n`);
	const settings = recommended('scaling.md', 'ini')
		.replace(/^\w+ = host=\S+/m, `* = host=${hostname} port=${port}`)
		.replace(/^default_pool_size.*$/m, `default_pool_size = ${size}`)
		.replace(/^listen_addr.*$/m, 'listen_addr = 127.0.0.1')
		.replace(/^listen_port.*$/m, `listen_port = ${listening}`)
		.replace(/^auth_file.*$/m, `auth_file = ${names}`);
	const file = await write('pgbouncer.ini', `${settings}\nunix_socket_dir =\n`);
	await fs.chmod(folder, 0o755);

	// Like PostgreSQL it refuses to run as root.
	const nobody = process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : {};
	const child = spawn(pgbouncer, [file], { ...nobody, stdio: ['ignore', 'ignore', 'pipe'] });
	let said = '';
	child.stderr.on('data', (chunk) => (said += chunk));
	const ended = once(child, 'exit');
	for (let tries = 0; !(await listens(listening)); tries++) {
		if (tries > 100 || child.exitCode !== null)
			throw new Error(`PgBouncer did not start:\n${said}`);
		await wait(50);
	}
	const user = `${username}:${password}`;
	return {
		url: `postgres://${user}@127.0.0.1:${listening}${pathname}`,
		async stop() {
			child.kill('SIGTERM');
			await ended;
			await fs.rm(folder, { recursive: true });
		}
	};
}

async function listens(port: number) {
	const socket = connect(port, '127.0.0.1');
	const answers = await once(socket, 'connect').then(
		() => true,
		() => false
	);
	socket.destroy();
	return answers;
}
