import * as polls from '../../src/lib/server/polls';
import * as users from '../../src/lib/server/users';
import {
	aMember,
	aPassword,
	aPollAsking,
	choiceOf,
	expect,
	test,
	uniquely
} from '../support/journey';
import { find } from '../support/programs';
import { hasTerminals } from '../support/terminal';
import { Lynx, W3m } from '../support/text-browsers';

for (const [name, Browser] of Object.entries({ w3m: W3m, lynx: Lynx })) {
	test(`somebody votes, leaves and comes back in ${name}`, async () => {
		test.skip(!hasTerminals, 'Needs the terminals of util-linux: its program script is not here.');
		test.skip(!find(name), `${name} is not here and could not be installed.`);
		test.slow();

		const poll = await aPollAsking(`${uniquely('What')} shall we drink`, 'Coffee', 'Tea');
		const ada = uniquely('ada');
		const browser = new Browser(`${process.env.SITE_ORIGIN}/`);
		try {
			await browser.see('Sign up');
			await browser.follow(poll.question);
			await browser.see('View results');
			await browser.choose('Tea');
			await browser.see(/\(\*\) *Tea/);
			await browser.press('Vote');

			await browser.see('Create an account');
			await browser.follow('Create an account');
			await browser.see('Already have an account');
			await browser.fill('Username', ada);
			await browser.fill('Password', aPassword);
			await browser.fill('Confirm password', aPassword);
			await browser.press('Create account');

			await browser.see(`Signed in as ${ada}`);
			await browser.see(/\(\*\) *Tea/);
			await browser.press('Vote');
			await browser.see('Total votes: 1');
			await browser.see(/Tea *Your vote/);
			const person = await users.find(ada);
			expect((await polls.find(poll.id, person!.id))?.chosen).toBe(choiceOf(poll, 'Tea'));

			await browser.follow('Logout');
			await browser.see('Click the button below to end your session.');
			await browser.press('Sign out');
			await browser.see('Sign up');

			await browser.follow('Login');
			await browser.see('Create an account');
			await browser.fill('Username', ada);
			await browser.fill('Password', aPassword);
			await browser.press('Sign in');
			await browser.see(`Signed in as ${ada}`);
			await browser.see('You voted');
		} finally {
			await browser.close();
		}
	});
	test(`somebody writes a poll, closes and deletes it in ${name}`, async () => {
		test.skip(!hasTerminals, 'Needs the terminals of util-linux: its program script is not here.');
		test.skip(!find(name), `${name} is not here and could not be installed.`);
		test.slow();

		const ada = await aMember(uniquely('ada'));
		const asked = `${uniquely('What')} shall we eat`;
		const browser = new Browser(`${process.env.SITE_ORIGIN}/login`);
		try {
			await browser.see('Create an account');
			await browser.fill('Username', ada.username);
			await browser.fill('Password', aPassword);
			await browser.press('Sign in');
			await browser.see('Create new poll');
			await browser.follow('Create new poll');
			await browser.see('Add another choice');
			await browser.fill('Question', asked);
			await browser.fill('Choice 1', 'Soup');
			await browser.press('Add another choice');
			await browser.see('Choice 3');
			await browser.fill('Choice 2', 'Bread');
			await browser.press('Publish poll');

			await browser.see('Your poll is published.');
			await browser.see(/\( \) *Bread/);
			const [poll] = (await polls.list(ada.id, 'mine', 1)).polls;
			expect(poll?.question).toBe(asked);
			await browser.press('Close');
			await browser.see('The poll is closed.');
			await browser.follow('Delete');
			await browser.see('Delete this poll?');
			await browser.press('Delete poll');
			await browser.see('The poll is deleted.');
			expect(await polls.find(poll!.id)).toBeNull();
		} finally {
			await browser.close();
		}
	});
}
