import { describe, expect, test } from 'vitest';
import { account, readPromises, titlesIn, type Ran } from './support/promises';

const promises = readPromises();

describe('docs/promises.md', () => {
	test('names tests for each promise', () => {
		expect(promises.length).toBeGreaterThan(50);
		for (const { words, tests } of promises) expect(tests, words).not.toEqual([]);
	});

	test.each(promises)('names tests that exist: $words', ({ tests }) => {
		for (const { file, title } of tests) expect(titlesIn(file), file).toContain(title);
	});
});

describe('the account of a run', () => {
	const all = promises.flatMap(({ tests }) => tests);
	const passed = (but?: Partial<Ran>): Ran[] =>
		all.map(({ file, title }, i) => ({
			file,
			titles: ['x', title.replaceAll(/%(\d\$)?[sdij]/g, 'anything (at all)')],
			outcome: 'passed',
			...(i === 0 && but)
		}));

	test('counts a promise as kept if every one of its tests passed', () => {
		const of = (kind: string) => promises.filter(({ about }) => about === kind).length;
		expect(account(passed(), /./)).toEqual([
			`Promises about attacks: ${of('attacks')} kept, 0 broken, 0 not tried`,
			'Promises about faults: 10 kept, 0 broken, 0 not tried'
		]);
	});

	test('counts it as broken if one failed, and says which', () => {
		const lines = account(passed({ outcome: 'failed' }), /./);
		expect(lines[0]).toContain('1 broken');
		expect(lines[1]).toBe(`  BROKEN: ${promises[0]!.words}`);
	});

	test('leaves to others what only they can try', () => {
		expect(account([], /\.spec\.ts$/)[0]).toMatch(/ 0 kept, 0 broken, [1-9] not/);
	});

	test('counts it as not tried if one was skipped or has another name', () => {
		for (const but of [{ outcome: 'skipped' as const }, { titles: ['other'] }, { file: 'x' }])
			expect(account(passed(but), /./)[0]).toContain('0 broken, 1 not');
	});
});
