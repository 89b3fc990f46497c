import { readdirSync, readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { projectFolder } from '../support/database';

const build = join(projectFolder, 'build');
const scripts = readdirSync(build, { recursive: true, encoding: 'utf8' })
	.filter((path) => path.endsWith('.js'))
	.map((path) => ({ path, text: readFileSync(join(build, path), 'utf8') }));

describe('the build', () => {
	test('needs no other package than the few that npm installs without --include=dev', () => {
		const { dependencies } = JSON.parse(readFileSync(join(projectFolder, 'package.json'), 'utf8'));
		const known = [...Object.keys(dependencies), ...builtinModules];
		const needed = scripts.flatMap(({ path, text }) =>
			[...text.matchAll(/^(?:import|export)\s[^;'"]*['"]([^./'"][^'"]*)['"]/gm)]
				.map(([, name]) => name!.replace(/^node:/, ''))
				.filter((name) => !known.includes(name))
				.map((name) => `${path} needs ${name}`)
		);
		expect(scripts.some(({ text }) => /['"]@node-rs\/argon2['"]/.test(text))).toBe(true);
		expect(needed).toEqual([]);
	});

	test('brings none of the validators that Superforms could use besides zod', () => {
		const others = /arktype|valibot|typebox|superstruct|class-validator|vinejs|\bjoi\b/i;
		expect(scripts.filter(({ text }) => others.test(text)).map(({ path }) => path)).toEqual([]);
	});
});
