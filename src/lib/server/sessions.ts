import { createHash } from 'node:crypto';
import { DrizzlePostgreSQLAdapter } from '@lucia-auth/adapter-drizzle';
import type { RequestEvent } from '@sveltejs/kit';
import { and, eq, gt, lte, or, sql } from 'drizzle-orm';
import { Lucia, TimeSpan, type Adapter } from 'lucia';
import { db, prepared, type Database } from './db';
import { sessions, users } from './db/schema';
import type { User } from './users';

const cookieName = 'sessionid';
/** After this time without a visit a session ends; a visit in the second half renews it. */
const life = new TimeSpan(14, 'd');
/** However often it is renewed, a session ends this long after the sign-in. */
const absoluteEnd = sql`now() - interval '30 days'`;
/** What Lucia makes: 200 random bits in lower-case base32. Anything else is not worth a query. */
const token = /^[a-z2-7]{40}$/;

const hash = (sessionToken: string) => createHash('sha256').update(sessionToken).digest('hex');

const sessionAndUser = prepared(() =>
	db
		.select({
			userId: sessions.userId,
			expiresAt: sessions.expiresAt,
			username: users.username,
			isActive: users.isActive,
			isSuperuser: users.isSuperuser
		})
		.from(sessions)
		.innerJoin(users, eq(users.id, sessions.userId))
		.where(and(eq(sessions.id, sql.placeholder('id')), gt(sessions.createdAt, absoluteEnd)))
		.prepare('session_and_user')
);

/**
 * Lucia's adapter, with the token hashed on its way into the table: what Lucia calls an id is the
 * token in the cookie, what the table calls one is its hash. The read is prepared and leaves the
 * password's hash where it is.
 */
function hashed(database: Database): Adapter {
	const plain = new DrizzlePostgreSQLAdapter(database, sessions, users) as Adapter;
	return {
		async getSessionAndUser(id) {
			const [row] = await sessionAndUser().execute({ id: hash(id) });
			if (!row) return [null, null];
			const { userId, expiresAt, ...attributes } = row;
			return [
				{ id, userId, expiresAt, attributes: {} },
				{ id: userId, attributes }
			];
		},
		getUserSessions: (userId) => plain.getUserSessions(userId),
		setSession: (session) => plain.setSession({ ...session, id: hash(session.id) }),
		updateSessionExpiration: (id, date) => plain.updateSessionExpiration(hash(id), date),
		deleteSession: (id) => plain.deleteSession(hash(id)),
		deleteUserSessions: (userId) => plain.deleteUserSessions(userId),
		deleteExpiredSessions: () => plain.deleteExpiredSessions()
	};
}

function lucia(database: Database = db) {
	return new Lucia(hashed(database), {
		sessionExpiresIn: life,
		sessionCookie: { name: cookieName },
		getUserAttributes: ({ username, isActive, isSuperuser }) => ({
			username,
			isActive,
			isSuperuser
		})
	});
}

declare module 'lucia' {
	interface Register {
		Lucia: ReturnType<typeof lucia>;
		UserId: number;
		DatabaseUserAttributes: Omit<User, 'id'>;
	}
}

function cookieAttributes(event: RequestEvent) {
	return {
		path: '/',
		httpOnly: true,
		sameSite: 'lax',
		secure: event.url.protocol === 'https:'
	} as const;
}

function setCookie(event: RequestEvent, sessionToken: string) {
	event.cookies.set(cookieName, sessionToken, {
		...cookieAttributes(event),
		maxAge: life.seconds()
	});
}

function clearCookie(event: RequestEvent) {
	event.cookies.delete(cookieName, cookieAttributes(event));
}

/** The token that the browser came with, if it looks like one of ours. */
function presented(event: RequestEvent): string | undefined {
	const cookie = event.cookies.get(cookieName);
	return cookie && token.test(cookie) ? cookie : undefined;
}

/**
 * Starts a session for the user in this browser, always under a new token, and ends the one the
 * browser came with (session fixation). Runs in the transaction of the sign-in or registration.
 */
export async function start(user: User, event: RequestEvent, tx: Database): Promise<void> {
	const old = presented(event);
	if (old) await lucia(tx).invalidateSession(old);
	const session = await lucia(tx).createSession(user.id, {});
	setCookie(event, session.id);
}

/** Who is asking, by the cookie, or null. Renews the session in the second half of its life. */
export async function resume(event: RequestEvent): Promise<User | null> {
	if (event.cookies.get(cookieName) === undefined) return null;
	const sessionToken = presented(event);
	const { session, user } = sessionToken
		? await lucia().validateSession(sessionToken)
		: { session: null, user: null };

	if (!session || !user.isActive) {
		if (session) await lucia().invalidateSession(session.id);
		clearCookie(event);
		return null;
	}
	if (session.fresh) setCookie(event, session.id);
	return user;
}

/** Ends the session of this browser. */
export async function end(event: RequestEvent): Promise<void> {
	const sessionToken = presented(event);
	if (sessionToken) await lucia().invalidateSession(sessionToken);
	clearCookie(event);
}

/** Deletes the sessions that nobody can resume any more. */
export async function purge(): Promise<void> {
	await db
		.delete(sessions)
		.where(or(lte(sessions.expiresAt, sql`now()`), lte(sessions.createdAt, absoluteEnd)));
}
