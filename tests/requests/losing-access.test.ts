import { eq } from 'drizzle-orm';
import { describe, expect, test } from 'vitest';
import { db } from '../../src/lib/server/db';
import { polls, users, votes } from '../../src/lib/server/db/schema';
import type { Poll } from '../../src/lib/server/polls';
import { aPoll } from '../support/polls';
import { runningSite } from '../support/running';
import type { Fields, Visitor } from '../support/visitor';

const { member } = runningSite();
const named = (name: string) => eq(users.username, name);

const deeds = {
	deactivated: (tx: Pick<typeof db, 'update'>, name: string) =>
		tx.update(users).set({ isActive: false }).where(named(name)),
	deleted: (tx: Pick<typeof db, 'delete'>, name: string) => tx.delete(users).where(named(name))
};

const first = (poll: Poll) => `${poll.choices[0]!.id}`;
const voteIn = (poll: Poll, voter: Visitor) =>
	voter.post(`/polls/${poll.id}`, { choice_id: first(poll) });

/** The choice waits in the address of the page to sign in, and the browser has no session any more. */
async function expectSignedOut(voter: Visitor, poll: Poll) {
	const next = `/polls/${poll.id}?choice=${first(poll)}`;
	const location = `/login?${new URLSearchParams({ next })}`;
	expect(voter.answer).toMatchObject({ status: 303, location });
	expect(voter.cookies.has('sessionid')).toBe(false);
	expect(await db.$count(votes, eq(votes.pollId, poll.id))).toBe(0);
}

describe.each(['deactivated', 'deleted'] as const)('somebody who was %s', (deed) => {
	test('before a vote of theirs came is signed out instead', async () => {
		const [poll, ada] = [await aPoll(), await member(`Ada ${deed}`)];
		await deeds[deed](db, `Ada ${deed}`);
		await voteIn(poll, ada);
		await expectSignedOut(ada, poll);
	});

	test('while a poll of theirs was on its way is signed out as well', async () => {
		const cleo = await member(`Cleo ${deed}`);
		const posted = await db.transaction(async (tx) => {
			await deeds[deed](tx, `Cleo ${deed}`);
			const fields: Fields = [
				['question', `Will ${deed} people ask?`],
				['choices', 'Yes'],
				['choices', 'No']
			];
			const answer = cleo.post('/polls/new?/publish', fields);
			await new Promise((resolve) => setTimeout(resolve, 300));
			return { answer };
		});
		await posted.answer;
		const location = `/login?${new URLSearchParams({ next: '/polls/new' })}`;
		expect(cleo.answer).toMatchObject({ status: 303, location });
		expect(cleo.cookies.has('sessionid')).toBe(false);
		const asked = eq(polls.question, `Will ${deed} people ask?`);
		expect(await db.$count(polls, asked)).toBe(0);
	});

	test('while a vote of theirs was on its way is signed out, too', async () => {
		const [poll, bea] = [await aPoll(), await member(`Bea ${deed}`)];
		// The session is looked up while the deed is not yet done; the vote waits until it is.
		const posted = await db.transaction(async (tx) => {
			await deeds[deed](tx, `Bea ${deed}`);
			const answer = voteIn(poll, bea);
			await new Promise((resolve) => setTimeout(resolve, 300));
			return { answer };
		});
		await posted.answer;
		await expectSignedOut(bea, poll);
	});
});
