import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { projectFolder } from '../support/database';
import { freePort, untilAnswering } from '../support/site';

const build = join(projectFolder, '.svelte-kit/bare/build');

/** What pages are compared with: SvelteKit with one page, built as ours is, and nothing else. */
export async function startBare() {
	const port = await freePort();
	const origin = `http://localhost:${port}`;
	const child = spawn(process.execPath, [build], {
		env: { PATH: process.env.PATH, HOST: '127.0.0.1', PORT: `${port}`, ORIGIN: origin },
		stdio: ['ignore', 'ignore', 'inherit']
	});
	const ended = once(child, 'exit');
	await untilAnswering(child, `http://127.0.0.1:${port}/`, () => '');
	return {
		origin,
		process: child,
		async stop() {
			child.kill('SIGKILL');
			await ended;
		}
	};
}

/** The address of a bare page with as many rows and as many bytes as a page of ours, to the byte. */
export async function alike(bare: { origin: string }, rows: number, bytes: number) {
	const { port } = new URL(bare.origin);
	const path = (length: number, rest: number) => `/?rows=${rows}&length=${length}&rest=${rest}`;
	const weigh = async (length: number, rest: number) => {
		const answer = await fetch(`http://127.0.0.1:${port}${path(length, rest)}`);
		return (await answer.arrayBuffer()).byteLength;
	};
	// Each character is in the page twice: as HTML, and as data for the script that takes over.
	const length = Math.floor((bytes - (await weigh(0, 0))) / (2 * rows));
	const rest = Math.floor((bytes - (await weigh(length, 0))) / 2);
	return path(length, rest);
}
