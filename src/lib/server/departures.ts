import { and, asc, count, eq, exists, gt, isNull, or, sql } from 'drizzle-orm';
import { db, type Transaction } from './db';
import { polls, users, votes } from './db/schema';
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
		// Polls before people, as in voting, and each in the order of their ids, so that nobody waits
		// in a circle. While they are held no poll is closed, so none changes after its closing.
		await tx
			.select({ id: polls.id })
			.from(polls)
			.where(or(and(isOpen, votedIn), fate === 'delete' ? mine : undefined))
			.orderBy(asc(polls.id))
			.for('update');
		// From here on the person can neither vote nor write polls.
		if (!(await keepsASuperuser(user.id, tx))) return 'last-superuser';

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
		if (fate === 'delete') await tx.delete(polls).where(mine);
		await tx.delete(users).where(eq(users.id, user.id));
		return 'gone';
	});
}

/**
 * Whether the site has an active superuser besides this user, or this one is none. Locks them all and
 * the user, so that of two who leave at once the second one sees that the first has left.
 */
async function keepsASuperuser(leaving: number, tx: Transaction): Promise<boolean> {
	const locked = await tx
		.select({ id: users.id, isActive: users.isActive, isSuperuser: users.isSuperuser })
		.from(users)
		.where(or(eq(users.isSuperuser, true), eq(users.id, leaving)))
		.orderBy(asc(users.id))
		.for('update');
	const counts = locked.filter(({ isActive, isSuperuser }) => isActive && isSuperuser);
	return counts.length !== 1 || counts[0]?.id !== leaving;
}
