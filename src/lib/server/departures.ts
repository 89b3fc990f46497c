import { and, asc, count, eq, exists, gt, isNull, or, sql } from 'drizzle-orm';
import { db, takeTime, type Transaction } from './db';
import { polls, users, votes } from './db/schema';
import { remove as removePolls } from './polls';
import { canonical } from './usernames';
import type { User } from './users';

// The clock rather than now(), which stands still while we wait for a poll that is being closed.
const isOpen = or(isNull(polls.closesAt), gt(polls.closesAt, sql`clock_timestamp()`));

/** What a person who leaves takes along, and what stays. */
export async function forecast(user: User) {
	const [[cast], [written]] = await Promise.all([
		db
			.select({
				open: sql`count(*) filter (where ${isOpen})`.mapWith(Number),
				closed: sql`count(*) filter (where not (${isOpen}))`.mapWith(Number)
			})
			.from(votes)
			.innerJoin(polls, eq(polls.id, votes.pollId))
			.where(eq(votes.userId, user.id)),
		db.select({ polls: count() }).from(polls).where(eq(polls.authorId, user.id))
	]);
	return {
		openVotes: cast?.open ?? 0,
		closedVotes: cast?.closed ?? 0,
		polls: written?.polls ?? 0
	};
}

/** Whether this is how the user's name may be written: a check that the person means it. */
export const names = (user: User, typed: string) => canonical(typed) === canonical(user.username);

/**
 * Deletes the account and all that is only its owner's: sessions, codes, log, and the votes in open
 * polls, whose tallies follow. Votes in closed polls stay and are nobody's; so do the polls the
 * person wrote, unless they are to go too.
 */
export async function leave(
	user: User,
	{ polls: fate }: { polls: 'leave' | 'delete' }
): Promise<'gone' | 'last-superuser'> {
	return db.transaction(async (tx) => {
		const mine = eq(polls.authorId, user.id);
		const votedIn = exists(
			tx
				.select({ id: votes.id })
				.from(votes)
				.where(and(eq(votes.pollId, polls.id), eq(votes.userId, user.id)))
		);
		await takeTime(tx);
		if (!(await keepsASuperuser(user.id, tx))) return 'last-superuser';
		// From here on the person can neither vote nor write polls. Before the polls, as in voting, and
		// those in the order of their ids, so that nobody waits in a circle.
		await tx.select({ id: users.id }).from(users).where(eq(users.id, user.id)).for('update');
		// While they are held no poll is closed, so none changes after its closing. The person's own
		// are among them in any case: they lose their author.
		await tx
			.select({ id: polls.id })
			.from(polls)
			.where(or(and(isOpen, votedIn), mine))
			.orderBy(asc(polls.id))
			.for('update');

		await tx.delete(votes).where(
			and(
				eq(votes.userId, user.id),
				exists(
					tx
						.select({ id: polls.id })
						.from(polls)
						.where(and(eq(polls.id, votes.pollId), isOpen))
				)
			)
		);
		if (fate === 'delete') await removePolls(mine, tx);
		await tx.delete(users).where(eq(users.id, user.id));
		return 'gone';
	});
}

/**
 * Whether an active superuser is left without this user. Holds all of them until the transaction ends,
 * in the order of their ids: of two who leave at once the second one sees that the first has left.
 */
async function keepsASuperuser(leaving: number, tx: Transaction): Promise<boolean> {
	const active = and(eq(users.isSuperuser, true), eq(users.isActive, true));
	const [self] = await tx
		.select({ id: users.id })
		.from(users)
		.where(and(eq(users.id, leaving), active));
	if (!self) return true;

	const held = await tx
		.select({ id: users.id })
		.from(users)
		.where(active)
		.orderBy(asc(users.id))
		.for('no key update');
	return held.some(({ id }) => id !== leaving);
}
