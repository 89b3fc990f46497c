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

const javaScript = () => test.info().project.name === 'with JavaScript';

/** Playwright keeps every tab visible; this is what a browser tells one that comes to the front. */
const bringToFront = (page: import('@playwright/test').Page) =>
	page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')));

test('a tab that comes to the front tells who is signed in by now', async ({ page, context }) => {
	test.skip(!javaScript(), 'Without JavaScript a page is as true as when it was loaded');
	const ada = await aMember(uniquely('ada'));
	const bea = await aMember(uniquely('bea'));
	await page.goto('/login');
	await signIn(page, ada.username);
	await expect(nav(page)).toContainText(ada.username);

	const other = await context.newPage();
	await other.goto('/');
	await signOut(other);
	await bringToFront(page);
	await expect(nav(page).getByRole('link', { name: 'Login' })).toBeVisible();
	await expect(nav(page)).not.toContainText(ada.username);

	await other.goto('/login');
	await signIn(other, bea.username);
	await expect(nav(other)).toContainText(bea.username);
	await bringToFront(page);
	await expect(nav(page)).toContainText(bea.username);
});

test('a tab that comes to the front keeps what was entered', async ({ page }) => {
	test.skip(!javaScript(), 'Without JavaScript nothing happens there');
	await page.goto('/signup');
	await page.getByLabel('Username').fill('half a na');
	const asked = page.waitForResponse('**/current-user');
	await bringToFront(page);
	await asked;
	await expect(page.getByLabel('Username')).toHaveValue('half a na');
});

test('a ballot that was shown to one member is not cast for another', async ({ page, context }) => {
	const ada = await aMember(uniquely('ada'));
	const bea = await aMember(uniquely('bea'));
	const poll = await aPollAsking(`${uniquely('Which')}?`, 'Coffee', 'Tea');
	await page.goto(`/login?next=/polls/${poll.id}`);
	await signIn(page, ada.username);
	await expect(page.getByRole('button', { name: 'Vote' })).toBeVisible();

	const other = await context.newPage();
	await other.goto('/');
	await signOut(other);
	await other.goto('/login');
	await signIn(other, bea.username);
	await expect(nav(other)).toContainText(bea.username);

	await page.getByLabel('Tea').check();
	await page.getByRole('button', { name: 'Vote' }).click();
	await expect(page.getByText('You are signed in as somebody else now')).not.toHaveCount(0);
	await expect(nav(page)).toContainText(bea.username);
	await other.goto(`/polls/${poll.id}/results`);
	await expect(other.getByText('Total votes: 0')).toBeVisible();
});
