import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isTimeZone, localAt, momentAt, timeZones, translated } from '../../src/lib/forms/times';

const at = (local: string, zone: string) => momentAt(local, zone)?.toISOString() ?? null;

describe('a local time', () => {
	test.each([
		['2026-07-01T18:00', 'UTC', '2026-07-01T18:00:00.000Z'],
		['2026-07-01T18:00', 'Europe/Berlin', '2026-07-01T16:00:00.000Z'],
		['2026-01-01T18:00', 'Europe/Berlin', '2026-01-01T17:00:00.000Z'],
		['2026-07-01T18:00', 'Asia/Kathmandu', '2026-07-01T12:15:00.000Z'],
		['2026-07-01T00:30', 'Pacific/Kiritimati', '2026-06-30T10:30:00.000Z'],
		['2026-12-31T23:59:30', 'America/St_Johns', '2027-01-01T03:29:30.000Z'],
		[' 2026-07-01 18:00 ', 'UTC', '2026-07-01T18:00:00.000Z']
	])('%s in %s is %s', (local, zone, moment) => {
		expect(at(local, zone)).toBe(moment);
	});

	test('that clocks skip is the same distance after the jump', () => {
		// Europe/Berlin went from 02:00 to 03:00, Lord Howe from 02:00 to 02:30.
		expect(at('2026-03-29T02:30', 'Europe/Berlin')).toBe('2026-03-29T01:30:00.000Z');
		expect(at('2026-03-29T01:59', 'Europe/Berlin')).toBe('2026-03-29T00:59:00.000Z');
		expect(at('2026-03-29T03:00', 'Europe/Berlin')).toBe('2026-03-29T01:00:00.000Z');
		expect(at('2026-10-04T02:15', 'Australia/Lord_Howe')).toBe('2026-10-03T15:45:00.000Z');
		// A whole day was skipped when Samoa changed sides.
		expect(at('2011-12-30T12:00', 'Pacific/Apia')).toBe('2011-12-30T22:00:00.000Z');
	});

	test('that clocks show twice is the first of the two', () => {
		expect(at('2026-10-25T02:30', 'Europe/Berlin')).toBe('2026-10-25T00:30:00.000Z');
		expect(at('2026-11-01T01:30', 'America/New_York')).toBe('2026-11-01T05:30:00.000Z');
	});

	test.each(
		['', 'tomorrow', '2026-13-01T10:00', '2026-02-30T10:00', '2026-01-01T25:00'].concat([
			'2026-01-01',
			'12026-01-01T10:00',
			'2026-01-01T10:00Z',
			'2026-1-1T1:00',
			'０２６-01-01T10:00'
		])
	)('“%s” is none', (local) => {
		expect(momentAt(local, 'UTC')).toBeNull();
	});

	test('in no zone is none', () => {
		for (const zone of ['', 'Mars/Olympus', 'Europe', '<b>'])
			expect(momentAt('2026-07-01T18:00', zone)).toBeNull();
	});

	test('comes back from every moment in every zone, but for the second of two', () => {
		const zones = timeZones();
		fc.assert(
			fc.property(
				fc.constantFrom(...zones),
				fc.integer({ min: Date.UTC(2020, 0), max: Date.UTC(2040, 0) }),
				(zone, instant) => {
					const minute = new Date(Math.floor(instant / 60_000) * 60_000);
					const back = momentAt(localAt(minute, zone), zone)!;
					expect(localAt(back, zone)).toBe(localAt(minute, zone));
					expect(back.getTime()).toBeLessThanOrEqual(minute.getTime());
				}
			),
			{ numRuns: 500 }
		);
	});

	test('is shown in another zone', () => {
		expect(translated('2026-07-01T18:00', 'UTC', 'Europe/Berlin')).toBe('2026-07-01T20:00');
		expect(translated('soon', 'UTC', 'Europe/Berlin')).toBe('soon');
	});
});

describe('the time zones', () => {
	test('begin with UTC and are all known', () => {
		const zones = timeZones();
		expect(zones[0]).toBe('UTC');
		expect(new Set(zones).size).toBe(zones.length);
		expect(zones.filter((zone) => !isTimeZone(zone))).toEqual([]);
	});
});
