import { and, eq, sql } from 'drizzle-orm';
import { describe, expect, test } from 'vitest';
import { db } from '../../src/lib/server/db';
import { polls as pollTable, sessions, users, votes } from '../../src/lib/server/db/schema';
import { accountEvents, recoveryCodes } from '../../src/lib/server/db/schema-accounts';
import * as departures from '../../src/lib/server/departures';
import * as polls from '../../src/lib/server/polls';
import * as recovery from '../../src/lib/server/recovery-codes';
import { aMember, uniquely } from '../support/people';
import { aPoll, choiceOf } from '../support/polls';

/** Choices whose tally is not the number of their votes. */
const wrongTallies = () =>
	db.execute(sql`
		select t.poll_id, t.choice_id, t.votes, count(v.id) from tallies t
		left join votes v on v.poll_id = t.poll_id and v.choice_id = t.choice_id
		group by 1, 2, 3 having t.votes <> count(v.id)`);

async function voteFor(person: { id: number }, poll: polls.Poll, text: string) {
	expect(await polls.vote(person.id, poll.id, choiceOf(poll, text))).toBe('counted');
}

describe('leaving', () => {
	test('takes back votes in open polls, and leaves those in closed ones to nobody', async () => {
		const [ada, bea] = [await aMember(uniquely('ada')), await aMember(uniquely('bea'))];
		const [open, closed] = [await aPoll(), await aPoll()];
		for (const poll of [open, closed]) {
			await voteFor(ada, poll, 'Tea');
			await voteFor(bea, poll, 'Tea');
		}
		await polls.close(closed.id);
		expect(await departures.forecast(ada)).toEqual({ openVotes: 1, closedVotes: 1, polls: 0 });

		expect(await departures.leave(ada, { polls: 'leave' })).toBe('gone');
		const teas = async (poll: polls.Poll) =>
			(await polls.find(poll.id))?.choices.find(({ text }) => text === 'Tea')?.votes;
		expect([await teas(open), await teas(closed)]).toEqual([1, 2]);
		expect(await wrongTallies()).toEqual([]);
		const owners = await db.select().from(votes).where(eq(votes.pollId, closed.id));
		expect(owners.map(({ userId }) => userId).sort()).toEqual([bea.id, null]);
	});

	test('takes sessions, codes and log along', async () => {
		const cleo = await aMember(uniquely('cleo'));
		await recovery.make(cleo, 'w3m');
		await db
			.insert(sessions)
			.values({ id: 'c'.repeat(64), userId: cleo.id, expiresAt: new Date(4e12) });
		await departures.leave(cleo, { polls: 'leave' });
		for (const table of [sessions, recoveryCodes, accountEvents]) {
			expect(await db.select().from(table).where(eq(table.userId, cleo.id))).toEqual([]);
		}
		expect(await db.select().from(users).where(eq(users.id, cleo.id))).toEqual([]);
	});

	test.each(['leave', 'delete'] as const)(
		'can %s the polls that the person wrote',
		async (fate) => {
			const [dora, edith] = [await aMember(uniquely('dora')), await aMember(uniquely('edith'))];
			const id = await polls.create(dora.id, { question: 'Mine?', choices: ['Yes', 'No'] });
			await voteFor(edith, (await polls.find(id))!, 'Yes');
			expect(await departures.leave(dora, { polls: fate })).toBe('gone');

			const left = await polls.find(id);
			if (fate === 'delete') expect(left).toBeNull();
			else expect(left).toMatchObject({ authorId: null, choices: [{ votes: 1 }, { votes: 0 }] });
			expect(await wrongTallies()).toEqual([]);
		}
	);

	test('leaves every tally equal to its votes after a thousand votes', async () => {
		const [fay, gwen] = [await aMember(uniquely('fay')), await aMember(uniquely('gwen'))];
		await db.execute(sql`
			with made as (
				insert into polls (question, closes_at)
				select 'Poll ' || n || '?', case when n % 2 = 0 then now() - interval '1 day' end
				from generate_series(1, 1000) n returning id
			) insert into choices (poll_id, text) select id, text from made, (values ('Yes'), ('No')) c(text)`);
		for (const { id } of [fay, gwen]) {
			await db.execute(sql`
				insert into votes (poll_id, choice_id, user_id)
				select poll_id, min(choices.id), ${id}::bigint from choices
				join polls on polls.id = poll_id where question like 'Poll %' group by poll_id`);
		}
		expect(await departures.forecast(fay)).toMatchObject({ openVotes: 500, closedVotes: 500 });
		expect(await wrongTallies()).toEqual([]);

		// While others vote and polls are closed.
		const open = await db
			.select({ id: pollTable.id })
			.from(pollTable)
			.where(and(sql`closes_at is null`, sql`question like 'Poll %'`))
			.limit(40);
		const hana = await aMember(uniquely('hana'));
		const [outcome] = await Promise.all([
			departures.leave(fay, { polls: 'leave' }),
			...open.slice(0, 20).map(async ({ id }) => {
				const poll = (await polls.find(id))!;
				return polls.vote(hana.id, id, poll.choices[0]!.id);
			}),
			...open.slice(20).map(({ id }) => polls.close(id))
		]);
		expect(outcome).toBe('gone');
		expect(await wrongTallies()).toEqual([]);
		expect(await departures.forecast(gwen)).toMatchObject({ openVotes: 480, closedVotes: 520 });
	});

	test('never takes the last active superuser, also when two leave at once', async () => {
		const [ida, jane] = [await aMember(uniquely('ida')), await aMember(uniquely('jane'))];
		const crown = (id: number, values: object) =>
			db
				.update(users)
				.set({ isSuperuser: true, ...values })
				.where(eq(users.id, id));
		await crown(ida.id, {});
		expect(await departures.leave(ida, { polls: 'leave' })).toBe('last-superuser');
		await crown(jane.id, { isActive: false });
		expect(await departures.leave(ida, { polls: 'leave' })).toBe('last-superuser');
		await crown(jane.id, { isActive: true });

		const outcomes = await Promise.all(
			[ida, jane].map((each) => departures.leave(each, { polls: 'leave' }))
		);
		expect(outcomes.sort()).toEqual(['gone', 'last-superuser']);
	});
});
