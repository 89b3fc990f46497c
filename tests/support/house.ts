import { readdirSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import ts from 'typescript';

/** Every file of the house by its path from the top, with its text. */
export type House = Record<string, string>;
export function readHouse(folder: string): House {
	const house: House = {};
	const ignored = ['node_modules', 'build', 'test-results'];
	const visit = (path: string) => {
		for (const entry of readdirSync(join(folder, path), { withFileTypes: true })) {
			const inner = posix.join(path, entry.name);
			if (!path && (ignored.includes(inner) || inner.startsWith('.'))) continue;
			if (entry.isDirectory()) visit(inner);
			else house[inner] = readFileSync(join(folder, inner), 'utf8');
		}
	};
	visit('');
	return house;
}

/** The code below a path. */
export const sources = (house: House, under: string, kinds = /\.(ts|js|svelte)$/) =>
	Object.keys(house).filter((path) => path.startsWith(under) && kinds.test(path));

/** What a file imports, re-exports or imports later: packages by name, our own files by path. */
function imports(house: House, path: string) {
	const text = house[path] ?? '';
	const scripts = path.endsWith('.svelte')
		? [...text.matchAll(/<script[^>]*>([^]*?)<\/script>/g)].map(([, script]) => script).join('\n')
		: text;
	return ts.preProcessFile(scripts, true, true).importedFiles.map(({ fileName }) => {
		if (fileName.startsWith('.')) return posix.join(posix.dirname(path), fileName);
		return fileName.replace(/^\$lib(?=\/|$)/, 'src/lib');
	});
}

/** The imports of these files that a room may not have. */
export function forbidden(
	house: House,
	files: string[],
	isForbidden: (target: string, from: string) => boolean
) {
	return files.flatMap((path) =>
		imports(house, path)
			.filter((target) => isForbidden(target, path))
			.map((target) => `${path} imports ${target}`)
	);
}

/** Lines outside of comments that match. */
export function lines(house: House, files: string[], wrong: RegExp, complaint: string) {
	return files.flatMap((path) => {
		const code = (house[path] ?? '').replace(/\/\*[^]*?\*\/|(?<![:'"`])\/\/[^\n]*/g, (comment) =>
			comment.replace(/[^\n]/g, ' ')
		);
		return code
			.split('\n')
			.flatMap((line, index) => (wrong.test(line) ? [`${path}:${index + 1} ${complaint}`] : []));
	});
}
