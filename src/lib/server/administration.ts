import { and, asc, eq, sql } from 'drizzle-orm';
import { db, type Transaction } from './db';
import { polls as pollTable, sessions, users } from './db/schema';
import { accountEvents, activities, passwordLinks as links } from './db/schema-accounts';
import * as passwordLinks from './password-links';
import * as passwords from './passwords';
import * as polls from './polls';
import type { User } from './users';

/** Who does it: a superuser, or null for whoever has a terminal on the server. */
export type Actor = Pick<User, 'id' | 'username'> | null;

type Refusal =
	'not-a-superuser' | 'unknown-person' | 'last-superuser' | 'inactive' | 'unknown-poll';

/** Lets somebody in again. */
export function activate(actor: Actor, id: number, reason?: string) {
	return upon(actor, id, 'activated', reason, async (tx, person) => {
		if (person.isActive) return 'unchanged';
		await tx.update(users).set({ isActive: true }).where(eq(users.id, id));
	});
}

/** Ends all that somebody has open, and lets nobody in by this name until it is activated again. */
export function deactivate(actor: Actor, id: number, reason?: string) {
	return upon(actor, id, 'deactivated', reason, async (tx, person) => {
		if (!person.isActive) return 'unchanged';
		if (person.isLast) return 'last-superuser';
		// First the account, which a sign-in holds until its session is stored: then that ends too.
		await tx.update(users).set({ isActive: false }).where(eq(users.id, id));
		await tx.delete(sessions).where(eq(sessions.userId, id));
		await tx.delete(links).where(eq(links.userId, id));
	});
}

/** Makes somebody a superuser. */
export function promote(actor: Actor, id: number, reason?: string) {
	return upon(actor, id, 'promoted', reason, async (tx, person) => {
		if (person.isSuperuser) return 'unchanged';
		await tx.update(users).set({ isSuperuser: true }).where(eq(users.id, id));
	});
}

/** Makes a superuser of somebody who is just being registered, at a terminal. */
export async function crown({ id, username }: User, tx: Transaction): Promise<void> {
	await tx.update(users).set({ isSuperuser: true }).where(eq(users.id, id));
	await record(tx, null, { action: 'promoted', userId: id, subject: username });
}

/** Makes a superuser a member like others. */
export function demote(actor: Actor, id: number, reason?: string) {
	return upon(actor, id, 'demoted', reason, async (tx, person) => {
		if (!person.isSuperuser) return 'unchanged';
		if (person.isLast) return 'last-superuser';
		await tx.update(users).set({ isSuperuser: false }).where(eq(users.id, id));
	});
}

/**
 * Makes the one link with which somebody locked out sets a new password; earlier ones end. Not for
 * the deactivated ('inactive'), whom no password lets in.
 * Gives its secret, which is told to nobody else and cannot be had again.
 */
export async function makePasswordLink(actor: Actor, id: number, reason?: string) {
	let secret = '';
	const outcome = await upon(actor, id, 'password-link-made', reason, async (tx, person) => {
		if (!person.isActive) return 'inactive';
		secret = await passwordLinks.make(id, tx);
	});
	return outcome === 'done' ? { secret } : outcome;
}

/** Sets somebody's password and ends all their sessions. Or tells why the password is refused. */
export async function setPassword(actor: Actor, id: number, password: string) {
	const person = await find(id);
	if (!person) return 'unknown-person';
	const refused = await passwords.refusal(password, person.username);
	if (refused) return { refused };
	const passwordHash = await passwords.hash(password);
	return upon(actor, id, 'password-set', undefined, (tx) =>
		passwordLinks.replacePassword(id, passwordHash, tx)
	);
}

/** Closes anybody's poll. */
export const closePoll = (actor: Actor, id: number, reason?: string) =>
	uponPoll(actor, id, 'poll-closed', reason, (tx) => polls.close(id, tx));

/** Deletes anybody's poll with its choices and votes. */
export const deletePoll = (actor: Actor, id: number, reason?: string) =>
	uponPoll(actor, id, 'poll-deleted', reason, (tx) => polls.remove(eq(pollTable.id, id), tx));

/**
 * Holds all active superusers until the transaction ends, in the order of their ids so that two who
 * do this at once never wait for each other in a circle: who was one may no longer be.
 */
async function superusers(tx: Transaction): Promise<number[]> {
	const held = await tx
		.select({ id: users.id })
		.from(users)
		.where(and(eq(users.isSuperuser, true), eq(users.isActive, true)))
		.orderBy(asc(users.id))
		.for('no key update');
	return held.map(({ id }) => id);
}

/** Does something to a person, and writes down who did it: both or neither. A change of nothing is no deed. */
async function upon(
	actor: Actor,
	id: number,
	action: string,
	reason: string | undefined,
	deed: (tx: Transaction, person: Person) => Promise<Refusal | 'unchanged' | void>
): Promise<Refusal | 'done'> {
	return db.transaction(async (tx) => {
		const able = await superusers(tx);
		if (actor && !able.includes(actor.id)) return 'not-a-superuser';
		const person = await find(id, tx);
		if (!person) return 'unknown-person';

		const outcome = await deed(tx, { ...person, isLast: able.length === 1 && able[0] === id });
		if (outcome === 'unchanged') return 'done';
		if (outcome) return outcome;
		await record(tx, actor, { action, userId: id, subject: person.username, reason });
		await tx.insert(accountEvents).values({ userId: id, kind: action });
		return 'done';
	});
}

async function uponPoll(
	actor: Actor,
	id: number,
	action: string,
	reason: string | undefined,
	deed: (tx: Transaction) => Promise<void>
): Promise<Refusal | 'done'> {
	return db.transaction(async (tx) => {
		if (actor && !(await superusers(tx)).includes(actor.id)) return 'not-a-superuser';
		if (!Number.isSafeInteger(id)) return 'unknown-poll';
		const [poll] = await tx
			.select({ question: pollTable.question })
			.from(pollTable)
			.where(eq(pollTable.id, id))
			.for('update');
		if (!poll) return 'unknown-poll';
		await deed(tx);
		await record(tx, actor, { action, userId: null, subject: poll.question, reason });
		return 'done';
	});
}

type Deed = { action: string; userId: number | null; subject: string; reason?: string };

async function record(tx: Transaction, actor: Actor, { reason, ...deed }: Deed) {
	await tx.insert(activities).values({
		...deed,
		actorId: actor?.id ?? null,
		actor: actor?.username ?? 'terminal',
		reason: reason?.trim() || null,
		// The clock, because now() is when we began to wait for the superusers.
		at: sql`clock_timestamp()`
	});
}

type Person = { username: string; isActive: boolean; isSuperuser: boolean; isLast: boolean };

async function find(id: number, database: Transaction | typeof db = db) {
	if (!Number.isSafeInteger(id)) return null;
	const [person] = await database
		.select({
			username: users.username,
			isActive: users.isActive,
			isSuperuser: users.isSuperuser
		})
		.from(users)
		.where(eq(users.id, id))
		.for('no key update');
	return person ?? null;
}
