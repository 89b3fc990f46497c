import { and, eq, sql } from 'drizzle-orm';
import { usernameRefusal, type Refusal } from '../forms/refusals';
import * as accountEvents from './account-events';
import { db, prepared, type Transaction } from './db';
import { users } from './db/schema';
import * as formerUsernames from './former-usernames';
import * as passwords from './passwords';
import { canonical } from './usernames';

/** What the rest of the server may know of a user; the password's hash stays in here. */
export type User = { id: number; username: string; isActive: boolean; isSuperuser: boolean };

const known = {
	id: users.id,
	username: users.username,
	isActive: users.isActive,
	isSuperuser: users.isSuperuser
};

/** Where this user is, and is active. */
export const active = (id: number) => and(eq(users.id, id), eq(users.isActive, true));

/** Something that must happen together with a registration or sign-in, or not at all. */
export type Alongside = (user: User, tx: Transaction) => Promise<unknown>;

const byKey = prepared(() =>
	db
		.select({ ...known, passwordHash: users.passwordHash })
		.from(users)
		.where(eq(users.usernameKey, sql.placeholder('key')))
		.prepare('user_by_key')
);

/** The user of that name, however it is spelled, or null. */
export async function find(username: string): Promise<User | null> {
	const found = await findWithHash(username);
	return (
		found && {
			id: found.id,
			username: found.username,
			isActive: found.isActive,
			isSuperuser: found.isSuperuser
		}
	);
}

async function findWithHash(username: string) {
	// Nobody has such a name, and PostgreSQL refuses some of its characters (NUL, lone surrogates).
	if (usernameRefusal(username)) return null;
	const [found] = await byKey().execute({ key: canonical(username) });
	return found ?? null;
}

/**
 * Makes an account: the only way there is, for sign-up, management commands and tests alike.
 * `alongside` runs in the same transaction.
 * Gives the user, or the reasons for refusing, at most one for the username and one for the password.
 */
export async function register(
	{ username, password }: { username: string; password: string },
	alongside?: Alongside
): Promise<{ user: User } | { refused: Refusal[] }> {
	const refused = [
		usernameRefusal(username) ?? ((await findWithHash(username)) ? 'username-taken' : null),
		await passwords.refusal(password, username)
	].filter((each) => each !== null);
	if (refused.length) return { refused };

	const passwordHash = await passwords.hash(password);
	return db.transaction(async (tx) => {
		// Of many who want one name at once, the unique index lets one through.
		const [user] = await tx
			.insert(users)
			.values({ username: username.trim(), usernameKey: canonical(username), passwordHash })
			.onConflictDoNothing({ target: users.usernameKey })
			.returning(known);
		if (!user) return { refused: ['username-taken' as const] };
		if (await formerUsernames.isKeptFrom(canonical(username), user.id, tx)) {
			await tx.delete(users).where(eq(users.id, user.id));
			return { refused: ['username-taken' as const] };
		}

		await accountEvents.record(user.id, 'signed-up', null, tx);
		await alongside?.(user, tx);
		return { user };
	});
}

/**
 * Signs a person in: checks the password, notes the time, renews an outdated hash, and runs
 * `alongside` in the same transaction. An unknown name costs as much time as a wrong password, and
 * 'inactive' is told only to those who know it.
 */
export async function authenticate(
	username: string,
	password: string,
	alongside?: Alongside
): Promise<User | 'invalid-credentials' | 'inactive'> {
	const found = await findWithHash(username);
	const proven = await passwords.verify(found?.passwordHash ?? null, password);
	if (!found?.passwordHash || !proven) return 'invalid-credentials';
	if (!found.isActive) return 'inactive';

	const { id, passwordHash } = found;
	const renewed = passwords.isOutdated(passwordHash)
		? await passwords.hash(password)
		: passwordHash;

	return db.transaction(async (tx) => {
		// Locks the row, so that a change of password or a deactivation comes wholly before (and
		// is seen here) or wholly after (and ends the session that is about to start).
		const [user] = await tx
			.update(users)
			.set({ lastLogin: sql`now()`, passwordHash: renewed })
			.where(and(active(id), eq(users.passwordHash, passwordHash)))
			.returning(known);
		if (!user) return 'invalid-credentials';

		await alongside?.(user, tx);
		return user;
	});
}
