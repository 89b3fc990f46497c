import { sql } from 'drizzle-orm';
import {
	bigint,
	check,
	index,
	integer,
	pgTable,
	primaryKey,
	text,
	varchar
} from 'drizzle-orm/pg-core';
import { id, moment, reference, users } from './schema';

const sha256 = (name: string) => text(name);

/** Failed attempts, counted by rate-limiter-flexible, whose columns these are. */
export const attempts = pgTable(
	'attempts',
	{
		key: varchar('key', { length: 255 }).primaryKey(),
		points: integer('points').notNull().default(0),
		/** Milliseconds since 1970. */
		expire: bigint('expire', { mode: 'number' })
	},
	(table) => [index('attempts_expire').on(table.expire)]
);

/** What superusers did, to whom or what, and why. Names are kept: the log outlives the people. */
export const activities = pgTable(
	'activities',
	{
		id: id().primaryKey(),
		at: moment('at').notNull().defaultNow(),
		/** Null: done from a terminal, or by someone who has left. */
		actorId: reference('actor_id').references(() => users.id, { onDelete: 'set null' }),
		actor: varchar('actor', { length: 150 }).notNull(),
		action: varchar('action', { length: 40 }).notNull(),
		userId: reference('user_id').references(() => users.id, { onDelete: 'set null' }),
		/** The username or the question, as it was. */
		subject: varchar('subject', { length: 200 }).notNull(),
		reason: varchar('reason', { length: 200 })
	},
	(table) => [
		index('activities_user_id').on(table.userId, table.id),
		index('activities_actor_id').on(table.actorId, table.id)
	]
);

/** One-time links with which somebody locked out sets a new password. */
export const passwordLinks = pgTable(
	'password_links',
	{
		/** The SHA-256 of the link's secret. */
		hash: sha256('hash').primaryKey(),
		userId: reference('user_id')
			.notNull()
			.references(() => users.id, { onDelete: 'cascade' }),
		createdAt: moment('created_at').notNull().defaultNow(),
		expiresAt: moment('expires_at').notNull()
	},
	(table) => [
		index('password_links_user_id').on(table.userId),
		check('password_links_hash_is_a_hash', sql`${table.hash} ~ '^[0-9a-f]{64}$'`)
	]
);

/** What happened to an account, for its owner. Kept for 90 days. */
export const accountEvents = pgTable(
	'account_events',
	{
		id: id().primaryKey(),
		userId: reference('user_id')
			.notNull()
			.references(() => users.id, { onDelete: 'cascade' }),
		at: moment('at').notNull().defaultNow(),
		kind: varchar('kind', { length: 40 }).notNull(),
		device: varchar('device', { length: 100 })
	},
	(table) => [
		index('account_events_user_id').on(table.userId, table.id),
		index('account_events_at').on(table.at)
	]
);

/** Single-use codes with which somebody who lost the password gets back in. A used one is deleted. */
export const recoveryCodes = pgTable(
	'recovery_codes',
	{
		userId: reference('user_id')
			.notNull()
			.references(() => users.id, { onDelete: 'cascade' }),
		/** The SHA-256 of the code, which is long enough that it cannot be guessed from it. */
		hash: sha256('hash').notNull(),
		createdAt: moment('created_at').notNull().defaultNow()
	},
	(table) => [
		primaryKey({ columns: [table.userId, table.hash] }),
		check('recovery_codes_hash_is_a_hash', sql`${table.hash} ~ '^[0-9a-f]{64}$'`)
	]
);

/** Names given up lately, by key: nobody else gets them before `until`. */
export const formerUsernames = pgTable(
	'former_usernames',
	{
		key: text('key').primaryKey(),
		userId: reference('user_id').references(() => users.id, { onDelete: 'cascade' }),
		until: moment('until').notNull()
	},
	(table) => [index('former_usernames_user_id').on(table.userId)]
);
