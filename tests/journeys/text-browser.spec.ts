import * as polls from '../../src/lib/server/polls';
import * as users from '../../src/lib/server/users';
import { aPassword, aPollAsking, choiceOf, expect, test, uniquely } from '../support/journey';
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
}
