import type { Page } from '@playwright/test';
import { inspect } from '../support/inspecting';
import { isRefused, pages } from '../support/pages';
import { expect, show, test } from '../support/showing';
import { seen, watch } from '../support/steadiness';

test.use({ screenshot: 'off' });

/** What takes the focus when a form comes back. */
const summary = (page: Page) => page.locator('main div[tabindex="-1"]');

for (const state of pages) {
	test(state.name, async ({ page, world }, info) => {
		await page.setViewportSize({ width: 1280, height: 800 });
		await watch(page);
		await show(page, state, world);
		// An answer may push down the form that it is about: whoever pressed the button waits for it.
		if (!state.press)
			expect.soft((await seen(page)).shift, 'layout shift').toBeLessThanOrEqual(0.02);
		if (isRefused(state)) {
			await expect.soft(page).toHaveTitle(/^Error: /);
			await expect.soft(summary(page)).toContainText('There is a problem');
			await expect.soft(summary(page)).toBeFocused();
		}
		await inspect(page, info);
	});
}
