import { readFileSync } from 'node:fs';
import type { Site } from '../support/site';

/** One number that a measurement found. */
export interface Figure {
	what: string;
	value: number;
	unit: 'ms' | 's' | 'MB' | '%' | '/s' | '' | '×';
	/** What was promised, if something was. */
	atMost?: number;
	atLeast?: number;
	/** What would be better still. */
	aim?: number;
}

/** A file in measurements/ has one of these as its default export; its name is the file's. */
export interface Measurement {
	about: string;
	/** Settings that the built site is started with for it. */
	env?: Record<string, string>;
	/** @param options.seconds how long a load lasts, all its rounds together */
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

/**
 * What each of these gives in each round. They take turns, so that what else the machine does strikes
 * all alike. A round before the first warms up and is not kept.
 */
export async function byTurns<Name extends string>(
	rounds: number,
	contenders: Record<Name, () => Promise<number>>
): Promise<Record<Name, number[]>> {
	const names = Object.keys(contenders) as Name[];
	const found = Object.fromEntries(names.map((name) => [name, []])) as unknown as Record<
		Name,
		number[]
	>;
	for (let round = -1; round < rounds; round++) {
		for (const name of names) {
			const value = await contenders[name]();
			if (round >= 0) found[name].push(value);
		}
	}
	return found;
}

/** The median of the rounds' ratios: each is of two values from the same moment. */
export const ratio = (ours: number[], theirs: number[]) =>
	median(ours.map((value, round) => value / theirs[round]!));

/** Memory of a process, in MB; Linux only. */
export function memoryOf(pid: number | undefined): number {
	const status = readFileSync(`/proc/${pid}/status`, 'utf8');
	return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1024;
}

/** Processor time that a process has used so far, in ms; Linux only, where a tick is 10 ms. */
export function processorTimeOf(pid: number | undefined): number {
	const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
		.replace(/^.*\) /, '')
		.split(' ');
	return 10 * (Number(fields[11]) + Number(fields[12]));
}

/** Whether it is what was promised; true if nothing was. */
export const isKept = ({ value, atMost = Infinity, atLeast = -Infinity }: Figure) =>
	value <= atMost && value >= atLeast;
