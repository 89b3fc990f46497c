import { join } from 'node:path';
import { expect, type Page, type TestInfo } from '@playwright/test';
import { axeViolations, cutOff, sideways, smallTargets, tabbing } from './gates';

const themes = [
	['light', 'all'],
	['dark', 'colours']
] as const;

/** Kept for people to look at; nothing compares them. With PICTURES=all, of every look there is. */
async function picture(page: Page, { project, title }: TestInfo, kind: string) {
	if (!usual.includes(kind) && process.env.PICTURES !== 'all') return;
	const name = `${title}, ${kind}.png`.replaceAll(/[^\w,.]+/g, '-');
	await page.screenshot({ path: join(project.outputDir, 'pages', name), fullPage: true });
}
const usual = ['light 1280', 'dark 390'];

/** Goes through all gates with the page as it stands, in a window of 1280 px to begin with. */
export async function inspect(page: Page, info: TestInfo) {
	for (const [colorScheme, rules] of themes) {
		await page.emulateMedia({ colorScheme });
		const violations = await axeViolations(page, rules);
		expect.soft(violations, `axe in the ${colorScheme} theme`).toEqual([]);
		await picture(page, info, `${colorScheme} 1280`);
	}
	expect.soft(await tabbing(page), 'in the order of the Tab key').toEqual([]);
	await page.evaluate(() => (document.activeElement as HTMLElement).blur());

	await page.setViewportSize({ width: 390, height: 844 });
	expect.soft(await smallTargets(page), 'targets').toEqual([]);
	for (const [colorScheme] of themes) {
		await page.emulateMedia({ colorScheme });
		await picture(page, info, `${colorScheme} 390`);
	}

	await page.setViewportSize({ width: 320, height: 640 });
	expect.soft(await sideways(page), 'at 320 px').toEqual([]);
	await picture(page, info, 'light 320');

	// Twice the text of 1280 px leaves as many letters to a line as half the window.
	await page.setViewportSize({ width: 640, height: 640 });
	await page.evaluate(() => (document.documentElement.style.fontSize = '225%'));
	expect.soft(await sideways(page), 'with text of twice the size').toEqual([]);
	expect.soft(await cutOff(page), 'with text of twice the size').toEqual([]);
	await picture(page, info, 'twice the text');
	await page.evaluate(() => (document.documentElement.style.fontSize = ''));

	if (process.env.PICTURES !== 'all') return;
	await page.setViewportSize({ width: 800, height: 800 });
	await page.emulateMedia({ colorScheme: 'light', forcedColors: 'active' });
	await picture(page, info, 'forced colours');
	await page.emulateMedia({ forcedColors: 'none', media: 'print' });
	await picture(page, info, 'print');
}
