import { and, eq, gt, isNull, lte, ne, or, sql } from 'drizzle-orm';
import { db, type Transaction } from './db';
import { formerUsernames } from './db/schema-accounts';

/** Keeps a name that its owner gives up from everybody else for 30 days, so that nobody poses as them. */
export async function reserve(key: string, userId: number, tx: Transaction): Promise<void> {
	const until = sql`now() + interval '30 days'`;
	await tx
		.insert(formerUsernames)
		.values({ key, userId, until })
		.onConflictDoUpdate({ target: formerUsernames.key, set: { userId, until } });
}

/**
 * Whether the name is kept for somebody else. To be asked after the name is stored in the same
 * transaction: the unique index has then made us wait for whoever was just giving it up, and this
 * statement sees what they wrote.
 */
export async function isKeptFrom(key: string, userId: number, tx: Transaction): Promise<boolean> {
	const kept = await tx
		.select({ key: formerUsernames.key })
		.from(formerUsernames)
		.where(
			and(
				eq(formerUsernames.key, key),
				gt(formerUsernames.until, sql`now()`),
				or(isNull(formerUsernames.userId), ne(formerUsernames.userId, userId))
			)
		);
	return kept.length > 0;
}

/** Ends the reservation of a name that its owner takes back. */
export async function release(key: string, tx: Transaction): Promise<void> {
	await tx.delete(formerUsernames).where(eq(formerUsernames.key, key));
}

/** Forgets the names whose time is over. */
export async function purge(): Promise<void> {
	await db.delete(formerUsernames).where(lte(formerUsernames.until, sql`now()`));
}
