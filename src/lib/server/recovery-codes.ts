import { createHash, randomInt } from 'node:crypto';
import { and, count, eq, max, sql } from 'drizzle-orm';
import { usernameRefusal, type Refusal } from '../forms/refusals';
import * as accountEvents from './account-events';
import { db } from './db';
import { sessions, users } from './db/schema';
import { passwordLinks, recoveryCodes } from './db/schema-accounts';
import * as passwords from './passwords';
import { canonical } from './usernames';
import { active, type User } from './users';

const howMany = 10;
// Letters and digits that are not taken for each other on paper (Douglas Crockford's base 32).
const alphabet = '0123456789abcdefghjkmnpqrstvwxyz';

/** Sixteen of 32 signs are 80 random bits, in four groups: "k7qm-2xrt-9fwd-h3np". */
function newCode(): string {
	const group = () => Array.from({ length: 4 }, () => alphabet[randomInt(32)]).join('');
	return [group(), group(), group(), group()].join('-');
}

/**
 * What is stored of a code, however it was copied. A plain SHA-256 will do, unlike for passwords:
 * 80 random bits cannot be tried out. The user's id binds it to the account.
 */
function hash(userId: number, code: string): string {
	const plain = code
		.toLowerCase()
		.replace(/[^a-z0-9]/g, '')
		.replaceAll('o', '0')
		.replace(/[il]/g, '1');
	return createHash('sha256').update(`${userId}:${plain}`).digest('hex');
}

/**
 * Makes ten new codes, to be shown this once. All earlier ones stop working. 'inactive' if the account
 * was deactivated or deleted in this very moment.
 */
export async function make(user: User, device: string): Promise<string[] | 'inactive'> {
	const codes = Array.from({ length: howMany }, newCode);
	return db.transaction(async (tx) => {
		// Two who press at once: the second one's codes replace the first one's, never adding to them.
		const held = await tx.select({ id: users.id }).from(users).where(active(user.id)).for('update');
		if (!held.length) return 'inactive';
		await tx.delete(recoveryCodes).where(eq(recoveryCodes.userId, user.id));
		await tx
			.insert(recoveryCodes)
			.values(codes.map((code) => ({ userId: user.id, hash: hash(user.id, code) })));
		await accountEvents.record(user.id, 'codes-made', device, tx);
		return codes;
	});
}

/** How many unused codes there are, and when they were made (null if there are none). */
export async function left(user: User): Promise<{ left: number; madeAt: Date | null }> {
	const [found] = await db
		.select({ left: count(), madeAt: max(recoveryCodes.createdAt) })
		.from(recoveryCodes)
		.where(eq(recoveryCodes.userId, user.id));
	return found ?? { left: 0, madeAt: null };
}

/**
 * Sets a new password by a recovery code, which is used up by it, ends all sessions, and takes back
 * the links with which somebody could set another. An unknown name and a wrong code are told alike.
 */
export async function recover(
	username: string,
	code: string,
	password: string,
	device: string
): Promise<'recovered' | 'invalid-code' | Refusal> {
	const userId = await idOf(username);
	const theCode = and(eq(recoveryCodes.userId, userId), eq(recoveryCodes.hash, hash(userId, code)));
	// Asked before the costly hash, which a guesser shall not make us calculate.
	if (
		(
			await db
				.select({ one: sql`1` })
				.from(recoveryCodes)
				.where(theCode)
		).length === 0
	) {
		void accountEvents.recordFailure(username, 'recovery-failed', device);
		return 'invalid-code';
	}
	// Only now: any other answer than 'invalid-code' means that the code was right, and whoever counts
	// attempts may rely on it.
	const refusal = await passwords.refusal(password, username);
	if (refusal) return refusal;
	const passwordHash = await passwords.hash(password);

	return db.transaction(async (tx) => {
		// The user's row first, as in every change of password: of two uses at once the second waits
		// here, and then finds the code gone.
		await tx.select({ id: users.id }).from(users).where(eq(users.id, userId)).for('update');
		const used = await tx
			.delete(recoveryCodes)
			.where(theCode)
			.returning({ userId: recoveryCodes.userId });
		if (used.length === 0) return 'invalid-code';

		await tx.update(users).set({ passwordHash }).where(eq(users.id, userId));
		await tx.delete(sessions).where(eq(sessions.userId, userId));
		await tx.delete(passwordLinks).where(eq(passwordLinks.userId, userId));
		await accountEvents.record(userId, 'recovered', device, tx);
		return 'recovered';
	});
}

/** The id of the user of this name, or one that nobody has. */
async function idOf(username: string): Promise<number> {
	// PostgreSQL refuses some characters that no name has.
	if (usernameRefusal(username)) return 0;
	const [user] = await db
		.select({ id: users.id })
		.from(users)
		.where(eq(users.usernameKey, canonical(username)));
	return user?.id ?? 0;
}
