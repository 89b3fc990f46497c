import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { projectFolder } from './database';
import { find } from './programs';

/** Debian keeps it where only root's PATH looks. */
export const haproxy =
	find('haproxy') ?? ['/usr/sbin/haproxy'].find((path) => existsSync(path)) ?? null;

/** The configuration that docs/operations.md recommends, so that what is tested is what is told. */
function recommended() {
	const page = readFileSync(join(projectFolder, 'docs/operations.md'), 'utf8');
	const [, block] = /```haproxy\n([^]*?)```/.exec(page) ?? [];
	if (!block) throw new Error('docs/operations.md shows no configuration of HAProxy');
	return block;
}

/** Runs HAProxy at this port, as docs/operations.md says, in front of the instances at these ports. */
export async function startBalancer(port: number, instances: number[]) {
	if (!haproxy) throw new Error('HAProxy is not here');
	const folder = await mkdtemp(join(tmpdir(), 'balancer-'));
	const servers = instances.map((each) => `	server at${each} 127.0.0.1:${each} check`);
	const settings = recommended()
		// Each takes two descriptors, of which a process here may have fewer.
		.replace(/maxconn \d+/, 'maxconn 1000')
		.replace(/^\tbind .*$/m, `	bind 127.0.0.1:${port}`)
		.replace(/(^\tserver .*\n)+/m, `${servers.join('\n')}\n`);
	const file = join(folder, 'haproxy.cfg');
	await writeFile(file, settings);
	const child = spawn(haproxy, ['-db', '-f', file], { stdio: ['ignore', 'ignore', 'pipe'] });
	let said = '';
	child.stderr.on('data', (chunk) => (said += chunk));
	const ended = once(child, 'exit');
	return {
		said: () => said,
		async stop() {
			child.kill('SIGTERM');
			await ended;
			await rm(folder, { recursive: true });
		}
	};
}
