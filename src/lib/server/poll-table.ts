import { and, desc, eq, gt, isNull, lte, or, sql, type SQL } from 'drizzle-orm';
import { db, prepared } from './db';
import * as batches from './db/batches';
import { choices, polls, tallies, votes } from './db/schema';

// How polls are read. What may be done with them is for polls.ts to say.

export const pageLength = 20;

export type Show = 'all' | 'open' | 'closed' | 'mine';

// The clock rather than now(), which stands still within a transaction: whoever waited for a poll
// to close must not find it still open.
export const isClosed = sql<boolean>`coalesce(${polls.closesAt} <= clock_timestamp(), false)`;

const shown: Record<Show, () => SQL | undefined> = {
	all: () => undefined,
	open: () => or(isNull(polls.closesAt), gt(polls.closesAt, sql`now()`)),
	closed: () => lte(polls.closesAt, sql`now()`),
	mine: () => eq(polls.authorId, sql.placeholder('viewer'))
};

/** True of the votes that these people have cast in the poll of the query around it. */
const castByViewers = () =>
	and(
		eq(votes.pollId, polls.id),
		sql`${votes.userId} = any(${sql.placeholder('viewers')}::bigint[])`
	);

/** People's ids as PostgreSQL reads an array; visitors have none. */
const arrayOf = (viewers: (number | null)[]) => `{${viewers.filter((id) => id !== null).join()}}`;

const listOf = (show: Show) =>
	prepared(() =>
		db
			.select({
				id: polls.id,
				question: polls.question,
				createdAt: polls.createdAt,
				closesAt: polls.closesAt,
				closed: isClosed,
				votes: sql`${db
					.select({ sum: sql`coalesce(sum(${tallies.votes}), 0)` })
					.from(tallies)
					.where(eq(tallies.pollId, polls.id))}`.mapWith(Number),
				/** Those of the viewers who voted. */
				voters: sql<number[]>`to_json(array${db
					.select({ userId: votes.userId })
					.from(votes)
					.where(castByViewers())})`
			})
			.from(polls)
			.where(shown[show]())
			.orderBy(desc(polls.id))
			// One more than is shown tells whether there are older ones.
			.limit(pageLength + 1)
			.offset(sql.placeholder('offset'))
			.prepare(`polls_${show}`)
	);

const lists = {
	all: listOf('all'),
	open: listOf('open'),
	closed: listOf('closed'),
	mine: listOf('mine')
};

/** A page of polls, counted from 1, and one more than is shown. */
export function page(viewer: number | null, show: Show, number: number) {
	const mine = show === 'mine' ? viewer : '';
	return batches.ask(`${show} polls, page ${number} ${mine}`, viewer, (viewers) =>
		lists[show]().execute({
			viewer,
			viewers: arrayOf(viewers),
			offset: (number - 1) * pageLength
		})
	);
}

type Choice = { id: number; text: string; votes: number };

const pollById = prepared(() =>
	db
		.select({
			id: polls.id,
			authorId: polls.authorId,
			question: polls.question,
			createdAt: polls.createdAt,
			closesAt: polls.closesAt,
			closed: isClosed,
			choices: sql<Choice[]>`${db
				.select({
					list: sql`json_agg(json_build_object('id', ${choices.id}, 'text', ${choices.text},
						'votes', ${tallies.votes}) order by ${choices.id})`
				})
				.from(choices)
				.innerJoin(
					tallies,
					and(eq(tallies.pollId, choices.pollId), eq(tallies.choiceId, choices.id))
				)
				.where(eq(choices.pollId, polls.id))}`,
			/** What those of the viewers chose who voted, by their ids. */
			chosen: sql<Record<number, number>>`${db
				.select({ all: sql`coalesce(json_object_agg(${votes.userId}, ${votes.choiceId}), '{}')` })
				.from(votes)
				.where(castByViewers())}`
		})
		.from(polls)
		.where(eq(polls.id, sql.placeholder('id')))
		.prepare('poll_by_id')
);

/** The poll with its choices in order and their tallies, if there is one. */
export async function withChoices(id: number, viewer: number | null) {
	const [poll] = await batches.ask(`poll ${id}`, viewer, (viewers) =>
		pollById().execute({ id, viewers: arrayOf(viewers) })
	);
	return poll;
}
