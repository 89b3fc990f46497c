import { and, eq, inArray, sql, type SQL } from 'drizzle-orm';
import { brokenConstraint, db, takeTime, type Database, type Transaction } from './db';
import { choices, polls, votes } from './db/schema';
import * as table from './poll-table';

export type Show = table.Show;

/** Newest first, a page at a time, counted from 1. `viewer` decides "voted" and "mine". */
export async function list(viewer: number | null, show: Show, page: number) {
	const found = await table.page(viewer, show, page);
	const seen = found
		.slice(0, table.pageLength)
		// Each field by its name: a copy of "all the rest" takes forty times as long.
		.map(({ id, question, createdAt, closesAt, closed, votes, voters }) => ({
			id,
			question,
			createdAt,
			closesAt,
			closed,
			votes,
			voted: voters.includes(viewer!)
		}));
	return { polls: seen, older: found.length > table.pageLength };
}

/** The poll with its choices in order, their tallies, and what the viewer chose; or null. */
export async function find(id: number, viewer: number | null = null) {
	if (!Number.isSafeInteger(id)) return null;
	const poll = await table.withChoices(id, viewer);
	return poll ? { ...poll, chosen: poll.chosen[viewer ?? 0] ?? null } : null;
}

export type Poll = NonNullable<Awaited<ReturnType<typeof find>>>;

/**
 * Publishes a poll and gives its id. `author` is null for samples, which belong to nobody. The same
 * author's same `submission` a second time gives the poll of the first.
 */
export async function create(
	author: number | null,
	{
		question,
		choices: texts,
		closesAt = null,
		submission = null
	}: { question: string; choices: string[]; closesAt?: Date | null; submission?: string | null },
	database: Database = db
): Promise<number> {
	return database.transaction(async (tx) => {
		const [poll] = await tx
			.insert(polls)
			.values({ authorId: author, question, closesAt, submission })
			.onConflictDoNothing({ target: [polls.authorId, polls.submission] })
			.returning({ id: polls.id });
		if (poll) {
			await tx.insert(choices).values(texts.map((text) => ({ pollId: poll.id, text })));
			return poll.id;
		}
		const [first] = await tx
			.select({ id: polls.id })
			.from(polls)
			.where(and(eq(polls.authorId, author!), eq(polls.submission, submission!)));
		if (!first) throw new Error('The poll was not stored');
		return first.id;
	});
}

type Ballot = { members: number; closed: boolean | null; offered: boolean | null };

function outcomeOf([{ members, closed, offered }]: [Ballot]) {
	if (!members) return 'inactive';
	if (closed === null) return 'unknown-poll';
	if (closed) return 'poll-closed';
	return offered ? 'counted' : 'unknown-choice';
}

/** Casts or changes the voter's one vote: 'counted', or why not ('inactive': not, or no more, a member). */
export async function vote(voter: number, poll: number, choiceId: number) {
	if (!Number.isSafeInteger(poll)) return 'unknown-poll';
	if (!Number.isSafeInteger(choiceId)) return 'unknown-choice';

	// One statement, so one round trip. Until it ends it holds the voter, so that nobody votes whom a
	// deactivation or a deletion has reached, and the poll, so that it cannot close between the look
	// at it and the vote. People are held before polls, here as in departures.ts, so that nobody
	// waits in a circle.
	const cast = db.$client<[Ballot]>`
		with member as materialized (
			select from users where id = ${voter} and is_active for share
		), ballot as materialized (
			select coalesce(closes_at <= clock_timestamp(), false) as closed, exists (
				select from choices where poll_id = ${poll} and id = ${choiceId}
			) as offered
			from polls where id = ${poll} and exists (select from member) for share
		), cast_vote as (
			insert into votes (poll_id, choice_id, user_id)
			select ${poll}::bigint, ${choiceId}::bigint, ${voter}::bigint from ballot
			where offered and not closed
			on conflict (poll_id, user_id) do update set choice_id = excluded.choice_id
			where votes.choice_id <> excluded.choice_id
		)
		select (select count(*) from member)::int as members, closed, offered
		from (values (1)) as one left join ballot on true`;
	// What was offered when we began to wait for the poll may have been replaced by an edit.
	return cast.then(outcomeOf, (cause: unknown) => {
		if (brokenConstraint(cause) === 'votes_choice_of_this_poll') return 'unknown-choice';
		throw cause;
	});
}

/**
 * Closes an open poll now. Votes that are being cast are counted first. Who may do this, and the
 * next, is for authorship.ts and administration.ts to say.
 */
export async function close(id: number, database: Database = db): Promise<void> {
	await database.transaction(async (tx) => {
		// Waits for those votes, so that none is later than the closing time that is written next.
		await tx.select({ id: polls.id }).from(polls).where(eq(polls.id, id)).for('update');
		await tx
			.update(polls)
			.set({ closesAt: sql`clock_timestamp()` })
			.where(and(eq(polls.id, id), eq(table.isClosed, false)));
	});
}

/** Deletes these polls with their choices and votes, in the transaction that holds them. */
export async function remove(these: SQL, tx: Transaction): Promise<void> {
	await takeTime(tx);
	// All votes at once: left to the choices' deletion, they would be searched through for each.
	const ids = tx.select({ id: polls.id }).from(polls).where(these);
	await tx.delete(votes).where(inArray(votes.pollId, ids));
	await tx.delete(polls).where(these);
}
