import { beforeEach, describe, expect, test } from 'vitest';
import { sql } from 'drizzle-orm';
import { db } from '../../src/lib/server/db';
import { attempts } from '../../src/lib/server/db/schema-accounts';
import * as passwordLinks from '../../src/lib/server/password-links';
import { aMember, aPassword, uniquely } from '../support/people';
import { runningSite } from '../support/running';

const running = runningSite();
beforeEach(() => db.delete(attempts));

/** What members enter secrets into besides signing in: the right fields but for the secret. */
const forms: [path: string, secret: string, fields: Record<string, string>][] = [
	[
		'/account/password',
		'current_password',
		{ password: 'another fine one', password_confirmation: 'another fine one' }
	],
	['/account/username', 'current_password', { username: 'somebody else' }],
	['/account/delete', 'current_password', { confirmation: 'nobody' }]
];

describe.each(forms)('who guesses the password at %s', (path, secret, fields) => {
	test('is stopped after ten, even if then right, and is still signed in', async () => {
		const ada = await running.member(uniquely('ada'));
		// The proof that signing up was has grown old.
		await db.execute(sql`update sessions set proven_at = now() - interval '1 hour'`);
		const statuses = [];
		for (let i = 0; i < 15; i++) {
			statuses.push((await ada.post(path, { ...fields, [secret]: `wrong ${i}` })).status);
		}
		expect(statuses).toEqual([...Array(10).fill(401), ...Array(5).fill(429)]);

		const { status, headers } = await ada.post(path, { ...fields, [secret]: aPassword });
		expect(status).toBe(429);
		expect(Number(headers['retry-after'])).toBeGreaterThan(800);
		expect(ada.page.querySelector('[role=alert]')?.text).toMatch(
			/Too many attempts\. Try again in 15 minutes\./
		);
		expect((await ada.get('/current-user')).text).toContain('ada');
	});
});

test('who guesses recovery codes is stopped after ten', async () => {
	const username = uniquely('ada');
	await running.member(username);
	const statuses = [];
	for (let i = 0; i < 15; i++) {
		const fields = { username, code: `0000-0000-0000-${1000 + i}` };
		const secret = 'another fine one';
		const answer = await running.visitor().post('/recover', {
			...fields,
			password: secret,
			password_confirmation: secret
		});
		statuses.push(answer.status);
	}
	expect(statuses).toEqual([...Array(10).fill(401), ...Array(5).fill(429)]);
});

describe('who guesses one-time links', () => {
	const guess = (i: number) => `/password-link?secret=${`${i}`.padStart(43, 'x')}`;
	const secret = 'another fine one';
	const fields = { password: secret, password_confirmation: secret };

	test('is stopped after fifty, in words, whether by looking or by posting', async () => {
		const statuses = [];
		for (let i = 0; i < 60; i++) {
			const who = running.visitor();
			const { status } = await (i % 2 ? who.get(guess(i)) : who.post(guess(i), fields));
			statuses.push(status);
		}
		expect(statuses).toEqual([...Array(50).fill(404), ...Array(10).fill(429)]);

		for (const script of [false, true]) {
			const headers = script ? { accept: 'application/json', 'x-sveltekit-action': 'true' } : {};
			const { text, headers: told } = await running.visitor().post(guess(1), fields, headers);
			expect(text).toContain('Too many attempts. Try again in 15 minutes.');
			expect(Number(told['retry-after'])).toBeGreaterThan(800);
		}
	});

	test('does not count who has a right one, however often it is looked at', async () => {
		const ada = await aMember(uniquely('ada'));
		const link = await db.transaction((tx) => passwordLinks.make(ada.id, tx));
		const path = `/password-link?secret=${link}`;
		for (let i = 0; i < 60; i++) expect((await running.visitor().get(path)).status).toBe(200);
		expect((await running.visitor().post(path, fields)).status).toBe(303);
		expect((await running.visitor().post(path, fields)).status).toBe(404);
	});
});
