import type { Page } from '@playwright/test';
import { fillOnce } from '../../src/lib/server/samples';
import {
	aMember,
	aPollAsking,
	expect,
	nav,
	signIn,
	signOut,
	test,
	uniquely
} from '../support/journey';

declare global {
	interface Window {
		/** Set by a test; gone when the document is another. */
		same?: boolean;
	}
}

const mark = (page: Page) => page.evaluate(() => (window.same = true));
const isSame = (page: Page) => page.evaluate(() => window.same);

test('the nav is right after signing in and out, without loading the page anew', async ({
	page
}) => {
	const { username } = await aMember(uniquely('ada'));
	await page.goto('/login', { waitUntil: 'networkidle' });
	await mark(page);
	await signIn(page, username);
	await expect(nav(page)).toContainText(`Signed in as ${username}`);
	await signOut(page);
	await expect(nav(page)).not.toContainText(username);
	expect(await isSame(page)).toBe(true);
});

test('another page is announced, and read from its beginning', async ({ page }) => {
	const poll = await aPollAsking(uniquely('Which drink?'), 'Coffee', 'Tea');
	await page.goto('/', { waitUntil: 'networkidle' });
	await mark(page);
	await page.getByRole('link', { name: poll.question }).click();
	await expect(page).toHaveTitle(`${poll.question} – Show of Hands`);
	await expect(page.locator('#svelte-announcer')).toHaveText(`${poll.question} – Show of Hands`);
	expect(await page.evaluate(() => scrollY)).toBe(0);
	await page.keyboard.press('Tab');
	await expect(page.getByRole('link', { name: 'Skip to content' })).toBeFocused();
	expect(await isSame(page)).toBe(true);
});

test('Back finds the place again', async ({ page }) => {
	await fillOnce();
	for (let i = 0; i < 9; i++) await aPollAsking(uniquely('Who waters the plants?'));
	await page.setViewportSize({ width: 390, height: 600 });
	await page.goto('/', { waitUntil: 'networkidle' });
	const last = page.getByRole('main').getByRole('heading', { level: 2 }).last();
	await last.scrollIntoViewIfNeeded();
	const place = await page.evaluate(() => scrollY);
	expect(place).toBeGreaterThan(300);
	await last.getByRole('link').click();
	await expect(page.getByRole('button', { name: 'Vote' })).toBeVisible();
	await page.goBack();
	await expect(page.getByRole('heading', { level: 1 })).toHaveText('Polls');
	await expect.poll(() => page.evaluate(() => scrollY)).toBeCloseTo(place, -1);
});

test('a page that keeps one waiting is promised by a bar', async ({ page }) => {
	await page.goto('/', { waitUntil: 'networkidle' });
	let answer = () => {};
	const answered = new Promise<void>((resolve) => (answer = resolve));
	await page.route('**/__data.json*', async (route) => {
		await answered;
		await route.continue();
	});
	await page.getByRole('link', { name: 'Closed', exact: true }).click();
	const bar = page.locator('.progress');
	// Not at once: a page that comes soon needs no promise.
	await expect(bar).toHaveCSS('opacity', '1');
	await expect(bar).toHaveCSS('animation-delay', /^0\.15s/);
	answer();
	await expect(bar).toHaveCount(0);
	await expect(page).toHaveURL('/?show=closed');
});

test('pages fade into each other, unless somebody does not want that', async ({ page }) => {
	await page.addInitScript(() => {
		const start = document.startViewTransition.bind(document);
		let fades = 0;
		document.startViewTransition = (update) => {
			document.documentElement.dataset.fades = `${++fades}`;
			return start(update);
		};
	});
	const fades = () => page.locator('html').getAttribute('data-fades');
	await page.emulateMedia({ reducedMotion: 'no-preference' });
	await page.goto('/', { waitUntil: 'networkidle' });
	for (const name of ['Closed', 'Open', 'All']) {
		await page.getByRole('link', { name, exact: true }).click();
		await expect(page.locator('[aria-current="page"]', { hasText: name })).toBeVisible();
	}
	expect(await fades()).toBe('3');
	await page.emulateMedia({ reducedMotion: 'reduce' });
	await page.getByRole('link', { name: 'Closed', exact: true }).click();
	await expect(page).toHaveURL('/?show=closed');
	expect(await fades()).toBe('3');
});
