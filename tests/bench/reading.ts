import { fork } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Visitor } from '../support/visitor';
import { timed } from './figures';

/** Milliseconds that a signed-in page and a static file took, in the order they were asked for. */
export interface Reading {
	pages: number[];
	files: number[];
}

/**
 * Reads as one person does, for so many seconds, in a process of its own: in that of a flood's clients
 * it would wait for them, and not for the site.
 */
export async function read(reader: Visitor, seconds: number): Promise<Reading> {
	const child = fork(fileURLToPath(import.meta.url));
	child.send({
		origin: reader.origin,
		usual: reader.usual,
		cookies: [...reader.cookies],
		seconds
	} satisfies Order);
	const [reading] = (await once(child, 'message')) as [Reading];
	return reading;
}

interface Order extends Pick<Visitor, 'origin' | 'usual'> {
	cookies: [string, string][];
	seconds: number;
}

async function carryOut({ origin, usual, cookies, seconds }: Order) {
	const reader = new Visitor(origin, usual, cookies);
	const reading: Reading = { pages: [], files: [] };
	for (let i = 0; i < 20; i++) await reader.get('/');
	for (const end = Date.now() + seconds * 1000; Date.now() < end; await wait(10)) {
		reading.pages.push(await timed(() => reader.get('/')));
		if (reader.answer?.status !== 200)
			throw new Error(`A page was answered ${reader.answer?.status}`);
		reading.files.push(await timed(() => reader.get('/favicon.svg')));
	}
	process.send!(reading);
	process.disconnect();
}

if (process.argv[1] === fileURLToPath(import.meta.url)) process.once('message', carryOut);
