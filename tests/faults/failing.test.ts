import { sql } from 'drizzle-orm';
import { describe, expect, test } from 'vitest';
import { db } from '../../src/lib/server/db';
import { expectExactly } from '../support/figures';
import { runningSite } from '../support/running';

const running = runningSite();

describe('an unexpected error', () => {
	test('is logged with an id that its calm page shows, and the process lives', async () => {
		const member = await running.member('Ada');
		await db.execute(sql`alter table account_events rename to lost`);
		const { status, text, headers } = await member.get('/account/log');
		await db.execute(sql`alter table lost rename to account_events`);
		const id = `${headers['x-request-id']}`;
		const line = running.site
			.output()
			.split('\n')
			.find((each) => each.includes(id) && each.includes('"failure"'));
		expect(line).toContain('42P01');
		expect(text).toContain('Something went wrong on our side');
		expect(text).not.toMatch(/account_events|42P01|select/);
		const seen = {
			status,
			shown: text.includes(id),
			after: (await member.get('/account/log')).status
		};
		expectExactly(10, 'A failing page', seen, { status: 500, shown: true, after: 200 });
		expect(running.site.process.exitCode).toBeNull();
	});
});
