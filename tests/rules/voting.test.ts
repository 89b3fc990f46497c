import { and, eq, sql } from 'drizzle-orm';
import { describe, expect, test } from 'vitest';
import { db } from '../../src/lib/server/db';
import { choices, polls as table, tallies, votes } from '../../src/lib/server/db/schema';
import * as polls from '../../src/lib/server/polls';
import { aMember } from '../support/people';
import { aPoll, choiceOf } from '../support/polls';

const tally = async (poll: number) =>
	Object.fromEntries((await polls.find(poll))!.choices.map(({ text, votes }) => [text, votes]));

const storedVotes = async (poll: number) => {
	const [row] = await db
		.select({ count: sql`count(*)`.mapWith(Number) })
		.from(votes)
		.where(eq(votes.pollId, poll));
	return row!.count;
};

/** Many voters at once, made straight in the table: hashing that many passwords would take a minute. */
async function aCrowd(size: number): Promise<number[]> {
	const rows = await db.execute<{ id: string }>(
		sql`insert into users (username, username_key)
			select 'crowd ' || gen_random_uuid(), gen_random_uuid()::text from generate_series(1, ${size})
			returning id`
	);
	return rows.map(({ id }) => Number(id));
}

describe('voting', () => {
	test('counts each person once, and the last choice stands', async () => {
		const poll = await aPoll('Coffee', 'Tea');
		const ada = await aMember('ada');
		const bea = await aMember('bea');

		expect(await polls.vote(ada.id, poll.id, choiceOf(poll, 'Tea'))).toBe('counted');
		expect(await polls.vote(bea.id, poll.id, choiceOf(poll, 'Tea'))).toBe('counted');
		expect(await polls.vote(ada.id, poll.id, choiceOf(poll, 'Coffee'))).toBe('counted');
		expect(await polls.vote(ada.id, poll.id, choiceOf(poll, 'Coffee'))).toBe('counted');

		expect(await tally(poll.id)).toEqual({ Coffee: 1, Tea: 1 });
		expect(await storedVotes(poll.id)).toBe(2);
		expect(await polls.find(poll.id, ada.id)).toMatchObject({ chosen: choiceOf(poll, 'Coffee') });
		expect(await polls.find(poll.id)).toMatchObject({ chosen: null });
	});

	test('refuses a choice of another poll or of none, and a poll that is not there', async () => {
		const poll = await aPoll();
		const other = await aPoll();
		const [voter] = await aCrowd(1);
		for (const choice of [other.choices[0]!.id, 0, 999_999_999, 1e20, NaN]) {
			expect(await polls.vote(voter!, poll.id, choice)).toBe('unknown-choice');
		}
		for (const missing of [0, 999_999_999, 1e20]) {
			expect(await polls.vote(voter!, missing, poll.choices[0]!.id)).toBe('unknown-poll');
		}
		expect(await tally(poll.id)).toEqual({ Coffee: 0, Tea: 0 });
	});

	test('stops when the poll is closed, by hand or by time', async () => {
		const poll = await aPoll();
		const [voter] = await aCrowd(1);
		await polls.close(poll.id);
		expect(await polls.vote(voter!, poll.id, poll.choices[0]!.id)).toBe('poll-closed');

		const timed = await polls.create(null, {
			question: 'Until when?',
			choices: ['Now', 'Never'],
			closesAt: new Date(Date.now() + 400)
		});
		const [now] = (await polls.find(timed))!.choices;
		expect(await polls.vote(voter!, timed, now!.id)).toBe('counted');
		await new Promise((resolve) => setTimeout(resolve, 500));
		expect(await polls.vote(voter!, timed, now!.id)).toBe('poll-closed');
		expect(await polls.find(timed)).toMatchObject({ closed: true });
	});

	test('closing keeps the moment at which a poll closed first', async () => {
		const poll = await aPoll();
		await polls.close(poll.id);
		const first = (await polls.find(poll.id))!.closesAt;
		await polls.close(poll.id);
		expect((await polls.find(poll.id))!.closesAt).toEqual(first);
	});

	test('waits for a closing that is under way, and is then too late', async () => {
		const poll = await aPoll();
		const [voter] = await aCrowd(1);
		const late = await db.transaction(async (tx) => {
			await tx.update(table).set({ closesAt: new Date() }).where(eq(table.id, poll.id));
			const outcome = polls.vote(voter!, poll.id, poll.choices[0]!.id);
			await new Promise((resolve) => setTimeout(resolve, 200));
			return { outcome };
		});
		expect(await late.outcome).toBe('poll-closed');
		expect(await tally(poll.id)).toEqual({ Coffee: 0, Tea: 0 });
	});

	test('is in the tally either before the closing, or not at all', async () => {
		for (let round = 0; round < 30; round++) {
			const poll = await aPoll();
			const crowd = await aCrowd(6);
			const [, ...outcomes] = await Promise.all([
				polls.close(poll.id),
				...crowd.map((voter) => polls.vote(voter, poll.id, poll.choices[0]!.id))
			]);
			const counted = outcomes.filter((outcome) => outcome === 'counted').length;
			expect(await tally(poll.id)).toMatchObject({ Coffee: counted });

			const late = await db
				.select({ id: votes.id })
				.from(votes)
				.innerJoin(table, eq(table.id, votes.pollId))
				.where(and(eq(votes.pollId, poll.id), sql`${votes.createdAt} > ${table.closesAt}`));
			expect(late).toEqual([]);
		}
	});

	test('fifty times at once by one person is one vote', async () => {
		const poll = await aPoll('A', 'B', 'C');
		const [voter] = await aCrowd(1);
		const outcomes = await Promise.all(
			Array.from({ length: 50 }, (_, i) => polls.vote(voter!, poll.id, poll.choices[i % 3]!.id))
		);
		expect(new Set(outcomes)).toEqual(new Set(['counted']));
		expect(await storedVotes(poll.id)).toBe(1);
		expect(Object.values(await tally(poll.id)).reduce((a, b) => a + b)).toBe(1);
	});

	test('two hundred people at once, each changing their mind, make an exact tally', async () => {
		const poll = await aPoll('A', 'B', 'C');
		const crowd = await aCrowd(200);
		const [a, b, c] = poll.choices.map(({ id }) => id);
		let watching = true;
		const watched = (async () => {
			while (watching) {
				// One statement is one moment.
				const [seen] = await db.execute(
					sql`select (select sum(votes) from tallies where poll_id = ${poll.id}) =
						(select count(*) from votes where poll_id = ${poll.id}) as exact`
				);
				expect(seen).toEqual({ exact: true });
			}
		})();
		await Promise.all(crowd.map((voter, i) => polls.vote(voter, poll.id, i % 2 ? a! : b!)));
		await Promise.all(crowd.map((voter, i) => polls.vote(voter, poll.id, i % 4 ? c! : b!)));
		watching = false;
		await watched;
		expect(await tally(poll.id)).toEqual({ A: 0, B: 50, C: 150 });
		expect(await storedVotes(poll.id)).toBe(200);
	});
});

