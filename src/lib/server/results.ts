import type { Poll } from './polls';

/**
 * Whole percents that sum to 100, by the largest remainder; of equal remainders the earlier choice
 * gets the point. All 0 when nobody voted.
 */
export function shares(votes: number[]): number[] {
	const total = votes.reduce((sum, each) => sum + each, 0);
	if (total === 0) return votes.map(() => 0);

	const whole = votes.map((each) => Math.floor((100 * each) / total));
	const missing = 100 - whole.reduce((sum, each) => sum + each, 0);
	// Remainders as integers: fractions of floating point could swap equals.
	const byRemainder = votes
		.map((each, index) => ({ index, remainder: (100 * each) % total }))
		.sort((a, b) => b.remainder - a.remainder || a.index - b.index);
	const rounded = new Set(byRemainder.slice(0, missing).map(({ index }) => index));
	return whole.map((share, index) => (rounded.has(index) ? share + 1 : share));
}

/** The poll's choices with votes, share and which is the viewer's own, and the total. */
export function of({ choices, chosen }: Pick<Poll, 'choices' | 'chosen'>) {
	const percents = shares(choices.map(({ votes }) => votes));
	return {
		results: choices.map((choice, index) => ({
			...choice,
			share: percents[index] ?? 0,
			own: choice.id === chosen
		})),
		total: choices.reduce((sum, { votes }) => sum + votes, 0)
	};
}
