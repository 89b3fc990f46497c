import { readdirSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { gzipSync } from 'node:zlib';
import { projectFolder } from './database';
import type { Answer } from './visitor';

const client = join(projectFolder, 'build/client');

const gzipped = (bytes: string | Buffer) => gzipSync(bytes, { level: 9 }).length;

/** The bytes of these files of the built site, given by their paths from its top, as they travel. */
export const weigh = (paths: Iterable<string>) =>
	[...paths].reduce((sum, path) => sum + gzipped(readFileSync(join(client, path))), 0);

export const weighText = gzipped;

/** All files of a kind that browsers may fetch, by their paths from the top. */
export const builtFiles = (ending: string) =>
	readdirSync(client, { recursive: true, encoding: 'utf8' }).filter((path) =>
		path.endsWith(ending)
	);

/** The scripts that a page brings: those its head or its HTML names, and those that they import in turn. */
export function scriptsOf({ text, headers }: Answer): Set<string> {
	const places = `${text} ${headers.link}`;
	const named = [...places.matchAll(/["'<]\/(_app\/[^"'>]+\.js)["'>]/g)].map(([, path]) => path!);
	const scripts = new Set<string>();
	const add = (path: string) => {
		if (scripts.has(path)) return;
		scripts.add(path);
		const text = readFileSync(join(client, path), 'utf8');
		for (const [, target] of text.matchAll(/(?:from|import)\s*["'](\.[^"']+\.js)["']/g))
			add(posix.join(posix.dirname(path), target!));
	};
	named.forEach(add);
	return scripts;
}
