import { eq, sql } from 'drizzle-orm';
import { describe, expect, test } from 'vitest';
import * as administration from '../../src/lib/server/administration';
import * as authorship from '../../src/lib/server/authorship';
import { db, type Transaction } from '../../src/lib/server/db';
import { users, votes } from '../../src/lib/server/db/schema';
import * as departures from '../../src/lib/server/departures';
import * as polls from '../../src/lib/server/polls';
import { aMember, uniquely, type Member } from '../support/people';
import { aPoll } from '../support/polls';
import { someone } from '../support/superusers';

const stored = (poll: number) => db.$count(votes, eq(votes.pollId, poll));

const tallied = async (poll: number) =>
	(await polls.find(poll))!.choices.reduce((sum, { votes }) => sum + votes, 0);

/** What becomes of a vote that comes while this is being done to the voter. */
async function votingDuring(voter: number, deed: (tx: Transaction) => Promise<unknown>) {
	const poll = await aPoll();
	const { outcome } = await db.transaction(async (tx) => {
		await deed(tx);
		const outcome = polls.vote(voter, poll.id, poll.choices[0]!.id);
		await new Promise((resolve) => setTimeout(resolve, 200));
		return { outcome };
	});
	return { outcome: await outcome, votes: await stored(poll.id) };
}

describe('voting', () => {
	test('is not for the deactivated, nor for those who have left', async () => {
		const poll = await aPoll();
		const ada = await aMember(uniquely('ada'));
		const vote = () => polls.vote(ada.id, poll.id, poll.choices[0]!.id);
		await administration.deactivate(null, ada.id);
		expect(await vote()).toBe('inactive');
		await administration.activate(null, ada.id);
		expect(await vote()).toBe('counted');
		await departures.leave(ada, { polls: 'leave' });
		expect(await vote()).toBe('inactive');
		expect([await stored(poll.id), await tallied(poll.id)]).toEqual([0, 0]);
	});

	test('and publishing are for the same people', async () => {
		const eve = await aMember(uniquely('eve'));
		const words = { question: 'Who is left?', choices: ['Me', 'Nobody'] };
		await administration.deactivate(null, eve.id);
		expect(await authorship.publish(eve.id, words, null)).toBe('inactive');
		await departures.leave(eve, { polls: 'leave' });
		expect(await authorship.publish(eve.id, words, null)).toBe('inactive');
	});

	test('waits for a deactivation that is under way, and is then refused', async () => {
		const bea = await someone();
		const deactivating = (tx: Transaction) =>
			tx.update(users).set({ isActive: false }).where(eq(users.id, bea.id));
		expect(await votingDuring(bea.id, deactivating)).toEqual({ outcome: 'inactive', votes: 0 });
	});

	test('waits for a deletion that is under way, and is then refused', async () => {
		const cleo = await someone();
		const deleting = (tx: Transaction) => tx.delete(users).where(eq(users.id, cleo.id));
		expect(await votingDuring(cleo.id, deleting)).toEqual({ outcome: 'inactive', votes: 0 });
	});

	test('and leaving at once leave no vote behind, in a hundred rounds', async () => {
		const outcomes = new Set<string>();
		for (let round = 0; round < 100; round++) {
			const [poll, dora] = [await aPoll(), await someone()];
			const [outcome] = await Promise.all([
				polls.vote(dora.id, poll.id, poll.choices[0]!.id),
				departures.leave(dora, { polls: 'leave' })
			]);
			outcomes.add(outcome);
			expect([await stored(poll.id), await tallied(poll.id)]).toEqual([0, 0]);
		}
		for (const outcome of outcomes) expect(['counted', 'inactive']).toContain(outcome);
	});

	test.each(['leave', 'delete'] as const)(
		'while authors %s polls, never waits in a circle',
		async (fate) => {
			for (let round = 0; round < 15; round++) {
				const people = await Promise.all(Array.from({ length: 6 }, someone));
				const made = await Promise.all(
					people.map(async ({ id }) => {
						const poll = await polls.create(id, { question: 'Mine?', choices: ['Yes', 'No'] });
						return (await polls.find(poll))!;
					})
				);
				// Nobody in their own: leaving takes those along too.
				const votesOf = (voter: Member, at: number) =>
					made.map(({ id, authorId, choices }) =>
						authorId === voter.id ? null : polls.vote(voter.id, id, choices[at % 2]!.id)
					);
				await Promise.all(people.flatMap(votesOf));
				await Promise.all([
					...people.slice(3).flatMap(votesOf),
					...people.slice(0, 3).map((each) => departures.leave(each, { polls: fate }))
				]);
				for (const { id } of made)
					if (await polls.find(id)) expect(await tallied(id)).toBe(await stored(id));
			}
			const wrong = await db.execute(sql`
			select 1 from tallies t where votes <> (select count(*) from votes v
				where v.poll_id = t.poll_id and v.choice_id = t.choice_id)`);
			expect(wrong).toHaveLength(0);
		}
	);
});
