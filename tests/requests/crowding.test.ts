import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { db } from '../../src/lib/server/db';
import { attempts } from '../../src/lib/server/db/schema-accounts';
import { elsewhere, guess, home } from '../support/guesser';
import { aMember, aPassword, uniquely } from '../support/people';
import { runningSite } from '../support/running';
import { startSite, type Site } from '../support/site';
import { Visitor } from '../support/visitor';

const proxied = { ADDRESS_HEADER: 'X-Forwarded-For', SIGN_UPS_PER_HOUR: '30' };
const running = runningSite({ env: proxied });
beforeEach(() => db.delete(attempts));

const from = (address: string, origin = running.site.origin) =>
	new Visitor(origin, { 'x-forwarded-for': address });

test('a class of thirty can sign up behind one address, and no more for an hour', async () => {
	const password = aPassword;
	const signUp = (address: string) =>
		from(address).post('/signup', {
			username: uniquely('pupil'),
			password,
			password_confirmation: password
		});
	const pupils = await Promise.all(Array.from({ length: 30 }, () => signUp(home)));
	expect(pupils.map(({ status }) => status)).toEqual(Array(30).fill(303));

	const { status, headers, text } = await signUp(home);
	expect(status).toBe(429);
	expect(text).toContain('Too many attempts. Try again in 60 minutes.');
	expect(Number(headers['retry-after'])).toBeGreaterThan(3_500);
	expect((await signUp(elsewhere)).status).toBe(303);
});

describe('two instances', () => {
	let bare: Site;
	// This one has no proxy in front.
	beforeAll(async () => void (bare = await startSite({ database: running.site.database })));
	afterAll(() => bare.stop());

	test('share their counts', async () => {
		const { username } = await aMember(uniquely('ada'));
		const both = (i: number) => (i % 2 ? from('127.0.0.1') : from('203.0.113.1', bare.origin));
		expect(await guess(30, both, () => username)).toEqual({ 401: 10, 429: 20 });
	});

	test('without a configured proxy do not believe X-Forwarded-For', async () => {
		const { username } = await aMember(uniquely('ada'));
		const forger = (i: number) =>
			new Visitor(bare.origin, {
				'x-forwarded-for': `203.0.113.${i}`,
				'x-real-ip': `203.0.113.${i}`,
				forwarded: `for=203.0.113.${i}`
			});
		expect(await guess(20, forger, () => username)).toEqual({ 401: 10, 429: 10 });
	});

	test('behind one proxy believe only what it added', async () => {
		const { username } = await aMember(uniquely('ada'));
		const forger = (i: number) => from(`203.0.113.${i}, ${home}`);
		expect(await guess(20, forger, () => username)).toEqual({ 401: 10, 429: 10 });
	});
});
