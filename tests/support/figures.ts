import type { TestContext } from 'vitest';

/** What an experiment saw, for the table of `npm run test:faults`. */
export interface Figure {
	/** The number of the promise in the list that tests/faults/README.md repeats. */
	promise: number;
	/** What was measured or counted, and the figure with its unit. */
	what: string;
	seen: string;
}

declare module 'vitest' {
	interface TaskMeta {
		figures?: Figure[];
	}
}

/** Notes a figure for the table. Call it before the promise is checked, so that broken ones show too. */
export function note(
	{ task }: Pick<TestContext, 'task'>,
	promise: number,
	what: string,
	seen: string
) {
	(task.meta.figures ??= []).push({ promise, what, seen });
}

/** Milliseconds as people read them. */
export const seconds = (milliseconds: number) => `${(milliseconds / 1000).toFixed(2)} s`;
