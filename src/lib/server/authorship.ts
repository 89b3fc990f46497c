import { createHash, randomUUID } from 'node:crypto';
import { asc, eq, sql } from 'drizzle-orm';
import { wording } from '../forms/polls';
import { db, type Transaction } from './db';
import { choices, polls as table, users, votes } from './db/schema';
import * as polls from './polls';
import { active } from './users';

type Wording = { question: string; choices: string[] };
type Refusal = 'unknown-poll' | 'not-the-author';

/**
 * Publishes a poll and gives its id, or says why not. The same words with the same `submission`, the
 * form's own name, again give the same poll: a form that is sent twice makes one. Other words make
 * another, because text browsers come back to a form that was sent, and change it.
 */
export async function publish(
	author: number,
	words: Wording,
	closesAt: Date | null,
	submission: string = randomUUID()
): Promise<number | 'closing-time-past' | 'inactive'> {
	if (isPast(closesAt)) return 'closing-time-past';
	const { question, choices } = wording.parse(words);
	const digest = createHash('sha256')
		.update(JSON.stringify([submission, question, choices]))
		.digest('hex');
	const uuid = digest.slice(0, 32).replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
	return db.transaction(async (tx) => {
		// Deactivated, or gone, since the session was looked up? Held, so that it cannot happen now.
		const held = await tx.select({ id: users.id }).from(users).where(active(author)).for('share');
		if (!held.length) return 'inactive';
		return polls.create(author, { question, choices, closesAt, submission: uuid }, tx);
	});
}

/** The author's own poll, with its total of votes; or why it is not theirs to change. */
export async function find(author: number, id: number) {
	const poll = await polls.find(id, author);
	if (!poll) return 'unknown-poll';
	if (poll.authorId !== author) return 'not-the-author';
	return { ...poll, votes: poll.choices.reduce((sum, { votes }) => sum + votes, 0) };
}

/**
 * Gives a poll other words, as long as nobody has voted.
 * Choices get new ids with any change: a ballot that somebody opened before must not turn into a
 * vote for what its reader never saw.
 */
export function edit(author: number, id: number, words: Wording) {
	const { question, choices: texts } = wording.parse(words);
	return asAuthor(author, id, async (tx, poll) => {
		const [voted] = await tx
			.select({ id: votes.id })
			.from(votes)
			.where(eq(votes.pollId, id))
			.limit(1);
		if (voted) return 'poll-has-votes';

		const standing = await tx
			.select({ text: choices.text })
			.from(choices)
			.where(eq(choices.pollId, id))
			.orderBy(asc(choices.id));
		const before = [poll.question, ...standing.map(({ text }) => text)];
		if (JSON.stringify(before) === JSON.stringify([question, ...texts])) return 'edited';

		await tx.update(table).set({ question }).where(eq(table.id, id));
		await tx.delete(choices).where(eq(choices.pollId, id));
		await tx.insert(choices).values(texts.map((text) => ({ pollId: id, text })));
		return 'edited';
	});
}

/** Closes the poll now, if it is open. */
export function close(author: number, id: number) {
	return asAuthor(author, id, async (tx) => {
		await polls.close(id, tx);
		return 'closed';
	});
}

/** Opens a closed poll again, until `closesAt` or, when that is null, until somebody closes it. */
export function reopen(author: number, id: number, closesAt: Date | null) {
	return asAuthor(author, id, async (tx, poll) => {
		if (isPast(closesAt)) return 'closing-time-past';
		// Open already: a second press must not take away a closing time.
		if (poll.closed) await tx.update(table).set({ closesAt }).where(eq(table.id, id));
		return 'reopened';
	});
}

/** Sets when an open poll closes; null for when somebody closes it. */
export function reschedule(author: number, id: number, closesAt: Date | null) {
	return asAuthor(author, id, async (tx, poll) => {
		if (poll.closed) return 'poll-closed';
		if (isPast(closesAt)) return 'closing-time-past';
		await tx.update(table).set({ closesAt }).where(eq(table.id, id));
		return 'rescheduled';
	});
}

/** Deletes the poll, its choices and its votes. */
export function remove(author: number, id: number) {
	return asAuthor(author, id, async (tx) => {
		await polls.remove(eq(table.id, id), tx);
		return 'removed';
	});
}

const isPast = (moment: Date | null) => moment !== null && moment <= new Date();

type Held = { question: string; closed: boolean };

/**
 * Changes a poll if it is the author's own and the author is still active. It is held meanwhile:
 * votes and other changes of it come wholly before or wholly after.
 */
async function asAuthor<Outcome>(
	author: number,
	id: number,
	change: (tx: Transaction, poll: Held) => Promise<Outcome>
): Promise<Outcome | Refusal> {
	if (!Number.isSafeInteger(id)) return 'unknown-poll';
	return db.transaction(async (tx) => {
		const [poll] = await tx
			.select({
				authorId: table.authorId,
				question: table.question,
				closed: sql<boolean>`coalesce(${table.closesAt} <= clock_timestamp(), false)`,
				active: sql<boolean>`exists ${tx
					.select({ id: users.id })
					.from(users)
					.where(active(author))}`
			})
			.from(table)
			.where(eq(table.id, id))
			.for('update');
		if (!poll) return 'unknown-poll';
		if (poll.authorId !== author || !poll.active) return 'not-the-author';
		return change(tx, poll);
	});
}
