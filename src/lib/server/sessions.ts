import { createHash } from 'node:crypto';
import { DrizzlePostgreSQLAdapter } from '@lucia-auth/adapter-drizzle';
import type { RequestEvent } from '@sveltejs/kit';
import { Lucia, TimeSpan, type Adapter } from 'lucia';
import { setFlash } from 'sveltekit-flash-message/server';
import * as accountEvents from './account-events';
import { db, type Database } from './db';
import { sessions, users } from './db/schema';
import * as devices from './devices';
import * as table from './session-table';
import type { User } from './users';

const cookieName = 'sessionid';
/** After this time without a visit a session ends; a visit in the second half renews it. */
const life = new TimeSpan(14, 'd');
/** What Lucia makes: 200 random bits in lower-case base32. Anything else is not worth a query. */
const token = /^[a-z2-7]{40}$/;

const hash = (sessionToken: string) => createHash('sha256').update(sessionToken).digest('hex');

/**
 * Lucia's adapter, with the token hashed on its way into the table: what Lucia calls an id is the
 * token in the cookie, what the table calls one is its hash. The read is prepared and leaves the
 * password's hash where it is.
 */
function hashed(database: Database): Adapter {
	const plain = new DrizzlePostgreSQLAdapter(database, sessions, users) as Adapter;
	return {
		async getSessionAndUser(id) {
			const row = await table.find(hash(id));
			if (!row) return [null, null];
			const { userId, expiresAt, number, proven, unseenSince, ...attributes } = row;
			return [
				{ id, userId, expiresAt, attributes: { number, proven, unseenSince } },
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
		getSessionAttributes: (attributes) => attributes,
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
		DatabaseSessionAttributes: {
			device?: string;
			number?: number;
			proven?: boolean;
			unseenSince?: Date | null;
		};
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

const lasting = (event: RequestEvent) => ({ ...cookieAttributes(event), maxAge: life.seconds() });

function setCookie(event: RequestEvent, sessionToken: string) {
	event.cookies.set(cookieName, sessionToken, lasting(event));
}

function clearCookie(event: RequestEvent) {
	event.cookies.delete(cookieName, cookieAttributes(event));
}

/** The token that the browser came with, if it looks like one of ours. */
function presented(event: RequestEvent): string | undefined {
	const cookie = event.cookies.get(cookieName);
	return cookie && token.test(cookie) ? cookie : undefined;
}

/** This browser in words. */
export const deviceOf = ({ request }: RequestEvent) =>
	devices.named(request.headers.get('user-agent'));

/**
 * Starts a session for the user in this browser, always under a new token, and ends the one the
 * browser came with (session fixation). Runs in the transaction of the sign-in or registration.
 * Gives what to tell: whether the account has been used, but never from this device.
 */
export async function start(user: User, event: RequestEvent, tx: Database) {
	const [told] = await Promise.all([
		accountEvents.recordSignIn(user.id, deviceOf(event), tx),
		open(user, event, tx)
	]);
	return told;
}

async function open(user: User, event: RequestEvent, tx: Database) {
	const old = presented(event);
	if (old) await lucia(tx).invalidateSession(old);
	const session = await lucia(tx).createSession(user.id, { device: deviceOf(event) });
	setCookie(event, session.id);
}

/** Ends all sessions of the user, and starts this browser's anew: whoever has a token loses it. */
export async function restart(user: User, event: RequestEvent, tx: Database): Promise<void> {
	await lucia(tx).invalidateUserSessions(user.id);
	await open(user, event, tx);
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
	const { number = 0, proven = false, unseenSince, fresh } = session;
	event.locals.session = { number, proven, unseenSince, renewed: fresh };
	return user;
}

/** The renewed session's cookie, for an answer to which Kit adds no cookies. */
export function renewedCookie(event: RequestEvent): string | null {
	const sessionToken = event.locals.session?.renewed && presented(event);
	return sessionToken ? event.cookies.serialize(cookieName, sessionToken, lasting(event)) : null;
}

/** Notes, at most once an hour, that the session is in use, and tells it what happened meanwhile. */
export async function see(event: RequestEvent): Promise<void> {
	const { session, user } = event.locals;
	if (!user || !session?.unseenSince || event.request.method !== 'GET') return;
	// First, so that the next page does not tell it again.
	await table.noteSeen(user, session.number);
	if (await accountEvents.hasNewDeviceSince(user.id, session.unseenSince)) {
		setFlash('new-device-elsewhere', event);
	}
}

/** Notes that the person at this browser has just proved to know the password. */
export async function prove(event: RequestEvent): Promise<void> {
	const { session, user } = event.locals;
	if (!session || !user) return;
	await table.noteProof(user, session.number);
	session.proven = true;
}

/** Ends the session of this browser. */
export async function end(event: RequestEvent): Promise<void> {
	const sessionToken = presented(event);
	if (sessionToken) await lucia().invalidateSession(sessionToken);
	clearCookie(event);
}

/** Deletes the sessions that nobody can resume any more. */
export const purge = table.purge;
