import type { Page } from '@playwright/test';
import * as polls from '../../src/lib/server/polls';
import {
	aMember,
	aPassword,
	aPollAsking,
	comeBack,
	expect,
	nav,
	signIn,
	test,
	uniquely
} from '../support/journey';

const password = (page: Page) => page.getByLabel('Password', { exact: true });

/** Holds back what matches until the returned function is called. */
async function hold(page: Page, matches: (method: string, path: string) => boolean) {
	let release = () => {};
	const released = new Promise<void>((resolve) => (release = resolve));
	let held = 0;
	await page.route('**', async (route) => {
		const request = route.request();
		if (matches(request.method(), new URL(request.url()).pathname)) {
			held++;
			await released;
		}
		await route.continue();
	});
	return { release, count: () => held };
}

test('what is typed before the scripts arrive stays', async ({ page }) => {
	const poll = await aPollAsking(uniquely('Which?'), 'Coffee', 'Tea');
	const scripts = await hold(page, (_, path) => path.endsWith('.js'));
	await page.goto('/login', { waitUntil: 'commit' });
	await page.getByLabel('Username').fill('ada');
	await password(page).fill(aPassword);
	scripts.release();
	await expect(page.getByRole('button', { name: 'Show password' })).toBeVisible();
	await expect(page.getByLabel('Username')).toHaveValue('ada');
	await expect(password(page)).toHaveValue(aPassword);

	await page.unrouteAll({ behavior: 'wait' });
	const again = await hold(page, (_, path) => path.endsWith('.js'));
	await page.goto(`/polls/${poll.id}`, { waitUntil: 'commit' });
	await page.getByRole('radio', { name: 'Tea' }).check();
	again.release();
	await page.waitForFunction(() => document.querySelector('#svelte-announcer'));
	await expect(page.getByRole('radio', { name: 'Tea' })).toBeChecked();
});

test('a form that is being sent says so, and is sent once', async ({ page }) => {
	const { username } = await aMember(uniquely('ada'));
	await page.goto('/login', { waitUntil: 'networkidle' });
	const posts = await hold(page, (method) => method === 'POST');
	await page.getByRole('button', { name: 'Show password' }).click();
	await expect(password(page)).toHaveAttribute('type', 'text');
	await signIn(page, username);

	const button = page.getByRole('button', { name: 'Signing in…' });
	await expect(button).toHaveAttribute('aria-busy', 'true');
	await expect(password(page)).toHaveAttribute('type', 'password');
	await button.click();
	await page.keyboard.press('Enter');
	expect(posts.count()).toBe(1);
	posts.release();
	await expect(nav(page)).toContainText(username);
});

test('a vote that is pressed twice is sent once', async ({ page }) => {
	const poll = await aPollAsking(uniquely('Which?'), 'Coffee', 'Tea');
	await comeBack(page);
	await page.goto(`/polls/${poll.id}`, { waitUntil: 'networkidle' });
	const posts = await hold(page, (method) => method === 'POST');
	await page.getByRole('radio', { name: 'Tea' }).check();
	await page.getByRole('button', { name: 'Vote' }).click();
	await expect(page.getByRole('button', { name: 'Voting…' })).toHaveAttribute('aria-busy', 'true');
	await page.getByRole('button', { name: 'Voting…' }).click();
	expect(posts.count()).toBe(1);
	posts.release();
	await expect(page.getByRole('status')).toContainText('Your vote is counted');
	expect((await polls.find(poll.id))?.choices.map(({ votes }) => votes)).toEqual([0, 1]);
});

test('a lost connection loses nothing that was entered', async ({ page, context }) => {
	await page.goto('/login', { waitUntil: 'networkidle' });
	await context.setOffline(true);
	await signIn(page, 'ada');
	await expect(page.getByRole('alert')).toContainText('The connection failed');
	await expect(page.getByLabel('Username')).toHaveValue('ada');
	await context.setOffline(false);
});

test('a message is told once', async ({ page }) => {
	const { username } = await aMember(uniquely('ada'));
	await page.goto('/login');
	await signIn(page, username);
	await expect(page.getByRole('status')).toHaveText('You are signed in.');
	await page.getByRole('link', { name: 'Closed', exact: true }).click();
	await expect(page).toHaveURL('/?show=closed');
	await expect(page.getByRole('status')).toHaveText('');
	await page.goBack();
	await expect(page.getByRole('status')).toHaveText('');
});

test('times are told in the zone of the reader', async ({ browser }) => {
	const poll = await aPollAsking(uniquely('When?'), 'Now', 'Later');
	const context = await browser.newContext({ timezoneId: 'Asia/Kolkata' });
	const page = await context.newPage();
	await page.goto(`${process.env.SITE_ORIGIN}/polls/${poll.id}`);
	await expect(page.locator('time').first()).toContainText(
		/\d{1,2} \w+ \d{4}, \d\d:\d\d GMT\+5:30/
	);
	await context.close();
});
