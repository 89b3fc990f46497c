import { describe, expect, test } from 'vitest';
import { readSettings } from '../../src/lib/server/config';

describe('settings', () => {
	test('have a default each', () => {
		expect(readSettings({})).toEqual({
			DATABASE_URL: undefined,
			DATABASE_POOL: 10,
			DATABASE_PREPARE: true,
			DATA_DIR: '.data',
			ORIGIN: undefined,
			HOST: '127.0.0.1',
			PORT: 3000,
			SHUTDOWN_DELAY: 0,
			SHUTDOWN_TIMEOUT: 8,
			ADDRESS_HEADER: undefined,
			XFF_DEPTH: 1,
			SIGN_UPS_PER_HOUR: 300,
			VISITOR_PAGE_AGE: 1,
			LOG_LEVEL: 'info'
		});
	});

	test('count as not set when empty', () => {
		expect(readSettings({ PORT: '', ORIGIN: '' })).toEqual(readSettings({}));
	});

	test.each([
		['PORT', '70000'],
		['PORT', '80a'],
		['PORT', '-1'],
		['DATABASE_URL', 'mysql://localhost/polls'],
		['DATABASE_URL', 'localhost'],
		['DATABASE_URL', 'postgres://one:5432,two:x/polls'],
		['DATABASE_POOL', '0'],
		['DATABASE_POOL', '1e2'],
		['DATABASE_PREPARE', 'no'],
		['ORIGIN', 'polls.example.org'],
		['ORIGIN', 'https://polls.example.org/path'],
		['ORIGIN', 'javascript:alert(1)'],
		['SHUTDOWN_TIMEOUT', 'soon'],
		['ADDRESS_HEADER', 'X-Forwarded-For: x'],
		['XFF_DEPTH', '0'],
		['SIGN_UPS_PER_HOUR', '-1'],
		['VISITOR_PAGE_AGE', '61'],
		['LOG_LEVEL', 'loud']
	])('refuse %s=%s in a sentence that names it', (name, value) => {
		expect(() => readSettings({ [name]: value })).toThrow(
			new RegExp(`^The setting ${name} must .+\\.$`)
		);
	});

	test('say yes and no as true and false', () => {
		expect(readSettings({ DATABASE_PREPARE: 'false' })).toMatchObject({ DATABASE_PREPARE: false });
	});

	test('name every wrong one at once', () => {
		expect(() => readSettings({ PORT: 'x', ORIGIN: 'y' })).toThrow(/ORIGIN[^]*PORT|PORT[^]*ORIGIN/);
	});

	test.each([
		['DATABASE_URL', 'postgres://ada:secret@db:5432/polls'],
		['DATABASE_URL', 'postgresql://ada:secret@one:5432,two:5432/polls?sslmode=require'],
		['ORIGIN', 'http://localhost:3000'],
		['ORIGIN', 'https://polls.example.org']
	])('accept %s=%s', (name, value) => {
		expect(readSettings({ [name]: value })).toMatchObject({ [name]: value });
	});
});
