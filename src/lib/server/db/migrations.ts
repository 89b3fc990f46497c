import { join } from 'node:path';
import { drizzle } from 'drizzle-orm/postgres-js';
import { migrate as applyMigrations } from 'drizzle-orm/postgres-js/migrator';
import type postgres from 'postgres';
import { projectFolder, WrongSetting } from '../config';
import { client } from './clients';
import { causes, errorCode } from './errors';

/** Tells whether this number names our migrations among PostgreSQL's advisory locks. */
const lock = 7_319_604;

/**
 * Brings the tables up to date. Any number of processes may call it at once: one migrates, the
 * others wait for it. All in one transaction, lock included: behind a pooler in transaction mode a
 * session's lock would stay with a connection that is no longer ours.
 * @throws {WrongSetting} when PostgreSQL, or a pooler in between, refuses how the site connects.
 */
export async function migrate(url: string): Promise<void> {
	const sql = client(url, { max: 1, connect_timeout: 2 });
	try {
		const done = sql.begin(async (transaction) => {
			// Others may wait, and a migration work, for longer than a page would.
			await transaction`select set_config('statement_timeout', '0', true),
				set_config('lock_timeout', '0', true)`;
			await transaction`select pg_advisory_xact_lock(${lock})`;
			// Drizzle begins a transaction of its own, which is a savepoint in this one.
			const within = { options: sql.options, begin: transaction.savepoint };
			const database = drizzle(Object.assign(transaction, within) as unknown as postgres.Sql);
			await applyMigrations(database, { migrationsFolder: join(projectFolder, 'drizzle') });
		});
		await done.catch((cause) => Promise.reject(explained(cause)));
	} finally {
		await sql.end({ timeout: 2 });
	}
}

/**
 * PostgreSQL's invalid_catalog_name, invalid_authorization_specification, invalid_password and
 * insufficient_privilege.
 */
const refusals = ['3D000', '28000', '28P01', '42501'];

/** What is wrong with a setting is said by its name, instead of by a stack or a wait without end. */
function explained(cause: Error) {
	const told = [...causes(cause)].at(-1)!.message;
	if (/unsupported startup parameter/.test(told)) {
		return new WrongSetting(
			`The setting DATABASE_PREPARE must be false behind this pooler: ${told}`
		);
	}
	if (!refusals.includes(errorCode(cause) ?? '')) return cause;
	return new WrongSetting(`The setting DATABASE_URL leads to where PostgreSQL refuses us: ${told}`);
}
