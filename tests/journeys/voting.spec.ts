import type { Page } from '@playwright/test';
import * as polls from '../../src/lib/server/polls';
import {
	aMember,
	aPollAsking,
	choiceOf,
	comeBack,
	expect,
	signIn,
	signUp,
	test,
	uniquely
} from '../support/journey';

const question = () => `${uniquely('What')} shall we drink?`;
const choice = (page: Page, text: string) => page.getByRole('radio', { name: text });
const row = (page: Page, text: string) => page.getByRole('row').filter({ hasText: text });

test('a member votes, sees it counted, and changes the vote', async ({ page }) => {
	const poll = await aPollAsking(question(), 'Coffee', 'Tea', 'Water');
	await comeBack(page);
	await page.goto('/');
	await page.getByRole('link', { name: poll.question }).click();
	await expect(page.getByRole('heading', { level: 1 })).toHaveText(poll.question);
	await expect(page.getByRole('group', { name: poll.question })).toBeVisible();
	for (const text of ['Coffee', 'Tea', 'Water']) await expect(choice(page, text)).not.toBeChecked();

	await choice(page, 'Tea').check();
	await page.getByRole('button', { name: 'Vote' }).click();
	await expect(page).toHaveURL(`/polls/${poll.id}/results`);
	await expect(page.getByRole('status')).toContainText(/vote is counted/i);
	await expect(page.getByText('Total votes: 1')).toBeVisible();
	await expect(row(page, 'Tea')).toContainText('Your vote');
	await expect(row(page, 'Tea')).toContainText('100%');

	await page.goto(`/polls/${poll.id}`);
	await expect(choice(page, 'Tea')).toBeChecked();
	await choice(page, 'Coffee').check();
	await page.getByRole('button', { name: 'Vote' }).click();
	await expect(page.getByText('Total votes: 1')).toBeVisible();
	await expect(row(page, 'Coffee')).toContainText('Your vote');
	await expect(row(page, 'Tea')).not.toContainText('Your vote');

	await page.goto('/');
	await expect(page.getByRole('listitem').filter({ hasText: poll.question })).toContainText(
		'You voted'
	);
});

test('a visitor chooses first, signs in, and confirms', async ({ page }) => {
	const poll = await aPollAsking(question(), 'Coffee', 'Tea');
	const { username } = await aMember(uniquely('ada'));
	await page.goto(`/polls/${poll.id}`);
	await choice(page, 'Tea').check();
	await page.getByRole('button', { name: 'Vote' }).click();
	await expect(page.getByRole('heading', { level: 1 })).toHaveText('Sign in');

	await signIn(page, username, 'a mistyped password');
	await expect(page.getByRole('alert')).toContainText('Invalid credentials');
	await signIn(page, username);
	await expect(page.getByRole('heading', { level: 1 })).toHaveText(poll.question);
	await expect(choice(page, 'Tea')).toBeChecked();
	expect((await polls.find(poll.id))?.choices.map(({ votes }) => votes)).toEqual([0, 0]);

	await page.getByRole('button', { name: 'Vote' }).click();
	await expect(row(page, 'Tea')).toContainText('Your vote');
});

test('a visitor chooses first, signs up, and confirms', async ({ page }) => {
	const poll = await aPollAsking(question(), 'Coffee', 'Tea');
	await page.goto(`/polls/${poll.id}`);
	await choice(page, 'Coffee').check();
	await page.getByRole('button', { name: 'Vote' }).click();
	await page.getByRole('link', { name: 'Create an account' }).click();
	await expect(page.getByRole('heading', { level: 1 })).toHaveText('Create account');
	await signUp(page);

	await expect(choice(page, 'Coffee')).toBeChecked();
	await page.getByRole('button', { name: 'Vote' }).click();
	await expect(row(page, 'Coffee')).toContainText('Your vote');
});

test('a vote without a choice is asked for again', async ({ page }) => {
	const poll = await aPollAsking(question(), 'Coffee', 'Tea');
	await comeBack(page);
	await page.goto(`/polls/${poll.id}`);
	await page.getByRole('button', { name: 'Vote' }).click();

	await expect(page).toHaveTitle(/^Error: /);
	await expect(page.getByRole('alert')).toContainText('Select your choice');
	await expect(page.locator(':focus')).toContainText('There is a problem');
	await expect(page.getByRole('group', { name: poll.question })).toHaveAccessibleDescription(
		/Select your choice/
	);
	await page.getByRole('alert').getByRole('link').click();
	await expect(choice(page, 'Coffee')).toBeFocused();
});

test('a poll that closes meanwhile takes no vote', async ({ page }) => {
	const poll = await aPollAsking(question(), 'Coffee', 'Tea');
	const grace = await aMember(uniquely('grace'));
	await polls.vote(grace.id, poll.id, choiceOf(poll, 'Coffee'));
	await comeBack(page);
	await page.goto(`/polls/${poll.id}`);
	await choice(page, 'Tea').check();
	await polls.close(poll.id);
	await page.getByRole('button', { name: 'Vote' }).click();

	await expect(page.getByRole('alert')).toContainText('This poll is closed');
	await page.goto(`/polls/${poll.id}/results`);
	await expect(page.getByText('Total votes: 1')).toBeVisible();
});

test('a page that is not there says so, and leads back', async ({ page }) => {
	for (const path of ['/polls/999999999', '/polls/999999999/results', '/polls/first', '/nowhere']) {
		const answer = await page.goto(path);
		expect(answer?.status()).toBe(404);
		const words = path.startsWith('/polls/9') ? 'Poll not found' : /not found/i;
		await expect(page.getByRole('heading', { level: 1 })).toHaveText(words);
		await page.getByRole('link', { name: 'Back to Polls' }).click();
		await expect(page.getByRole('heading', { level: 1 })).toHaveText('Polls');
	}
});
