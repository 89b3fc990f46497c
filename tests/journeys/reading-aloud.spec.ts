import * as polls from '../../src/lib/server/polls';
import { aPollAsking, choiceOf } from '../support/journey';
import { pageNamed } from '../support/pages';
import { expect, show, test } from '../support/showing';
import type { World } from '../support/world';

// What screen readers make of a page, in the order in which they read it.

/** A moment in words and exactly. */
const moment = String.raw`/(just now|ago) \(\d+ \w+ \d{4}, \d\d:\d\d \w+\)$/`;

test('the header tells where one can go, and who one is', async ({ page, world }) => {
	await show(page, pageNamed('polls'), world);
	await expect(page.getByRole('banner')).toMatchAriaSnapshot(`
		- banner:
		  - link "Skip to content"
		  - navigation "Main":
		    - link "Show of Hands"
		    - list:
		      - /children: deep-equal
		      - listitem:
		        - link "Polls":
		          - /url: /
		      - listitem:
		        - link "Sign up":
		          - /url: /signup
		      - listitem:
		        - link "Login":
		          - /url: /login
	`);
	await show(page, pageNamed('polls of a member'), world);
	const { username } = world.ada;
	await expect(page.getByRole('banner')).toMatchAriaSnapshot(`
		- navigation "Main":
		  - list:
		    - /children: equal
		    - listitem:
		      - link "Polls"
		    - listitem: Signed in as ${username}
		    - listitem:
		      - link "Account"
		    - listitem:
		      - link "Logout"
	`);
});

test('an entry of the list is its question, votes, state, and whether one has voted', async ({
	page,
	world
}) => {
	const poll = await aPollAsking('Who sings first?', 'Ada', 'Grace');
	await polls.vote(world.ada.id, poll.id, choiceOf(poll, 'Ada'));
	await show(page, pageNamed('polls of a member'), world);
	const own = page.getByRole('listitem').filter({
		has: page.locator(`a[href$="/polls/${poll.id}"]`)
	});
	await expect(own).toMatchAriaSnapshot(`
		- listitem:
		  - /children: equal
		  - heading "Who sings first?" [level=2]:
		    - link "Who sings first?"
		  - paragraph:
		    - strong: "1"
		    - text: vote
		  - paragraph:
		    - text: Open, asked
		    - time: ${moment}
		    - text: You voted
	`);
});

const ballot = (world: World, problem = '') => `
	- paragraph: Ballot paper No. ${world.open.id}
	- group "Which drink shall we have?":
	  - /children: equal
	  - heading "Which drink shall we have?" [level=1]
	  - paragraph:
	    - text: Open, asked
	    - time: ${moment}
	  - paragraph: Mark one choice. You may change your vote until the poll closes.${problem}
	  - radio "Coffee" [checked=false]
	  - text: Coffee
	  - radio "Tea" [checked=false]
	  - text: Tea
	  - radio "Lemonade" [checked=false]
	  - text: Lemonade
	- button "Vote"
	- link "View results"
	- link "Back to Polls"`;

test('a ballot asks, tells its rule, and offers its choices, none chosen', async ({
	page,
	world
}) => {
	await show(page, pageNamed('ballot of a member'), world);
	await expect(page.getByRole('main')).toMatchAriaSnapshot(ballot(world));
});

test('a refused ballot begins with what is wrong, and tells it again before the choices', async ({
	page,
	world
}) => {
	await show(page, pageNamed('ballot without a choice'), world);
	const told = '\n\t  - paragraph: Select your choice';
	await expect(page.getByRole('main')).toMatchAriaSnapshot(`
	- alert:
	  - heading "There is a problem" [level=2]
	  - list:
	    - listitem:
	      - link "Select your choice":
	        - /url: "#choice_id"${ballot(world, told)}`);
});

test('results say that the vote counts, then who leads, then the numbers, then the sum', async ({
	page,
	world
}) => {
	await show(page, pageNamed('results after a vote'), world);
	await expect(page.getByRole('main')).toMatchAriaSnapshot(`
		- main:
		  - /children: equal
		  - status:
		    - paragraph: Your vote is counted.
		  - paragraph: Count No. ${world.spare.id}
		  - heading "Which drink shall we have?" [level=1]
		  - paragraph:
		    - text: Open, asked
		    - time: ${moment}
		  - heading "Results" [level=2]
		  - paragraph: Tea leads Coffee and Lemonade by 1 vote.
		  - table "Votes for each choice":
		    - rowgroup:
		      - row:
		        - /children: equal
		        - columnheader "Choice"
		        - columnheader "Votes"
		        - columnheader "Share"
		    - rowgroup:
		      - /children: equal
		      - row "Coffee 0 0%":
		        - rowheader "Coffee"
		        - cell "0"
		        - cell "0%"
		      - row "Tea Your vote 1 100%":
		        - rowheader "Tea Your vote"
		        - cell "1"
		        - cell "100%"
		      - row "Lemonade 0 0%"
		  - paragraph: "Total votes: 1"
		  - paragraph:
		    - link "Change your vote"
		    - link "Back to Polls"
	`);
});

test('a refused form begins with what is wrong, and each field says its own part of it', async ({
	page,
	world
}) => {
	await show(page, pageNamed('refused sign up'), world);
	await expect(page.getByRole('main')).toMatchAriaSnapshot(`
		- alert:
		  - heading "There is a problem" [level=2]
		  - list:
		    - /children: equal
		    - listitem:
		      - link "Username contains characters that are not allowed"
		    - listitem:
		      - link "Password must be at least 8 characters"
		    - listitem:
		      - link "Passwords do not match"
		- heading "Create account" [level=1]
		- text: Username
		- paragraph: /Up to 150 characters/
		- paragraph: Username contains characters that are not allowed
		- textbox "Username" [invalid]
		- text: Password
		- paragraph: /At least 8 characters/
		- paragraph: Password must be at least 8 characters
		- textbox "Password" [invalid]
		- button "Show password"
		- text: Confirm password
		- paragraph: Passwords do not match
		- textbox "Confirm password" [invalid]
		- button "Show confirm password"
		- button "Create account"
		- link "Already have an account? Sign in"
	`);
	await expect(page.getByLabel('Password', { exact: true })).toHaveAccessibleDescription(
		/^At least 8 characters.* Password must be at least 8 characters$/
	);
});
