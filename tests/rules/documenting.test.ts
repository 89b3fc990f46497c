import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { projectFolder, settings } from '../../src/lib/server/config';

const read = (file: string) => readFileSync(join(projectFolder, file), 'utf8');
const cells = (line: string) => line.split('|').map((cell) => cell.trim().replace(/^`|`$/g, ''));

test('the README lists every setting with its default and its meaning', () => {
	const rows = read('README.md')
		.split('\n')
		.filter((line) => /^\| `[A-Z_]+`/.test(line))
		.map(cells);
	expect(rows.map(([, name]) => name)).toEqual(Object.keys(settings));
	for (const [name, { fallback, meaning }] of Object.entries(settings)) {
		const [, , told, words] = rows.find((row) => row[1] === name)!;
		if (fallback !== undefined) expect(told, name).toBe(`${fallback}`);
		// The README may say the default of a setting that has none of its own beside its meaning.
		expect(meaning.replaceAll('`', ''), name).toContain(words!.replaceAll('`', '').trim());
	}
});

test('.env.example knows every setting', () => {
	const named = [...read('.env.example').matchAll(/^# ([A-Z_]+)=/gm)].map(([, name]) => name);
	expect(named.sort()).toEqual(Object.keys(settings).sort());
});
