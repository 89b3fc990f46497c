import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { find } from './programs';
import { recommended } from './recommended';

export const haproxy = find('haproxy');

/** Runs HAProxy at this port, as docs/operations.md says, in front of the instances at these ports. */
export async function startBalancer(port: number, instances: number[]) {
	if (!haproxy) throw new Error('HAProxy is not here');
	const folder = await mkdtemp(join(tmpdir(), 'balancer-'));
	const servers = instances.map((each) => `	server at${each} 127.0.0.1:${each} check`);
	const settings = recommended('operations.md', 'haproxy')
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
