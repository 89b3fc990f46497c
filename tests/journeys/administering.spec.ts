import type { Page } from '@playwright/test';
import * as administration from '../../src/lib/server/administration';
import {
	aMember,
	aPollAsking,
	comeBack,
	expect,
	nav,
	signIn,
	test,
	uniquely
} from '../support/journey';

async function aSignedInSuperuser(page: Page) {
	const root = await aMember(uniquely('root'));
	await administration.promote(null, root.id);
	await comeBack(page, root);
	await page.goto('/');
	await nav(page).getByRole('link', { name: 'Administration' }).click();
	await expect(page.getByRole('heading', { level: 1 })).toHaveText('Administration');
	return root;
}

test('a superuser finds somebody, deactivates them, and reads so in the log', async ({ page }) => {
	const { username } = await aMember(uniquely('ada'));
	await aSignedInSuperuser(page);
	await page.getByLabel('Search people').fill(username.toUpperCase());
	await page.getByRole('button', { name: 'Search' }).click();
	await page.getByRole('link', { name: username }).click();
	await expect(page.getByRole('heading', { level: 1 })).toHaveText(username);

	const form = page.locator('form', { has: page.getByRole('button', { name: 'Deactivate' }) });
	await form.getByLabel('Reason').fill('Advertising');
	await form.getByRole('button', { name: 'Deactivate' }).click();
	await expect(page.getByRole('status')).toContainText('deactivated');
	await expect(page.getByRole('button', { name: 'Activate', exact: true })).toBeVisible();
	await page.getByRole('link', { name: 'Activity' }).click();
	const entry = page.getByRole('listitem').filter({ hasText: username });
	await expect(entry).toContainText('“Advertising”');
});

test('somebody locked out gets a link, sets a password with it, and signs in', async ({
	page,
	browser
}) => {
	const ada = await aMember(uniquely('ada'));
	await aSignedInSuperuser(page);
	await page.goto(`/administration/people/${ada.id}`);
	await page.getByRole('button', { name: 'Make password link' }).click();
	const link = await page.locator('code').textContent();

	const own = await browser.newContext({
		javaScriptEnabled: true,
		baseURL: new URL(page.url()).origin
	});
	const guest = await own.newPage();
	await guest.goto(link!);
	await expect(guest.getByRole('heading', { level: 1 })).toHaveText('Set a new password');
	await guest.getByLabel('New password', { exact: true }).fill('nine loud geese');
	await guest.getByLabel('Confirm new password').fill('nine loud geese');
	await guest.getByRole('button', { name: 'Set password' }).click();
	await expect(guest.getByRole('status')).toContainText('Your new password is set.');
	await signIn(guest, ada.username, 'nine loud geese');
	await expect(nav(guest)).toContainText(ada.username);
	await own.close();
});

test('a superuser closes and deletes a poll', async ({ page }) => {
	const poll = await aPollAsking(`${uniquely('Why')} not?`);
	await aSignedInSuperuser(page);
	await page
		.getByRole('navigation', { name: 'Administration' })
		.getByRole('link', { name: 'Polls' })
		.click();
	await page.getByLabel('Search questions').fill(poll.question);
	await page.getByRole('button', { name: 'Search' }).click();
	await page.getByRole('link', { name: poll.question }).click();
	await page.getByRole('button', { name: 'Close poll' }).click();
	await expect(page.getByRole('status')).toContainText('The poll is closed.');
	await page.getByLabel('Search questions').fill(poll.question);
	await page.getByRole('button', { name: 'Search' }).click();
	await page.getByRole('link', { name: poll.question }).click();
	await page.getByRole('button', { name: 'Delete poll' }).click();
	await expect(page.getByRole('status')).toContainText('The poll is deleted.');
});
