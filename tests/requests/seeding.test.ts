import { describe, expect, test } from 'vitest';
import { db } from '../../src/lib/server/db';
import { polls, users, votes } from '../../src/lib/server/db/schema';
import { manage } from '../support/managing';
import { runningSite } from '../support/running';

const running = runningSite();
const { visitor } = running;
const seed = (given: string[] = [], env = {}) =>
	manage(['seed', ...given], { env: { DATABASE_URL: running.site.database.url, ...env } });

describe('seeding', () => {
	test('fills a new site, tells how far it is, and how to sign in', async () => {
		const outcome = await seed();
		expect(outcome.code).toBe(0);
		expect(outcome.complained.trim().split('\n')).toEqual(
			[16, 32, 48, 64].map((done) => `${done} of 64 polls`)
		);
		expect(await db.$count(votes)).toBeGreaterThan(5_000);
		expect(await db.$count(polls)).toBe(64);

		const [, password] = /password of both: (\S{16})$/m.exec(outcome.said)!;
		const author = visitor();
		for (const username of ['sample-author', 'sample-voter']) {
			const fields = { username, password: password! };
			expect((await author.post('/login', fields)).status).toBe(303);
		}
		for (const show of ['open', 'closed'])
			expect((await author.get(`/?show=${show}`)).text).toContain('votes');
		await author.get('/?show=closed');
		const [poll] = author.page.querySelectorAll('main h2 a');
		await author.get(`${poll!.getAttribute('href')}/results`);
		expect(author.page.text).toMatch(/leads/);
	});

	test('refuses a site with people, unless it is told to, and again', async () => {
		const before = await db.$count(users);
		const refused = await seed();
		expect(refused).toMatchObject({ code: 1, said: '' });
		expect(refused.complained).toContain('--force');
		expect(await db.$count(users)).toBe(before);

		const forced = await seed(['--force', '--people', '20', '--polls', '3']);
		expect(forced.code).toBe(0);
		expect(forced.said).toContain('sample-author-2');
		expect(await db.$count(users)).toBe(before + 22);
	});

	test('refuses a site at an https address, and sizes that are none', async () => {
		const real = await seed([], { ORIGIN: 'https://polls.example.org' });
		expect(real).toMatchObject({ code: 1, said: '' });
		expect(real.complained).toContain('real people');
		for (const size of ['0', '-1', 'many', '1e9'])
			expect(await seed(['--force', '--people', size])).toMatchObject({ code: 1, said: '' });
	});
});
