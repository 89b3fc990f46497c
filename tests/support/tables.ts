/** What an experiment saw, a row of the table at the end. */
export interface Figure {
	/** Its number among the faults in docs/promises-faults.md. */
	promise: number;
	what: string;
	seen: string;
	limit: string;
	kept: boolean;
}

/** The table of a whole run, in lines. */
export function table(figures: Figure[]): string[] {
	const rows = figures
		.toSorted((one, other) => one.promise - other.promise)
		.map(({ promise, what, seen, limit, kept }) => [
			`${promise}`,
			what,
			seen,
			limit,
			kept ? 'kept' : 'BROKEN'
		]);
	const all = [['', 'Promise', 'Measured', 'Limit', ''], ...rows];
	const widths = all[0]!.map((_, column) => Math.max(...all.map((row) => row[column]!.length)));
	return all.map((row) => row.map((cell, column) => cell.padEnd(widths[column]!)).join('  '));
}
