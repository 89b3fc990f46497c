import { sql } from 'drizzle-orm';
import {
	bigint,
	boolean,
	check,
	foreignKey,
	index,
	pgTable,
	primaryKey,
	text,
	timestamp,
	uniqueIndex,
	uuid,
	varchar
} from 'drizzle-orm/pg-core';

/** Ids stay far below 2^53, where numbers are exact. */
export const id = () => bigint('id', { mode: 'number' }).generatedByDefaultAsIdentity();
export const reference = (name: string) => bigint(name, { mode: 'number' });
export const moment = (name: string) => timestamp(name, { withTimezone: true });

export const users = pgTable(
	'users',
	{
		id: id().primaryKey(),
		/** As the person wrote it, trimmed. */
		username: varchar('username', { length: 150 }).notNull(),
		/** What makes two spellings one person; see `canonical` in users.ts. */
		usernameKey: text('username_key').notNull(),
		/** Null: nobody can sign in to this account with a password. */
		passwordHash: varchar('password_hash', { length: 255 }),
		isActive: boolean('is_active').notNull().default(true),
		isSuperuser: boolean('is_superuser').notNull().default(false),
		lastLogin: moment('last_login'),
		createdAt: moment('created_at').notNull().defaultNow()
	},
	(table) => [
		uniqueIndex('users_username_key').on(table.usernameKey),
		check(
			'users_username_trimmed',
			sql`${table.username} = btrim(${table.username}) and ${table.username} <> ''`
		)
	]
);

export const sessions = pgTable(
	'sessions',
	{
		/** The SHA-256 of the token in the cookie: a stolen table signs nobody in. */
		id: text('id').primaryKey(),
		userId: reference('user_id')
			.notNull()
			.references(() => users.id, { onDelete: 'cascade' }),
		expiresAt: moment('expires_at').notNull(),
		createdAt: moment('created_at').notNull().defaultNow(),
		/** What forms call the session by, so that its hash stays in here. */
		number: bigint('number', { mode: 'number' }).notNull().generatedAlwaysAsIdentity(),
		/** "Firefox on Linux". */
		device: varchar('device', { length: 100 }),
		/** Written at most once an hour. */
		lastSeenAt: moment('last_seen_at').notNull().defaultNow(),
		/** When the person last proved to know the password. */
		provenAt: moment('proven_at').notNull().defaultNow()
	},
	(table) => [
		index('sessions_user_id').on(table.userId),
		index('sessions_expires_at').on(table.expiresAt),
		check('sessions_id_is_a_hash', sql`${table.id} ~ '^[0-9a-f]{64}$'`)
	]
);

export const polls = pgTable(
	'polls',
	{
		id: id().primaryKey(),
		/** Null: a sample, or written by someone who has left. */
		authorId: reference('author_id').references(() => users.id, { onDelete: 'set null' }),
		question: varchar('question', { length: 200 }).notNull(),
		createdAt: moment('created_at').notNull().defaultNow(),
		/** Made with the form: a form that is sent twice makes one poll. */
		submission: uuid('submission'),
		/** Closed from this moment on, by hand or by time. Null: open until somebody closes it. */
		closesAt: moment('closes_at')
	},
	(table) => [
		index('polls_author_id').on(table.authorId, table.id),
		uniqueIndex('polls_one_per_submission').on(table.authorId, table.submission),
		check('polls_question_not_blank', sql`btrim(${table.question}) <> ''`)
	]
);

// Everything below a poll carries poll_id as the head of its key, so that each poll's rows stay
// together, also when the tables are one day spread over several machines.
export const choices = pgTable(
	'choices',
	{
		pollId: reference('poll_id')
			.notNull()
			.references(() => polls.id, { onDelete: 'cascade' }),
		id: id(),
		text: varchar('text', { length: 200 }).notNull()
	},
	(table) => [
		primaryKey({ columns: [table.pollId, table.id] }),
		uniqueIndex('choices_differ').on(table.pollId, table.text),
		check('choices_text_not_blank', sql`btrim(${table.text}) <> ''`)
	]
);

export const votes = pgTable(
	'votes',
	{
		pollId: reference('poll_id').notNull(),
		id: id(),
		choiceId: reference('choice_id').notNull(),
		/** Null: cast by someone who has left since. Such votes still count. */
		userId: reference('user_id').references(() => users.id, { onDelete: 'set null' }),
		createdAt: moment('created_at').notNull().defaultNow()
	},
	(table) => [
		primaryKey({ columns: [table.pollId, table.id] }),
		uniqueIndex('votes_one_per_person').on(table.pollId, table.userId),
		// With the poll, so that a download can read on where it was.
		index('votes_user_id_poll_id').on(table.userId, table.pollId),
		// Both columns together: a vote for another poll's choice cannot be stored.
		foreignKey({
			name: 'votes_choice_of_this_poll',
			columns: [table.pollId, table.choiceId],
			foreignColumns: [choices.pollId, choices.id]
		}).onDelete('cascade')
	]
);

/**
 * How many votes a choice has. Kept by the trigger `votes_are_tallied` in the transaction that
 * changes the votes, whoever changes them; nothing else writes here. A table of its own, so that
 * counting never locks a choice and reading a result never counts.
 */
export const tallies = pgTable(
	'tallies',
	{
		pollId: reference('poll_id').notNull(),
		choiceId: reference('choice_id').notNull(),
		votes: bigint('votes', { mode: 'number' }).notNull()
	},
	(table) => [
		primaryKey({ columns: [table.pollId, table.choiceId] }),
		foreignKey({
			columns: [table.pollId, table.choiceId],
			foreignColumns: [choices.pollId, choices.id]
		}).onDelete('cascade'),
		check('tallies_never_negative', sql`${table.votes} >= 0`)
	]
);
