import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { generateIdFromEntropySize } from 'lucia';
import { describe, expect, test } from 'vitest';
import { hash } from '../../src/lib/server/passwords';
import { leaksIn } from '../support/log-watch';
import { aMember, aPassword, codesOf, uniquely } from '../support/people';

const line = (more: object) =>
	`${JSON.stringify({ level: 'info', requestId: randomUUID(), ...more })}\n`;
const harmless =
	line({ event: 'answered', method: 'GET', route: '/(public)/polls/[id=id]', status: 200 }) +
	line({ event: 'sign-in-failed', name: '21ad67d10426', from: '2001:db8:1:2::/64' }) +
	line({
		event: 'failure',
		error: `Error: no\n    at f (file:///srv/build/server/chunks/users-${'Ab1-'.repeat(9)}xy.js:1:2)`
	});

describe('the watch over the logs of all sites', () => {
	test('finds every kind of secret, and nothing else', async () => {
		expect(leaksIn(harmless, [aPassword, 'short'])).toEqual([]);

		const [code = ''] = await codesOf(await aMember(uniquely('ada')));
		const secrets = {
			'a password’s hash': await hash(aPassword),
			'a session’s token': generateIdFromEntropySize(25),
			'the SHA-256 of something': createHash('sha256').update(code).digest('hex'),
			'a recovery code': code,
			'the secret of a one-time link': randomBytes(32).toString('base64url'),
			'what was typed': encodeURIComponent(aPassword)
		};
		for (const [what, secret] of Object.entries(secrets)) {
			const leaks = leaksIn(harmless + line({ what: `x "${secret}"` }), [aPassword]);
			expect(
				leaks.map((leak) => leak.split(':')[0]),
				what
			).toContain(what);
		}
	});
});
