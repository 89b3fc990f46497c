import { test as base, expect, type Page } from '@playwright/test';
import { close, open } from '../../src/lib/server/db';
import { cookiesOf, hand } from './entering';
import { aMember, aPassword, uniquely, type Member } from './people';

export { aMember, aPassword, uniquely } from './people';
export { aPollAsking, choiceOf } from './polls';
export { expect };

/** A test against the site of this run, whose database this process has opened too. */
export const test = base.extend<object, { opened: void }>({
	opened: [
		// Playwright wants the empty pattern.
		// eslint-disable-next-line no-empty-pattern
		async ({}, use) => {
			await open(process.env.SITE_DATABASE);
			await use();
			await close();
		},
		{ scope: 'worker', auto: true }
	],

	/** No journey may end with an error in the page's scripts, or with any line in its console. */
	page: async ({ page }, use) => {
		const complaints: string[] = [];
		page.on('pageerror', ({ message }) => {
			// Chromium's own, where a page was there before its fade from the last document could begin: it
			// is shown without one, and no script of ours could have answered.
			if (!message.endsWith('Page already revealed')) complaints.push(message);
		});
		page.on('console', (message) => {
			const text = message.text();
			// Chromium writes a line for each answer that is not a success; those are tested elsewhere.
			if (!text.startsWith('Failed to load resource')) complaints.push(text);
		});
		await use(page);
		expect(complaints).toEqual([]);
	}
});

export const nav = (page: Page) => page.getByRole('navigation', { name: 'Main' });

/** Fills in and sends the page's sign-up form. Returns the name. */
export async function signUp(page: Page, username = uniquely('ada')) {
	await page.getByLabel('Username').fill(username);
	await page.getByLabel('Password', { exact: true }).fill(aPassword);
	await page.getByLabel('Confirm password').fill(aPassword);
	await page.getByRole('button', { name: 'Create account' }).click();
	await expect(nav(page)).toContainText(`Signed in as ${username}`);
	return username;
}

/** Fills in and sends the page's sign-in form. */
export async function signIn(page: Page, username: string, password = aPassword) {
	await page.getByLabel('Username').fill(username);
	await page.getByLabel('Password', { exact: true }).fill(password);
	await page.getByRole('button', { name: 'Sign in' }).click();
}

/** Comes as somebody who has signed in before, new unless given. Shows no page yet. */
export async function comeBack(page: Page, member?: Member) {
	const person = member ?? (await aMember(uniquely('ada')));
	const origin = process.env.SITE_ORIGIN!;
	await hand(page, await cookiesOf(origin, person), origin);
	return person;
}

/** Leaves through the nav's link and the page it leads to. */
export async function signOut(page: Page) {
	await nav(page).getByRole('link', { name: 'Logout' }).click();
	await expect(page.getByRole('heading', { level: 1 })).toHaveText('Sign out');
	await page.getByRole('button', { name: 'Sign out' }).click();
	await expect(nav(page).getByRole('link', { name: 'Login' })).toBeVisible();
}
