import { randomBytes } from 'node:crypto';
import { eq } from 'drizzle-orm';
import * as administration from '../../src/lib/server/administration';
import { db } from '../../src/lib/server/db';
import { sessions, users } from '../../src/lib/server/db/schema';
import { passwordLinks } from '../../src/lib/server/db/schema-accounts';
import { aMember, aPassword, uniquely, type Member } from './people';

/** Somebody who is a superuser; "quick" without a password, whose hash takes its time. */
export async function aSuperuser(how?: 'quick'): Promise<Member> {
	const username = uniquely('root');
	const person = how ? await withoutPassword(username) : await aMember(username);
	await administration.promote(null, person.id);
	return { ...person, isSuperuser: true };
}

/** Somebody without a password, whose hash takes its time. */
export const someone = () => withoutPassword(uniquely('someone'));

async function withoutPassword(username: string): Promise<Member> {
	const [made] = await db
		.insert(users)
		.values({ username, usernameKey: username })
		.returning({ id: users.id });
	return { id: made!.id, username, isActive: true, isSuperuser: false, password: aPassword };
}

/** A session as signing in would leave it; its token is nobody's. */
export async function aSessionOf({ id }: Member) {
	const expiresAt = new Date(Date.now() + 1_000_000);
	await db.insert(sessions).values({ id: randomBytes(32).toString('hex'), userId: id, expiresAt });
}

/** What there is of somebody. */
export async function findable({ id }: Member) {
	const [person] = await db.select().from(users).where(eq(users.id, id));
	return {
		active: person?.isActive,
		sessions: await db.$count(sessions, eq(sessions.userId, id)),
		links: await db.$count(passwordLinks, eq(passwordLinks.userId, id))
	};
}
