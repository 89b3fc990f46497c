import type { Page } from '@playwright/test';
import { aPassword, aPollAsking, expect, nav, test, uniquely } from '../support/journey';

/** Presses Tab until the thing with this name has the focus, as somebody without a mouse does. */
async function tabTo(page: Page, role: 'link' | 'button' | 'textbox' | 'radio', name: string) {
	const wanted = page.getByRole(role, { name, exact: true }).first();
	await expect(wanted).toBeVisible();
	for (let presses = 0; presses < 60; presses++) {
		await page.keyboard.press('Tab');
		if (await wanted.evaluate((element) => element === document.activeElement)) return;
	}
	throw new Error(`The Tab key never came to the ${role} "${name}"`);
}

const heading = (page: Page) => page.getByRole('heading', { level: 1 });

test('somebody signs up, votes, writes a poll and signs out with the keyboard alone', async ({
	page
}) => {
	test.slow();
	const poll = await aPollAsking(`${uniquely('What')} shall we drink?`, 'Coffee', 'Tea', 'Water');
	const ada = uniquely('ada');

	await page.goto('/');
	await page.keyboard.press('Tab');
	await expect(page.getByRole('link', { name: 'Skip to content' })).toBeFocused();
	await page.keyboard.press('Enter');
	await tabTo(page, 'link', 'All');

	await tabTo(page, 'link', poll.question);
	await page.keyboard.press('Enter');
	await expect(heading(page)).toHaveText(poll.question);
	await tabTo(page, 'radio', 'Coffee');
	await page.keyboard.press('ArrowDown');
	await expect(page.getByRole('radio', { name: 'Tea' })).toBeChecked();
	await page.keyboard.press('Enter');

	await expect(heading(page)).toHaveText('Sign in');
	await tabTo(page, 'link', 'Create an account');
	await page.keyboard.press('Enter');
	await expect(heading(page)).toHaveText('Create account');
	await tabTo(page, 'textbox', 'Username');
	await page.keyboard.type(ada);
	for (const label of ['Password', 'Confirm password']) {
		// A password field has no role.
		for (let presses = 0; presses < 3; presses++) {
			await page.keyboard.press('Tab');
			const field = page.getByLabel(label, { exact: true });
			if (await field.evaluate((element) => element === document.activeElement)) break;
		}
		await page.keyboard.type(aPassword);
	}
	await page.keyboard.press('Enter');

	await expect(nav(page)).toContainText(`Signed in as ${ada}`);
	await expect(page.getByRole('radio', { name: 'Tea' })).toBeChecked();
	await tabTo(page, 'button', 'Vote');
	await page.keyboard.press('Enter');
	await expect(page.getByRole('status')).toContainText('Your vote is counted');
	await expect(page.getByRole('row').filter({ hasText: 'Tea' })).toContainText('Your vote');

	await tabTo(page, 'link', 'Polls');
	await page.keyboard.press('Enter');
	await tabTo(page, 'link', 'Create new poll');
	await page.keyboard.press('Enter');
	await expect(heading(page)).toHaveText('New poll');
	const question = uniquely('Who brings the cake?');
	for (const [label, text] of [
		['Question', question],
		['Choice 1', 'Ada'],
		['Choice 2', 'Grace']
	] as const) {
		await tabTo(page, 'textbox', label);
		await page.keyboard.type(text);
	}
	await tabTo(page, 'button', 'Add another choice');
	await page.keyboard.press('Enter');
	await expect(page.getByRole('textbox', { name: 'Choice 3' })).toBeVisible();
	await tabTo(page, 'textbox', 'Choice 3');
	await page.keyboard.type('Nobody');
	await tabTo(page, 'button', 'Publish poll');
	await page.keyboard.press('Enter');
	await expect(heading(page)).toHaveText(question);
	await expect(page.getByRole('radio')).toHaveCount(3);

	await tabTo(page, 'link', 'Logout');
	await page.keyboard.press('Enter');
	await expect(heading(page)).toHaveText('Sign out');
	await tabTo(page, 'button', 'Sign out');
	await page.keyboard.press('Enter');
	await expect(nav(page).getByRole('link', { name: 'Login' })).toBeVisible();
});
