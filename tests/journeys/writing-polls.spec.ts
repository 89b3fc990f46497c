import type { Page } from '@playwright/test';
import * as authorship from '../../src/lib/server/authorship';
import * as polls from '../../src/lib/server/polls';
import { aMember, comeBack, expect, test, uniquely } from '../support/journey';

const question = () => `${uniquely('What')} shall we eat?`;
const choice = (page: Page, number: number) =>
	page.getByRole('textbox', { name: `Choice ${number}`, exact: true });

test('a member writes a poll, with more and fewer choices, and mends what is wrong', async ({
	page
}) => {
	const asked = question();
	await comeBack(page);
	await page.goto('/');
	await page.getByRole('link', { name: 'Create new poll' }).click();
	await expect(page.getByRole('heading', { level: 1 })).toHaveText('New poll');

	await page.getByLabel('Question').fill(asked);
	await choice(page, 1).fill('Soup');
	await choice(page, 2).fill('Bread');
	await page.getByRole('button', { name: 'Add another choice' }).click();
	await choice(page, 3).fill('soup');
	await page.getByRole('button', { name: 'Add another choice' }).click();
	await choice(page, 4).fill('Cake');
	await page.getByRole('button', { name: 'Remove choice 2' }).click();
	await expect(choice(page, 2)).toHaveValue('soup');
	await expect(choice(page, 3)).toHaveValue('Cake');
	await expect(page.getByLabel('Question')).toHaveValue(asked);

	await page.getByRole('button', { name: 'Publish poll' }).click();
	await expect(page).toHaveTitle(/^Error: New poll/);
	await expect(page.locator(':focus')).toContainText('There is a problem');
	await expect(choice(page, 2)).toHaveAccessibleDescription(/Choice 2 is the same as choice 1/);
	await page.getByRole('alert').getByRole('link').click();
	await expect(choice(page, 2)).toBeFocused();
	await choice(page, 2).fill('Salad');
	// Enter publishes; it removes no choice.
	await choice(page, 2).press('Enter');

	await expect(page.getByRole('heading', { level: 1 })).toHaveText(asked);
	await expect(page.getByRole('status')).toContainText('Your poll is published.');
	for (const text of ['Soup', 'Salad', 'Cake'])
		await expect(page.getByRole('radio', { name: text })).toBeVisible();
	await page.goto('/?show=mine');
	await expect(page.getByRole('link', { name: asked })).toBeVisible();
});

test('a closing time is taken in its zone', async ({ page }) => {
	const ada = await comeBack(page);
	await page.goto('/polls/new');
	await page.getByLabel('Question').fill(question());
	await choice(page, 1).fill('Soup');
	await choice(page, 2).fill('Bread');
	await page.getByLabel('Closing time').fill('2999-07-01T18:00');
	await page.getByLabel('Time zone').selectOption('Asia/Tokyo');
	await page.getByRole('button', { name: 'Publish poll' }).click();
	await expect(page.getByRole('status')).toContainText('published');
	const [poll] = (await polls.list(ada.id, 'mine', 1)).polls;
	expect(poll?.closesAt).toEqual(new Date('2999-07-01T09:00:00Z'));
});

test('a double click publishes once', async ({ page }) => {
	const ada = await comeBack(page);
	await page.goto('/polls/new');
	await page.getByLabel('Question').fill(question());
	await choice(page, 1).fill('Soup');
	await choice(page, 2).fill('Bread');
	await page.getByRole('button', { name: 'Publish poll' }).dblclick();
	await expect(page.getByRole('status')).toContainText('published');
	expect((await polls.list(ada.id, 'mine', 1)).polls).toHaveLength(1);
});

test('an author edits, closes, reopens, duplicates and deletes', async ({ page }) => {
	const ada = await comeBack(page);
	const asked = question();
	const words = { question: asked, choices: ['Soup', 'Bread'] };
	const id = Number(await authorship.publish(ada.id, words, null));
	await page.goto(`/polls/${id}`);
	const controls = page.getByRole('complementary', { name: 'Your poll' });

	await controls.getByRole('link', { name: 'Edit' }).click();
	await expect(choice(page, 2)).toHaveValue('Bread');
	await choice(page, 2).fill('Cake');
	await page.getByRole('button', { name: 'Save changes' }).click();
	await expect(page.getByRole('status')).toContainText('Your changes are saved.');
	await expect(page.getByRole('radio', { name: 'Cake' })).toBeVisible();

	await page.getByRole('radio', { name: 'Cake' }).check();
	await page.getByRole('button', { name: 'Vote' }).click();
	await expect(page.getByText('Total votes: 1')).toBeVisible();
	await controls.getByRole('link', { name: 'Edit' }).click();
	await expect(page.getByText('1 vote was cast')).toBeVisible();
	await expect(page.getByLabel('Question')).toHaveCount(0);

	await page.getByRole('button', { name: 'Close now' }).click();
	await expect(page.getByRole('status')).toContainText('The poll is closed.');
	await expect(page.getByText('This poll is closed')).toBeVisible();
	await controls.getByRole('button', { name: 'Reopen' }).click();
	await expect(page.getByRole('status')).toContainText('The poll is open.');

	await controls.getByRole('link', { name: 'Duplicate' }).click();
	await expect(page.getByRole('heading', { level: 1 })).toHaveText('New poll');
	await expect(page.getByLabel('Question')).toHaveValue(asked);
	await expect(choice(page, 2)).toHaveValue('Cake');
	await page.getByLabel('Question').fill(`${asked} Again`);
	await page.getByRole('button', { name: 'Publish poll' }).click();
	await expect(page.getByRole('heading', { level: 1 })).toHaveText(`${asked} Again`);

	await page.goto(`/polls/${id}`);
	await controls.getByRole('link', { name: 'Delete' }).click();
	await expect(page.getByRole('main')).toContainText('2 choices and 1 vote');
	await page.getByRole('button', { name: 'Delete poll' }).click();
	await expect(page.getByRole('status')).toContainText('The poll is deleted.');
	expect(await polls.find(id)).toBeNull();
});

test('a vote that comes while the author edits freezes the poll', async ({ page }) => {
	const ada = await comeBack(page);
	const words = { question: question(), choices: ['Soup', 'Bread'] };
	const id = Number(await authorship.publish(ada.id, words, null));
	await page.goto(`/polls/${id}/edit`);
	await choice(page, 1).fill('Porridge');
	const grace = await aMember(uniquely('grace'));
	await polls.vote(grace.id, id, (await polls.find(id))!.choices[0]!.id);
	await page.getByRole('button', { name: 'Save changes' }).click();
	await expect(page.getByRole('alert')).toContainText('This poll has votes');
	await expect(
		page.getByRole('main').getByRole('link', { name: 'Duplicate', exact: true })
	).toBeVisible();
	expect((await polls.find(id))!.choices[0]!.text).toBe('Soup');
});
