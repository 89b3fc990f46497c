import { describe, expect, test } from 'vitest';
import { of, shares } from '../../src/lib/server/results';

describe('shares', () => {
	test.each([
		[[], []],
		[
			[0, 0, 0],
			[0, 0, 0]
		],
		[[5], [100]],
		[
			[1, 1],
			[50, 50]
		],
		[
			[1, 1, 1],
			[34, 33, 33]
		],
		[
			[1, 2],
			[33, 67]
		],
		[
			[2, 2, 2, 1],
			[29, 29, 28, 14]
		],
		[
			[999, 1],
			[100, 0]
		],
		[
			[0, 1, 0],
			[0, 100, 0]
		]
	])('of %j are %j', (votes, percents) => {
		expect(shares(votes)).toEqual(percents);
	});

	test('sum to 100 and stay within a point of the truth, whatever the votes', () => {
		for (let round = 0; round < 2_000; round++) {
			const votes = Array.from(
				{ length: 1 + (round % 20) },
				(_, i) => (round * 7919 * (i + 3)) % 1009
			);
			const total = votes.reduce((sum, each) => sum + each, 0);
			const percents = shares(votes);
			expect(percents.reduce((sum, each) => sum + each, 0)).toBe(total ? 100 : 0);
			percents.forEach((percent, i) =>
				expect(Math.abs(percent - (total ? (100 * votes[i]!) / total : 0))).toBeLessThan(1)
			);
		}
	});
});

test('results name the total and the choice of the one who looks', () => {
	const choices = [
		{ id: 1, text: 'Tea', votes: 3 },
		{ id: 2, text: 'Coffee', votes: 1 }
	];
	expect(of({ choices, chosen: 2 })).toEqual({
		total: 4,
		results: [
			{ id: 1, text: 'Tea', votes: 3, share: 75, own: false },
			{ id: 2, text: 'Coffee', votes: 1, share: 25, own: true }
		]
	});
});
