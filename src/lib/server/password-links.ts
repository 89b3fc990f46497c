import { createHash, randomBytes } from 'node:crypto';
import { and, eq, gt, sql } from 'drizzle-orm';
import type { Refusal } from '../forms/refusals';
import { db, type Transaction } from './db';
import { sessions, users } from './db/schema';
import { accountEvents, passwordLinks } from './db/schema-accounts';
import * as passwords from './passwords';

/** 256 bits, as they stand in the address. Anything else is not worth a query. */
const shape = /^[A-Za-z0-9_-]{43}$/;

const hash = (secret: string) => createHash('sha256').update(secret).digest('hex');
const valid = (secret: string) =>
	and(eq(passwordLinks.hash, hash(secret)), gt(passwordLinks.expiresAt, sql`now()`));

/** Makes a link for somebody, valid for 24 hours, in place of earlier ones. Gives its secret. */
export async function make(userId: number, tx: Transaction): Promise<string> {
	const secret = randomBytes(32).toString('base64url');
	await tx.delete(passwordLinks).where(eq(passwordLinks.userId, userId));
	const expiresAt = sql`now() + interval '24 hours'`;
	await tx.insert(passwordLinks).values({ hash: hash(secret), userId, expiresAt });
	return secret;
}

/** Whose link this is, or null when it is used up, too old or none. Looking does not use it up. */
export async function find(secret: string): Promise<{ id: number; username: string } | null> {
	if (!shape.test(secret)) return null;
	const [person] = await db
		.select({ id: users.id, username: users.username })
		.from(passwordLinks)
		.innerJoin(users, eq(users.id, passwordLinks.userId))
		.where(valid(secret));
	return person ?? null;
}

/**
 * Sets the new password and uses the link up, which of many who try at once one can do. Ends all
 * sessions and starts none.
 */
export async function redeem(
	secret: string,
	password: string
): Promise<'password-set' | 'unknown-link' | { refused: Refusal }> {
	const person = await find(secret);
	if (!person) return 'unknown-link';
	const refused = await passwords.refusal(password, person.username);
	if (refused) return { refused };

	const passwordHash = await passwords.hash(password);
	return db.transaction(async (tx) => {
		// The account before its links, as everywhere: else two transactions wait for each other.
		await tx.select({ id: users.id }).from(users).where(eq(users.id, person.id)).for('update');
		const used = await tx.delete(passwordLinks).where(valid(secret)).returning();
		if (!used.length) return 'unknown-link';
		await replacePassword(person.id, passwordHash, tx);
		await tx.insert(accountEvents).values({ userId: person.id, kind: 'password-set-by-link' });
		return 'password-set';
	});
}

/** Gives somebody another password; what was opened with the old one, and links to it, end. */
export async function replacePassword(id: number, passwordHash: string, tx: Transaction) {
	// First the account, which a sign-in holds until its session is stored: then that ends too.
	await tx.update(users).set({ passwordHash }).where(eq(users.id, id));
	await tx.delete(sessions).where(eq(sessions.userId, id));
	await tx.delete(passwordLinks).where(eq(passwordLinks.userId, id));
}
