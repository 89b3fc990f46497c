import { and, desc, eq, gt, sql, type SQL } from 'drizzle-orm';
import { usernameRefusal } from '../forms/refusals';
import { db, describe, type Database } from './db';
import { users } from './db/schema';
import { accountEvents } from './db/schema-accounts';
import { log } from './log';
import { canonical } from './usernames';

/** What can happen to an account, and how its owner reads it. */
const kinds = {
	'signed-up': 'Account created',
	'signed-in': 'Signed in',
	'new-device': 'Signed in from a device not seen before',
	'sign-in-failed': 'Wrong password when signing in',
	'proof-failed': 'Wrong password when confirming',
	'session-ended': 'Signed out a device',
	'sessions-ended': 'Signed out all other devices',
	'password-changed': 'Password changed',
	'username-changed': 'Username changed',
	'codes-made': 'New recovery codes made',
	'recovery-failed': 'Wrong recovery code',
	recovered: 'New password set with a recovery code',
	'data-downloaded': 'Data downloaded'
} as const;

export type Kind = keyof typeof kinds;

/** What administrators do to an account; administration.ts writes it down. */
const administrative = {
	activated: 'An administrator activated the account',
	deactivated: 'An administrator deactivated the account',
	promoted: 'An administrator made you one, too',
	demoted: 'You are no longer an administrator',
	'password-link-made': 'An administrator made a link for setting a new password',
	'password-set': 'An administrator set a new password',
	'password-set-by-link': 'New password set with a link from an administrator'
} as const;

const words: Record<string, string> = { ...kinds, ...administrative };

const signIns: Kind[] = ['signed-in', 'new-device'];

/** Gives the kind that was written, or undefined if the account was deleted in this very moment. */
async function write(userId: number, kind: Kind | SQL, device: string | null, tx: Database) {
	// Waits for a deletion that is under way; a plain insert would break its reference and fail.
	const [written] = await tx.execute<{ kind: Kind }>(sql`
		insert into ${accountEvents} (user_id, kind, device)
		select id, ${kind}, ${device} from ${users} where id = ${userId} for key share
		returning kind`);
	return written?.kind;
}

/**
 * Writes down what happened to the user's account, in the transaction in which it happens. False if
 * the account was deleted in this very moment: then there is no log any more.
 */
export async function record(
	userId: number,
	kind: Kind,
	device: string | null,
	tx: Database = db
): Promise<boolean> {
	return (await write(userId, kind, device, tx)) !== undefined;
}

/** Writes down a sign-in, and tells whether the account has been used, but never from this device. */
export async function recordSignIn(userId: number, device: string, tx: Database) {
	const earlier = sql`select from ${accountEvents} where user_id = ${userId}
		and kind in ${signIns}`;
	const kind = sql`case when exists (${earlier}) and not exists (${earlier} and device = ${device})
		then 'new-device' else 'signed-in' end`;
	return (await write(userId, kind, device, tx)) === 'new-device' ? 'new-device' : 'signed-in';
}

/** Whether there was a sign-in from a new device after this moment. */
export async function hasNewDeviceSince(userId: number, moment: Date): Promise<boolean> {
	const found = await db
		.select({ id: accountEvents.id })
		.from(accountEvents)
		.where(
			and(
				eq(accountEvents.userId, userId),
				eq(accountEvents.kind, 'new-device'),
				gt(accountEvents.at, moment)
			)
		)
		.limit(1);
	return found.length > 0;
}

/** No flood of guesses fills the table: enough for the owner to see that somebody is trying. */
const failuresAnHour = 10;

/**
 * Writes down, for the account of this name if there is one, that somebody failed to get in. Answers
 * do not wait for it, so that they take as long for a name that nobody has. Never rejects.
 */
export async function recordFailure(
	username: string,
	kind: Extract<Kind, `${string}-failed`>,
	device: string
): Promise<void> {
	// Nobody has such a name, and PostgreSQL refuses some of its characters.
	if (usernameRefusal(username)) return;
	await db
		.transaction(async (tx) => {
			// Held until the commit: those who fail at the same moment are counted one after the other.
			const [user] = await tx
				.select({ id: users.id })
				.from(users)
				.where(eq(users.usernameKey, canonical(username)))
				.for('no key update');
			if (user && (await failuresLately(user.id, kind, tx)) < failuresAnHour)
				await record(user.id, kind, device, tx);
		})
		.catch((cause) => log.error({ event: 'failure-not-noted', error: describe(cause) }));
}

const failuresLately = (userId: number, kind: Kind, tx: Database) =>
	tx.$count(
		accountEvents,
		and(
			eq(accountEvents.userId, userId),
			eq(accountEvents.kind, kind),
			gt(accountEvents.at, sql`now() - interval '1 hour'`)
		)
	);

export const pageLength = 50;

/** What happened to the account, newest first, a page at a time, counted from 1, in words. */
export async function list(userId: number, page: number) {
	const found = await db
		.select({ at: accountEvents.at, kind: accountEvents.kind, device: accountEvents.device })
		.from(accountEvents)
		.where(eq(accountEvents.userId, userId))
		.orderBy(desc(accountEvents.id))
		// One more than is shown tells whether there are older ones.
		.limit(pageLength + 1)
		.offset((page - 1) * pageLength);
	return {
		events: found
			.slice(0, pageLength)
			.map(({ at, kind, device }) => ({ at, device, text: words[kind] ?? kind })),
		older: found.length > pageLength
	};
}

const kept = sql`interval '90 days'`;

/** Forgets what is older than 90 days. */
export async function purge(): Promise<void> {
	await db.delete(accountEvents).where(gt(sql`now() - ${kept}`, accountEvents.at));
}
