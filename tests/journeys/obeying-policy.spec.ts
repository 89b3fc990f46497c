import { aMember, aPollAsking, expect, nav, signIn, test, uniquely } from '../support/journey';

declare global {
	interface Window {
		violations?: string[];
	}
}

test('no page breaks the Content-Security-Policy, nor logs an error', async ({ page }) => {
	test.skip(test.info().project.name !== 'with JavaScript', 'Only a script can listen for it');
	const { username } = await aMember(uniquely('ada'));
	const poll = await aPollAsking(uniquely('Which'), 'Coffee', 'Tea');
	const errors: string[] = [];
	page.on('console', (message) => {
		// The browser logs each 4xx that it was asked to load, by itself.
		if (message.type() !== 'error' || /status of 4/.test(message.text())) return;
		errors.push(message.text());
	});
	await page.addInitScript(() => {
		window.violations = JSON.parse(sessionStorage.getItem('violations') ?? '[]') as string[];
		addEventListener('securitypolicyviolation', (event) => {
			window.violations!.push(`${event.violatedDirective} ${event.blockedURI} ${location}`);
			sessionStorage.setItem('violations', JSON.stringify(window.violations));
		});
	});

	const see = async (path: string) => {
		await page.goto(path);
		await page.waitForLoadState('networkidle');
		expect(await page.evaluate(() => window.violations)).toEqual([]);
	};
	const everywhere = ['/', '/logout', `/polls/${poll.id}`, `/polls/${poll.id}/results`, '/nowhere'];
	for (const path of [...everywhere, '/login', '/signup']) await see(path);
	await page.goto('/login');
	await signIn(page, username, 'not the password');
	await expect(page.getByRole('alert')).toBeVisible();
	await signIn(page, username);
	await expect(nav(page)).toContainText(username);
	for (const path of everywhere) await see(path);

	expect(errors).toEqual([]);
});

test('a script or a style that is smuggled into a page does nothing', async ({ context }) => {
	// A page without the fixture's own watch, which would call this a failure.
	const page = await context.newPage();
	await page.route('**/login', async (route) => {
		const response = await route.fetch();
		const smuggled = '<script>document.title = "owned"</script><p style="color: red">x</p></body>';
		await route.fulfill({ response, body: (await response.text()).replace('</body>', smuggled) });
	});
	await page.goto('/login');
	const smuggled = page.locator('p', { hasText: /^x$/ });
	await expect(smuggled).not.toHaveCSS('color', 'rgb(255, 0, 0)');
	await expect(page).toHaveTitle(/Sign in/);
});
