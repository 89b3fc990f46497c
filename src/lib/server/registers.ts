import { and, desc, eq, gt, ilike, isNull, lte, or, sql, type SQL } from 'drizzle-orm';
import { db } from './db';
import { polls, sessions, tallies, users } from './db/schema';
import { activities } from './db/schema-accounts';
import { canonical } from './usernames';

/** What superusers look things up in. Who may look is for the door to say. */
export const pageLength = 25;

export type People = 'all' | 'active' | 'inactive' | 'superusers';
export type Polls = 'all' | 'open' | 'closed';

/** The text anywhere in the column; % and _ stand for themselves. */
const contains = (column: typeof users.usernameKey | typeof polls.question, text: string) =>
	text ? ilike(column, `%${text.replace(/[\\%_]/g, '\\$&')}%`) : undefined;

/** A page of what was found, counted from 1, and whether there is more. */
const paged = <Row>(rows: Row[]) => ({
	rows: rows.slice(0, pageLength),
	more: rows.length > pageLength
});
const offset = (page: number) => (page - 1) * pageLength;

const role = sql<
	'superuser' | 'member'
>`case when ${users.isSuperuser} then 'superuser' else 'member' end`;

const person = {
	id: users.id,
	username: users.username,
	isActive: users.isActive,
	role,
	lastLogin: users.lastLogin,
	createdAt: users.createdAt
};

const filters: Record<People, SQL | undefined> = {
	all: undefined,
	active: eq(users.isActive, true),
	inactive: eq(users.isActive, false),
	superusers: eq(users.isSuperuser, true)
};

/** People whose name contains the text, however it is spelled, newest first. */
export async function people(search: string, show: People, page: number) {
	const rows = await db
		.select(person)
		.from(users)
		.where(and(contains(users.usernameKey, search && canonical(search)), filters[show]))
		.orderBy(desc(users.id))
		.limit(pageLength + 1)
		.offset(offset(page));
	return paged(rows);
}

/** Everybody, for the terminal. */
export const everybody = () => db.select(person).from(users).orderBy(users.id);

/** One person, with how much there is of theirs, or null. */
export async function findPerson(id: number) {
	if (!Number.isSafeInteger(id)) return null;
	const [found] = await db
		.select({
			...person,
			hasPassword: sql<boolean>`${users.passwordHash} is not null`,
			polls: db.$count(polls, eq(polls.authorId, id)),
			sessions: db.$count(
				sessions,
				and(eq(sessions.userId, id), gt(sessions.expiresAt, sql`now()`))
			)
		})
		.from(users)
		.where(eq(users.id, id));
	return found ?? null;
}

const closed = sql<boolean>`coalesce(${polls.closesAt} <= now(), false)`;
const poll = {
	id: polls.id,
	question: polls.question,
	authorId: polls.authorId,
	author: users.username,
	/** Somebody wrote it who has left since; samples are nobody's. */
	orphaned: sql<boolean>`${polls.authorId} is null and ${polls.submission} is not null`,
	createdAt: polls.createdAt,
	closesAt: polls.closesAt,
	closed,
	votes:
		sql`(select coalesce(sum(${tallies.votes}), 0) from ${tallies} where ${tallies.pollId} = ${polls.id})`.mapWith(
			Number
		)
};

/** Polls whose question contains the text, newest first. */
export async function pollsAsking(search: string, show: Polls, page: number) {
	const state =
		show === 'closed'
			? lte(polls.closesAt, sql`now()`)
			: show === 'open'
				? or(isNull(polls.closesAt), gt(polls.closesAt, sql`now()`))
				: undefined;
	const rows = await db
		.select(poll)
		.from(polls)
		.leftJoin(users, eq(users.id, polls.authorId))
		.where(and(contains(polls.question, search), state))
		.orderBy(desc(polls.id))
		.limit(pageLength + 1)
		.offset(offset(page));
	return paged(rows);
}

/** One poll, or null. */
export async function findPoll(id: number) {
	if (!Number.isSafeInteger(id)) return null;
	const [found] = await db
		.select(poll)
		.from(polls)
		.leftJoin(users, eq(users.id, polls.authorId))
		.where(eq(polls.id, id));
	return found ?? null;
}

/** What was done, latest first; to one person only, if given. */
export async function deeds(page: number, userId?: number) {
	const rows = await db
		.select()
		.from(activities)
		.where(userId === undefined ? undefined : eq(activities.userId, userId))
		.orderBy(desc(activities.id))
		.limit(pageLength + 1)
		.offset(offset(page));
	return paged(rows);
}
