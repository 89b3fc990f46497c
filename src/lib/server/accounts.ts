import { and, eq } from 'drizzle-orm';
import type { Refusal } from '../forms/refusals';
import { usernameRefusal } from '../forms/refusals';
import * as accountEvents from './account-events';
import { db, errorCode, type Database } from './db';
import { users } from './db/schema';
import { passwordLinks } from './db/schema-accounts';
import * as formerUsernames from './former-usernames';
import * as passwords from './passwords';
import { canonical } from './usernames';
import { active, type Alongside, type User } from './users';

const known = {
	id: users.id,
	username: users.username,
	isActive: users.isActive,
	isSuperuser: users.isSuperuser
};

/** Null if there is no password, undefined if the account was deactivated or deleted just now. */
async function hashOf(user: User, database: Database = db): Promise<string | null | undefined> {
	const [row] = await database
		.select({ passwordHash: users.passwordHash })
		.from(users)
		.where(active(user.id));
	return row?.passwordHash;
}

/** Whether this is the user's password; 'inactive' if the account is deactivated or gone by now. */
export async function knowsPassword(user: User, password: string): Promise<boolean | 'inactive'> {
	const passwordHash = await hashOf(user);
	return passwordHash === undefined ? 'inactive' : passwords.verify(passwordHash, password);
}

/**
 * Changes the user's password, and takes back the links with which somebody could set another.
 * `alongside` runs in the same transaction, while the user's row is locked: a sign-in with the old
 * password comes wholly before, and its session is ended there, or wholly after, and is refused.
 * 'inactive' as above.
 */
export async function changePassword(
	user: User,
	{ current, next }: { current: string; next: string },
	device: string,
	alongside?: Alongside
): Promise<'changed' | 'wrong-password' | 'inactive' | Refusal> {
	const verified = await hashOf(user);
	if (verified === undefined) return 'inactive';
	if (!(await passwords.verify(verified, current)) || !verified) return 'wrong-password';

	const refusal = await passwords.refusal(next, user.username);
	if (refusal) return refusal;
	const passwordHash = await passwords.hash(next);

	return db.transaction(async (tx) => {
		const [changed] = await tx
			.update(users)
			.set({ passwordHash })
			.where(and(active(user.id), eq(users.passwordHash, verified)))
			.returning(known);
		// Changed by somebody else in this very moment, or no longer there to be changed.
		if (!changed) return (await hashOf(user, tx)) === undefined ? 'inactive' : 'wrong-password';

		await tx.delete(passwordLinks).where(eq(passwordLinks.userId, user.id));
		await accountEvents.record(user.id, 'password-changed', device, tx);
		await alongside?.(changed, tx);
		return 'changed';
	});
}

/**
 * Changes the user's name by the rules of signing up. The old one is kept from others for 30 days;
 * its owner may take it back at any time. 'inactive' as above.
 */
export async function changeUsername(
	user: User,
	username: string,
	device: string
): Promise<'changed' | 'unchanged' | 'inactive' | Refusal> {
	const refusal = usernameRefusal(username);
	if (refusal) return refusal;
	const name = username.trim();
	const key = canonical(name);

	try {
		return await db.transaction(async (tx) => {
			const [before] = await tx
				.select({ username: users.username, key: users.usernameKey })
				.from(users)
				.where(active(user.id))
				.for('update');
			if (!before) return 'inactive';
			if (before.username === name) return 'unchanged';

			// Of many who want one name at once, the unique index lets one through.
			await tx.update(users).set({ username: name, usernameKey: key }).where(eq(users.id, user.id));
			if (before.key !== key) {
				if (await formerUsernames.isKeptFrom(key, user.id, tx)) throw new Kept();
				await formerUsernames.release(key, tx);
				await formerUsernames.reserve(before.key, user.id, tx);
			}
			await accountEvents.record(user.id, 'username-changed', device, tx);
			return 'changed';
		});
	} catch (cause) {
		// 23505: unique violation.
		if (cause instanceof Kept || errorCode(cause) === '23505') return 'username-taken';
		throw cause;
	}
}

/** Undoes the transaction in which it is thrown. */
class Kept extends Error {}
