import { beforeEach, describe, expect, test } from 'vitest';
import { sql } from 'drizzle-orm';
import { db } from '../../src/lib/server/db';
import { attempts } from '../../src/lib/server/db/schema-accounts';
import { aPassword, uniquely } from '../support/people';
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