describe('the tallies', () => {
	test('follow the votes whoever changes them', async () => {
		const poll = await aPoll('A', 'B');
		const crowd = await aCrowd(30);
		const [a, b] = poll.choices.map(({ id }) => id);
		await db
			.insert(votes)
			.values(crowd.map((userId) => ({ pollId: poll.id, choiceId: a!, userId })));
		expect(await tally(poll.id)).toEqual({ A: 30, B: 0 });

		const some = sql`${votes.pollId} = ${poll.id} and ${votes.userId} <= ${crowd[9]}`;
		await db.update(votes).set({ choiceId: b }).where(some);
		expect(await tally(poll.id)).toEqual({ A: 20, B: 10 });

		await db.delete(votes).where(some);
		expect(await tally(poll.id)).toEqual({ A: 20, B: 0 });
	});

	test('keep the votes of somebody who left, and go with their poll', async () => {
		const poll = await aPoll('A', 'B');
		const [voter] = await aCrowd(1);
		await polls.vote(voter!, poll.id, poll.choices[0]!.id);
		await db.execute(sql`delete from users where id = ${voter}`);
		expect(await tally(poll.id)).toEqual({ A: 1, B: 0 });

		await db.delete(table).where(eq(table.id, poll.id));
		for (const rest of [choices, votes, tallies]) {
			expect(await db.select().from(rest).where(eq(rest.pollId, poll.id))).toEqual([]);
		}
	});

	test('the database itself refuses a second vote, a foreign choice and a negative tally', async () => {
		const poll = await aPoll();
		const other = await aPoll();
		const [voter] = await aCrowd(1);
		const cast = (choiceId: number) => () =>
			db.insert(votes).values({ pollId: poll.id, choiceId, userId: voter });
		await cast(poll.choices[0]!.id)();

		await expect(cast(poll.choices[1]!.id)).rejects.toMatchObject({ cause: { code: '23505' } });
		await db.delete(votes).where(eq(votes.pollId, poll.id));
		await expect(cast(other.choices[0]!.id)).rejects.toMatchObject({ cause: { code: '23503' } });
		const taking = db.update(tallies).set({ votes: -1 }).where(eq(tallies.pollId, poll.id));
		await expect(taking).rejects.toMatchObject({ cause: { code: '23514' } });
	});
});
