import postgres from 'postgres';
import { createDatabase, use } from '../support/database';
import { inspect } from '../support/inspecting';
import { expect, test } from '../support/journey';
import { startSite } from '../support/site';

test.use({ screenshot: 'off' });

test('something of ours fails', async ({ page }, info) => {
	use(JSON.parse(process.env.SITE_SERVER!));
	const database = await createDatabase();
	const site = await startSite({ database });
	const sql = postgres(database.url, { max: 1 });
	await sql`alter table polls rename to lost`;
	try {
		expect((await page.goto(site.origin))?.status()).toBe(500);
		await expect(page.getByRole('heading', { level: 1 })).toContainText('Something went wrong');
		await expect(page.locator('code')).toHaveText(/^[\w-]{8,}$/);
		await inspect(page, info);
	} finally {
		await sql.end();
		await site.stop();
		await database.drop();
	}
});

test('the database is away', async ({ page }, info) => {
	// Nobody listens at the discard port.
	const database = { url: 'postgres://nobody@127.0.0.1:9/nothing' };
	const site = await startSite({ database, ready: false });
	try {
		await expect
			.poll(async () => (await page.goto(site.origin).catch(() => null))?.status(), {
				timeout: 20_000
			})
			.toBe(503);
		await expect(page.getByRole('heading', { level: 1 })).toContainText('not available');
		await inspect(page, info);
	} finally {
		await site.stop();
	}
});
