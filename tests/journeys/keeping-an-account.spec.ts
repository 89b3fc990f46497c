import { db } from '../../src/lib/server/db';
import { sql } from 'drizzle-orm';
import type { Page } from '@playwright/test';
import {
	aMember,
	aPassword,
	aPollAsking,
	expect,
	nav,
	signIn,
	signUp,
	test,
	uniquely
} from '../support/journey';

const next = 'nine loud herons';
const main = (page: Page) => page.getByRole('main');
const flash = (page: Page) => main(page).getByRole('status');

async function signedIn(page: Page, username: string, password = aPassword) {
	await page.goto('/login');
	await signIn(page, username, password);
	await expect(nav(page)).toContainText(`Signed in as ${username}`);
}
const age = (username: string) =>
	db.execute(sql`
		update sessions set proven_at = now() - interval '11 minutes'
		where user_id = (select id from users where username = ${username})`);

test('a password changed in one browser signs the other out', async ({ page, browser }) => {
	const { username } = await aMember(uniquely('ada'));
	const context = await browser.newContext({ baseURL: process.env.SITE_ORIGIN });
	const other = await context.newPage();
	await signedIn(page, username);
	await signedIn(other, username);

	await nav(page).getByRole('link', { name: 'Account' }).click();
	await page.getByRole('link', { name: 'Change password' }).click();
	await page.getByLabel('Current password').fill('wrong password');
	await page.getByLabel('New password', { exact: true }).fill(next);
	await page.getByLabel('Confirm new password').fill(next);
	await page.getByRole('button', { name: 'Change password' }).click();
	await expect(page).toHaveTitle(/^Error: Change password/);
	await expect(page.getByLabel('Current password')).toHaveAccessibleDescription(
		/This is not your password/
	);
	for (const label of ['Current password', 'New password', 'Confirm new password']) {
		await expect(page.getByLabel(label, { exact: true })).toHaveValue('');
	}

	await page.getByLabel('Current password').fill(aPassword);
	await page.getByLabel('New password', { exact: true }).fill(next);
	await page.getByLabel('Confirm new password').fill(next);
	await page.getByRole('button', { name: 'Change password' }).click();
	await expect(page).toHaveURL('/account');
	await expect(flash(page)).toContainText('Your password is changed.');
	await expect(nav(page)).toContainText(`Signed in as ${username}`);

	await other.goto('/');
	await expect(nav(other)).not.toContainText(username);
	await signedIn(other, username, next);
	await context.close();
});

test('a lost password is replaced with a recovery code, once', async ({ page }) => {
	await page.goto('/signup');
	const ada = await signUp(page);
	await flash(page).getByRole('link', { name: 'Make recovery codes' }).click();
	await page.getByRole('button', { name: 'Make recovery codes' }).click();
	await expect(page.getByRole('heading', { level: 1 })).toHaveText('Your recovery codes');
	const code = await page.getByRole('listitem').locator('code').first().innerText();
	await page.getByRole('link', { name: 'I have kept them' }).click();
	await expect(main(page)).toContainText('10 codes left');

	for (const status of ['recovered', 'refused']) {
		await page.goto('/recover');
		await page.getByLabel('Username').fill(ada);
		await page.getByLabel('Recovery code').fill(code);
		await page.getByLabel('New password', { exact: true }).fill(next);
		await page.getByLabel('Confirm new password').fill(next);
		await page.getByRole('button', { name: 'Set new password' }).click();
		if (status === 'refused') break;
		await expect(page).toHaveURL('/login');
		await expect(flash(page)).toContainText('Your password is changed');
		await expect(nav(page)).not.toContainText(ada);
	}
	await expect(page.getByRole('alert')).toContainText('Invalid username or recovery code');
	await expect(page.getByLabel('Username')).toHaveValue(ada);
	await signedIn(page, ada, next);
});

test('recovery codes can be copied, and printed with whose and what they are', async ({
	page,
	context
}, info) => {
	await page.goto('/signup');
	const ada = await signUp(page);
	await page.goto('/account/recovery-codes');
	await page.getByRole('button', { name: 'Make recovery codes' }).click();
	await expect(page.getByRole('heading', { level: 1 })).toHaveText('Your recovery codes');
	const codes = await page.getByRole('listitem').locator('code').allInnerTexts();

	if (info.project.name === 'with JavaScript') {
		await context.grantPermissions(['clipboard-read', 'clipboard-write']);
		await page.getByRole('button', { name: 'Copy all' }).click();
		await expect(main(page)).toContainText('Copied.');
		expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(codes.join('\n'));
	}
	await page.emulateMedia({ media: 'print' });
	await expect(page.getByText(`Show of Hands, account ${ada}`)).toBeVisible();
	for (const code of codes) await expect(page.getByText(code)).toBeVisible();
	await expect(page.getByRole('link', { name: 'I have kept them' })).toBeHidden();
});

test('what was typed is still there after proving the password', async ({ page }) => {
	const { username } = await aMember(uniquely('bea'));
	await signedIn(page, username);
	const name = uniquely('beatrice');
	await page.goto('/account/username');
	await expect(page.getByLabel('Your password')).toHaveCount(0);
	await age(username);
	await page.getByLabel('New username').fill(name);
	await page.getByRole('button', { name: 'Change username' }).click();

	await expect(page.getByRole('alert')).toContainText('Enter your password to confirm');
	await expect(page.getByLabel('New username')).toHaveValue(name);
	await page.getByLabel('Your password').fill(aPassword);
	await page.getByRole('button', { name: 'Change username' }).click();
	await expect(flash(page)).toContainText('Your username is changed.');
	await expect(nav(page)).toContainText(`Signed in as ${name}`);
});

test('somebody takes their data along and leaves', async ({ page }) => {
	const poll = await aPollAsking(uniquely('Where to?'));
	await page.goto('/signup');
	const cleo = await signUp(page, uniquely('cleo'));
	await page.goto(`/polls/${poll.id}`);
	await page.getByLabel('Tea').check();
	await page.getByRole('button', { name: 'Vote' }).click();
	await expect(main(page)).toContainText('Total votes: 1');

	await age(cleo);
	await nav(page).getByRole('link', { name: 'Account' }).click();
	await page.getByRole('link', { name: 'Download my data' }).click();
	await page.getByLabel('Your password').fill(aPassword);
	await page.getByRole('button', { name: 'Continue' }).click();
	const download = page.waitForEvent('download');
	await page.getByRole('link', { name: 'Download', exact: true }).click();
	expect((await download).suggestedFilename()).toBe('show-of-hands.json');

	await page.getByRole('link', { name: 'Back to your account' }).click();
	await page.getByRole('link', { name: 'Delete my account' }).click();
	await expect(main(page)).toContainText('Your votes in open polls: 1 vote.');
	await page.getByLabel('Type your username to confirm').fill(cleo);
	await page.getByRole('button', { name: 'Delete my account' }).click();
	await expect(page).toHaveURL('/');
	await expect(flash(page)).toContainText('Your account is deleted');
	await expect(nav(page).getByRole('link', { name: 'Login' })).toBeVisible();
	await page.goto(`/polls/${poll.id}/results`);
	await expect(main(page)).toContainText('Total votes: 0');
});
