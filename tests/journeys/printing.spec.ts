import type { Page } from '@playwright/test';
import { pageNamed } from '../support/pages';
import { expect, show, test } from '../support/showing';

const bars = (page: Page) => page.locator('tbody svg');
const fillOf = (page: Page, part: string) =>
	page
		.locator(part)
		.first()
		.evaluate((element) => getComputedStyle(element).fill);

test('results are printed with their bars, dark on light, without what one presses', async ({
	page,
	world
}) => {
	await show(page, pageNamed('results after a vote'), world);
	await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
	await expect(page.getByRole('table')).toBeVisible();
	await expect(bars(page)).toHaveCount(3);
	for (const bar of await bars(page).all()) await expect(bar).toBeVisible();
	// Browsers leave out backgrounds, but print what is drawn: a bar is a drawing.
	expect(await fillOf(page, 'tr:not(.own) .bar')).toBe('rgb(68, 68, 68)');
	await expect(page.locator('html')).toHaveCSS('color', 'rgb(28, 26, 34)');
	for (const name of ['Back to Polls', 'Change your vote', 'Logout'])
		await expect(page.getByRole('link', { name })).toBeHidden();
	await expect(page.getByRole('status')).toBeHidden();
});

test('recovery codes are printed all ten, with whose they are and where they work', async ({
	page,
	world
}) => {
	await show(page, pageNamed('new recovery codes'), world);
	await page.emulateMedia({ media: 'print' });
	const codes = page.getByRole('listitem').locator('code');
	await expect(codes).toHaveCount(10);
	for (const code of await codes.all()) await expect(code).toBeVisible();
	const main = page.getByRole('main');
	await expect(main.getByText(world.longest.username)).toBeVisible();
	await expect(main.getByText(`${new URL(world.origin).host}/recover`)).toBeVisible();
	await expect(main.getByRole('button', { name: 'Print' })).toBeHidden();
	await expect(main.getByText('They are shown only now.')).toBeHidden();
	await expect(main.getByRole('link', { name: 'I have kept them' })).toBeHidden();
});

test('forced colours keep bars, and the focus, to be seen', async ({ page, world }) => {
	await show(page, pageNamed('results after a vote'), world);
	await page.emulateMedia({ forcedColors: 'active' });
	const [track, bar, own] = [
		await fillOf(page, '.track'),
		await fillOf(page, 'tr:not(.own) .bar'),
		await fillOf(page, '.own .bar')
	];
	expect(new Set([track, bar, own]).size).toBe(3);
	await expect(page.locator('.track').first()).toHaveCSS('stroke', bar);
	await page.keyboard.press('Tab');
	await page.keyboard.press('Tab');
	await expect(page.locator(':focus')).toHaveCSS('outline-style', 'solid');
	await expect(page.locator(':focus')).toHaveCSS('outline-width', '3px');
});
