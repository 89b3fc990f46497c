import { aMember, expect, nav, signIn, signOut, test, uniquely } from '../support/journey';

test.use({
	launchOptions: {
		executablePath: process.env.CHROMIUM_PATH || undefined,
		// Playwright turns off the memory that Back shows pages from, which is what is tested here.
		ignoreDefaultArgs: ['--disable-back-forward-cache']
	}
});

test('Back after signing out shows nothing private', async ({ page }) => {
	const { username } = await aMember(uniquely('ada'));
	await page.goto('/login');
	await signIn(page, username);
	await expect(nav(page)).toContainText(username);
	await page.goto('/?show=mine');
	await signOut(page);

	for (let back = 0; back < 3; back++) {
		// Playwright does not notice when a page comes back from memory; what is shown then counts.
		await page.goBack({ waitUntil: 'commit', timeout: 3_000 }).catch(() => {});
		await expect(nav(page)).toBeVisible();
		await expect(nav(page)).not.toContainText(username);
	}
});
