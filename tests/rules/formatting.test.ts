import { describe, expect, test } from 'vitest';
import { away, count, exactly, listed, percent, verdict } from '../../src/lib/format';

describe('counting', () => {
	test('knows one from many, and groups thousands', () => {
		expect(count(0, 'vote')).toBe('0 votes');
		expect(count(1, 'vote')).toBe('1 vote');
		expect(count(12_345, 'vote')).toBe('12,345 votes');
		expect(percent(33)).toBe('33%');
	});

	test('lists names as people do', () => {
		expect(listed([])).toBe('');
		expect(listed(['Tea'])).toBe('Tea');
		expect(listed(['Tea', 'Coffee'])).toBe('Tea and Coffee');
		expect(listed(['Tea', 'Coffee', 'Milk'])).toBe('Tea, Coffee and Milk');
	});
});

describe('telling the time', () => {
	const now = new Date('2026-03-05T14:05:00Z');
	const later = (seconds: number) => new Date(now.getTime() + seconds * 1000);

	test('uses the largest whole unit', () => {
		expect(away(later(3 * 86_400), now)).toBe('in 3 days');
		expect(away(later(86_400 - 1), now)).toBe('in 23 hours');
		expect(away(later(-3_600), now)).toBe('1 hour ago');
		expect(away(later(-9 * 86_400), now)).toBe('1 week ago');
		expect(away(later(-800 * 86_400), now)).toBe('2 years ago');
	});

	test('does not count seconds', () => {
		expect(away(later(0), now)).toBe('just now');
		expect(away(later(-59), now)).toBe('just now');
		expect(away(later(59), now)).toBe('in less than a minute');
	});

	test('names the zone of an exact time', () => {
		expect(exactly(now)).toBe('5 March 2026, 14:05 UTC');
		expect(exactly(new Date('2026-03-05T00:00:00Z'))).toBe('5 March 2026, 00:00 UTC');
		expect(exactly(now, 'Asia/Tokyo')).toBe('5 March 2026, 23:05 GMT+9');
	});
});

describe('the verdict on a poll', () => {
	const results = (votes: Record<string, number>) =>
		Object.entries(votes).map(([text, n]) => ({ text, votes: n }));

	test('names who leads whom, and by how much', () => {
		expect(verdict(results({ Lisbon: 42, Ljubljana: 21, Porto: 3 }))).toBe(
			'Lisbon leads Ljubljana by 21 votes.'
		);
		expect(verdict(results({ Tea: 1, Coffee: 2 }))).toBe('Coffee leads Tea by 1 vote.');
	});

	test('names two seconds, but not a crowd of them', () => {
		expect(verdict(results({ A: 3, B: 1, C: 1 }))).toBe('A leads B and C by 2 votes.');
		expect(verdict(results({ A: 3, B: 0, C: 0, D: 0 }))).toBe('A leads by 3 votes.');
	});

	test('calls a tie a tie', () => {
		expect(verdict(results({ Tea: 2, Coffee: 2 }))).toBe(
			'Tea and Coffee are tied with 2 votes each.'
		);
		expect(verdict(results({ A: 1, B: 1, C: 1, D: 1 }))).toBe(
			'4 choices are tied with 1 vote each.'
		);
	});

	test('cuts names that would hide the news', () => {
		const sentence = verdict(results({ ['🫖'.repeat(200)]: 1, Tea: 0 }));
		expect(sentence).toBe(`${'🫖'.repeat(59)}… leads Tea by 1 vote.`);
		expect(verdict(results({ ['a'.repeat(60)]: 1, Tea: 0 }))).toContain('a'.repeat(60) + ' leads');
	});

	test('says when nobody has voted', () => {
		expect(verdict(results({ Tea: 0, Coffee: 0 }))).toBe('Nobody has voted yet.');
		expect(verdict([])).toBe('Nobody has voted yet.');
	});
});
