import { and, desc, eq, gt, lte, ne, or, sql } from 'drizzle-orm';
import { db, describe, prepared } from './db';
import * as batches from './db/batches';
import { sessions, users } from './db/schema';
import { log } from './log';
import type { User } from './users';

// What is kept about sessions. How a browser comes to have one is for sessions.ts to know.

/** However often it is renewed, a session ends this long after the sign-in. */
const absoluteEnd = sql`now() - interval '30 days'`;

const withUsers = prepared(() =>
	db
		.select({
			id: sessions.id,
			userId: sessions.userId,
			expiresAt: sessions.expiresAt,
			number: sessions.number,
			proven: sql<boolean>`${sessions.provenAt} > now() - interval '10 minutes'`,
			/** When the session was seen last, if that is an hour ago. */
			unseenSince: sql<Date | null>`case when ${sessions.lastSeenAt} < now() - interval '1 hour'
				then ${sessions.lastSeenAt} end`.mapWith(sessions.lastSeenAt),
			username: users.username,
			isActive: users.isActive,
			isSuperuser: users.isSuperuser
		})
		.from(sessions)
		.innerJoin(users, eq(users.id, sessions.userId))
		.where(
			and(
				sql`${sessions.id} = any(${sql.placeholder('ids')}::text[])`,
				gt(sessions.createdAt, absoluteEnd)
			)
		)
		.prepare('sessions_and_users')
);

/** The session with this id, and whose it is. */
export async function find(id: string) {
	const found = await batches.ask('sessions', id, (ids) =>
		withUsers().execute({ ids: `{${ids.join()}}` })
	);
	return found.find((session) => session.id === id) ?? null;
}

/** One of the user's own: without the owner's id in it, a number could name anybody's session. */
const own = (user: User, number: number) =>
	and(eq(sessions.userId, user.id), eq(sessions.number, number));

/** Notes that the session is in use. */
export async function noteSeen(user: User, number: number): Promise<void> {
	await db
		.update(sessions)
		.set({ lastSeenAt: sql`now()` })
		.where(own(user, number))
		.catch((cause) => log.error({ event: 'session-not-noted', error: describe(cause) }));
}

/** Notes that the person has just proved to know the password. */
export async function noteProof(user: User, number: number): Promise<void> {
	await db
		.update(sessions)
		.set({ provenAt: sql`now()` })
		.where(own(user, number));
}

/** The user's sessions, the one seen last first. The token's hash stays in the table. */
export async function list(user: User) {
	return db
		.select({
			number: sessions.number,
			device: sql<string>`coalesce(${sessions.device}, 'Unknown device')`,
			firstSeen: sessions.createdAt,
			lastSeen: sessions.lastSeenAt
		})
		.from(sessions)
		.where(
			and(
				eq(sessions.userId, user.id),
				gt(sessions.expiresAt, sql`now()`),
				gt(sessions.createdAt, absoluteEnd)
			)
		)
		.orderBy(desc(sessions.lastSeenAt), desc(sessions.number));
}

/** Ends one of the user's own sessions. Gives its device, or null if there is no such session. */
export async function end(user: User, number: number): Promise<string | null> {
	if (!Number.isSafeInteger(number)) return null;
	const [ended] = await db
		.delete(sessions)
		.where(own(user, number))
		.returning({ device: sessions.device });
	return ended ? (ended.device ?? 'Unknown device') : null;
}

/** Ends all sessions of the user but this one. Gives how many. */
export async function endOthers(user: User, thisOne: number): Promise<number> {
	const ended = await db
		.delete(sessions)
		.where(and(eq(sessions.userId, user.id), ne(sessions.number, thisOne)))
		.returning({ number: sessions.number });
	return ended.length;
}

/** Deletes the sessions that nobody can resume any more. */
export async function purge(): Promise<void> {
	await db
		.delete(sessions)
		.where(or(lte(sessions.expiresAt, sql`now()`), lte(sessions.createdAt, absoluteEnd)));
}
