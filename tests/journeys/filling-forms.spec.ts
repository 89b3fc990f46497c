import type { Page } from '@playwright/test';
import { forms } from '../support/forms';
import { enter, expect, hydrated, test } from '../support/showing';

test.use({ timezoneId: 'UTC' });

/** What the fields hold, by their ids; a chosen radio is "checked". */
const entered = (page: Page, ids: string[]) =>
	page.evaluate(
		(ids) =>
			Object.fromEntries(
				ids.map((id) => {
					const field = document.getElementById(id) as HTMLInputElement;
					return [id, field.type === 'radio' ? (field.checked ? 'checked' : '') : field.value];
				})
			),
		ids
	);

for (const { name, at, as, fill, press, pending } of forms) {
	test(`${name}: nothing entered is lost, and nothing sent twice`, async ({ page, world }) => {
		await enter(page, as, world);
		let arrive = () => {};
		const arrived = new Promise<void>((resolve) => (arrive = resolve));
		await page.route('**/*.js', async (route) => {
			await arrived;
			await route.continue();
		});
		await page.goto(at(world), { waitUntil: 'commit' });
		for (const [id, value] of Object.entries(fill)) {
			const field = page.locator(`[id="${id}"]`);
			if (value === 'checked') await field.check();
			else await field.fill(value);
		}
		arrive();
		await hydrated(page);
		expect(await entered(page, Object.keys(fill)), 'after the scripts came').toEqual(fill);

		let posts = 0;
		let fail = () => {};
		const failing = new Promise<void>((resolve) => (fail = resolve));
		await page.route(
			() => true,
			async (route) => {
				if (route.request().method() !== 'POST') return route.fallback();
				posts++;
				await failing;
				await route.abort('connectionfailed');
			}
		);
		await page.getByRole('button', { name: press, exact: true }).click();
		const busy = page.locator('button[aria-busy="true"]').first();
		await expect(busy).toHaveText(pending);
		await busy.click();
		await busy.click();
		expect(posts, 'sent').toBe(1);

		fail();
		await expect(page.getByRole('alert')).toContainText('The connection failed');
		await expect(page.getByRole('button', { name: press, exact: true })).toBeVisible();
		await expect(page).toHaveTitle(/^Error: /);
		expect(await entered(page, Object.keys(fill)), 'after the connection failed').toEqual(fill);
	});
}
