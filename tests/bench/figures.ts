import type { Site } from '../support/site';

/** One number that a measurement found. */
export interface Figure {
	what: string;
	value: number;
	unit: 'ms' | 'MB' | '%' | '/s' | '';
	/** What was promised, if something was. */
	atMost?: number;
}

/** A file in measurements/ has one of these as its default export; its name is the file's. */
export interface Measurement {
	about: string;
	/** Settings that the built site is started with for it. */
	env?: Record<string, string>;
	run(site: Site, options: { seconds: number }): Promise<Figure[]>;
}

/** The value below which this share (0 to 1) of the values lie. */
export function quantile(values: number[], share: number): number {
	const sorted = [...values].sort((a, b) => a - b);
	return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN;
}

export const median = (values: number[]) => quantile(values, 0.5);

/** How long this takes, in milliseconds. */
export async function timed(work: () => Promise<unknown>): Promise<number> {
	const begun = performance.now();
	await work();
	return performance.now() - begun;
}
