import type { Page } from '@playwright/test';
import { hand } from './entering';
import { test as base } from './journey';
import { addressOf, type PageState } from './pages';
import { aWorld, type World } from './world';

export { expect } from './journey';

/** A test with something to show on every page. */
export const test = base.extend<object, { world: World }>({
	world: [
		async ({ opened: _ }, use) => use(await aWorld(process.env.SITE_ORIGIN!)),
		{ scope: 'worker' }
	]
});

/** Becomes somebody who is signed in. */
export async function enter(page: Page, as: PageState['as'], world: World) {
	if (!as) return;
	await hand(page, world.sessions[as], world.origin);
}

/** Waits until Kit says that its scripts have taken the page over. */
export const hydrated = (page: Page) =>
	page.waitForFunction(() => document.querySelector('#svelte-announcer'));

/** Goes where the state is seen, as the one who sees it, and does what leads to it. */
export async function show(page: Page, state: PageState, world: World) {
	const { as, fill, foreign, meanwhile, press } = state;
	await enter(page, as, world);
	const address = world.origin + addressOf(state, world);
	if (foreign) {
		const form = `<form method="post" action="${address}"><button>${press}</button></form>`;
		await page.goto(`data:text/html,${encodeURIComponent(form)}`);
	} else {
		await page.goto(address);
		if (!state.bare) await hydrated(page);
	}
	if (!press) return;

	for (const [name, value] of Object.entries(fill?.(world) ?? {})) {
		const field = page.locator(`[id="${name}"], [name="${name}"]`).first();
		if (await field.evaluate((input: HTMLInputElement) => input.type === 'radio'))
			await page.locator(`[name="${name}"][value="${value}"]`).check();
		else await field.fill(value);
	}
	await meanwhile?.(world);
	const before = await page.locator('body').innerText();
	await page.getByRole('button', { name: press, exact: true }).click();
	// The answer has come when nothing is busy and the page says something else.
	await page.waitForFunction(
		(text) => !document.querySelector('[aria-busy]') && document.body.innerText !== text,
		before
	);
	await page.waitForLoadState();
}
