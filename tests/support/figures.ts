/** True in `npm run test:faults`, which takes the time for what `npm test` leaves out. */
export const whole = import.meta.env.MODE === 'whole';

/** Prints what an experiment saw of a promise, by its number in the list of faults. */
export function note(promise: number, what: string, seen: string) {
	console.log(`Promise ${promise}: ${what}: ${seen}`);
}

/** Milliseconds as people read them. */
export const seconds = (milliseconds: number) => `${(milliseconds / 1000).toFixed(2)} s`;
