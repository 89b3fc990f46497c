import { expect, inject, TestRunner } from 'vitest';
import type { Figure } from './tables';

/** True in `npm run test:faults`, which takes the time for what `npm test` leaves out. */
export const whole = inject('whole');

declare module 'vitest' {
	interface TaskMeta {
		figures?: Figure[];
	}
}

/** Noted before it is expected, so that the table shows what is broken as well. */
function note(figure: Figure) {
	(TestRunner.getCurrentTest()!.meta.figures ??= []).push(figure);
}

/** Milliseconds as people read them. */
export const seconds = (milliseconds: number) => `${(milliseconds / 1000).toFixed(2)} s`;

/**
 * Expects that it took less than so many milliseconds. In `npm test`, which often shares its machine,
 * only what is grossly late fails; the table of `npm run test:faults` judges.
 */
export function expectWithin(promise: number, what: string, took: number, most: number) {
	const kept = took < most;
	note({ promise, what, seen: seconds(took), limit: `< ${seconds(most)}`, kept });
	expect(took, what).toBeLessThan(whole ? most : 3 * most);
}

/** Expects so many megabytes to be no more than so many times as many as before. */
export function expectWithinRatio(
	promise: number,
	what: string,
	after: number,
	before: number,
	most: number
) {
	const seen = `${after.toFixed(0)} / ${before.toFixed(0)} MB`;
	note({ promise, what, seen, limit: `< ${most}`, kept: after / before < most });
	expect(after / before, what).toBeLessThan(most);
}

/** Expects that there is none of something, among so many. */
export function expectNone(promise: number, what: string, found: unknown[], of: number) {
	const seen = `${found.length} of ${of.toLocaleString('en')}`;
	note({ promise, what, seen, limit: 'none', kept: !found.length });
	expect(found, what).toEqual([]);
}

/** Expects exactly this. */
export function expectExactly<Value>(promise: number, what: string, seen: Value, limit: Value) {
	const [words, wanted] = [seen, limit].map(inWords) as [string, string];
	note({ promise, what, seen: words, limit: wanted, kept: words === wanted });
	expect(seen, what).toEqual(limit);
}

const inWords = (value: unknown) =>
	typeof value === 'object' ? JSON.stringify(value).replaceAll('"', '') : String(value);
