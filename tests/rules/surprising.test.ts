import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { usernameRefusal } from '../../src/lib/forms/refusals';
import * as doors from '../../src/lib/server/doors';
import { refusal } from '../../src/lib/server/gate';
import { canonical } from '../../src/lib/server/usernames';
import * as users from '../../src/lib/server/users';
import { text } from '../support/odd-text';

describe('whatever is typed as a username', () => {
	test('has a key that trimming, case and width do not change', () => {
		fc.assert(
			fc.property(text, (name) => {
				const key = canonical(name);
				expect(canonical(`  ${name} `)).toBe(key);
				expect(canonical(name.trim().normalize('NFC'))).toBe(key);
				// An index entry of PostgreSQL holds 2,704 bytes.
				expect(Buffer.byteLength(key)).toBeLessThanOrEqual(2_000);
			}),
			{ numRuns: 2_000 }
		);
	});

	test('if it is accepted, is no more than it looks like', () => {
		fc.assert(
			fc.property(text, (name) => {
				if (usernameRefusal(name)) return;
				const trimmed = name.trim();
				expect([...trimmed].length).toBeLessThanOrEqual(150);
				expect(trimmed).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}\ufffd]|\s\s/u);
				expect(trimmed.isWellFormed?.() ?? true).toBe(true);
			}),
			{ numRuns: 5_000 }
		);
	});

	test('is somebody or nobody, and never a failure of the database', async () => {
		await fc.assert(
			fc.asyncProperty(text, async (name) => {
				expect(await users.find(name)).toBeNull();
			}),
			{ numRuns: 300 }
		);
	});
});

describe('whatever stands in next', () => {
	test('leads to a path on this site', () => {
		const site = 'https://polls.example.org';
		fc.assert(
			fc.property(
				fc.oneof(
					text,
					text.map((rest) => `/${rest}`)
				),
				(next) => {
					const url = new URL(`${site}/login`);
					url.searchParams.set('next', next);
					const path = doors.nextPath(url);
					expect(path).toMatch(/^\/(?![/\\])/);
					// As a browser reads the Location header.
					expect(new URL(path, `${site}/login`).origin).toBe(site);
					// eslint-disable-next-line no-control-regex
					expect(path).not.toMatch(/[\u0000-\u001f\u007f\\]/);
				}
			),
			{ numRuns: 5_000 }
		);
	});
});

describe('whatever is claimed as Host', () => {
	const ours = 'polls.example.org';
	const ask = (host: string) => refusal({ method: 'GET', url: '/', headers: { host } }, ours);
	const near = fc
		.tuple(text, fc.constantFrom(ours, 'POLLS.example.org', `${ours}:443`, `${ours}:80`), text)
		.map((parts) => parts.join(''));

	test('is our name, in any case and with its usual port, or refused', () => {
		for (const same of [ours, ours.toUpperCase(), `${ours}:443`]) expect(ask(same)).toBeNull();
		fc.assert(
			fc.property(fc.oneof(text, near), (host) => {
				if (/^polls\.example\.org(:443|:80)?$/i.test(host)) return;
				expect([400, 421]).toContain(ask(host)?.status);
			}),
			{ numRuns: 5_000 }
		);
	});
});

describe('whatever is typed to sign up', () => {
	test('is refused in words, or makes an account that just this lets in', async () => {
		await fc.assert(
			fc.asyncProperty(text, text, async (username, password) => {
				const outcome = await users.register({ username, password });
				if ('refused' in outcome) {
					expect(outcome.refused).not.toEqual([]);
					return;
				}
				const { id } = outcome.user;
				expect(await users.authenticate(username, password)).toMatchObject({ id });
				expect(await users.authenticate(username, `${password}.`)).toBe('invalid-credentials');
			}),
			{ numRuns: 150 }
		);
	}, 60_000);
});
