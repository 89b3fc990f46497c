import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import postgres from 'postgres';
import { migrate } from '../../src/lib/server/db/migrations';
import * as embedded from '../../src/lib/server/db/embedded';

export const projectFolder = join(import.meta.dirname, '../..');
const dataFolder = join(projectFolder, '.data/test');

/** A server for one run: the address to give orders at, and the migrated database that others copy. */
export interface TestServer {
	admin: string;
	template: string;
}

export interface TestDatabase {
	url: string;
	drop(): Promise<void>;
}

let server: TestServer | undefined;

/** Tells this process which server the run uses. */
export function use(given: TestServer) {
	server = given;
}

/** Starts the server of a run (`TEST_DATABASE_URL`, else an embedded one) and migrates its template. */
export async function prepare(): Promise<TestServer> {
	const admin = process.env.TEST_DATABASE_URL || (await embedded.start(dataFolder));
	await dropForgotten(admin);
	const template = newName();
	await order(admin, (sql) => sql`create database ${sql(template)}`);
	await migrate(addressOf(admin, template));
	use({ admin, template });
	return { admin, template };
}

/** Drops the template of a run and, if nobody else uses it, stops the embedded server. */
export async function finish({ admin, template }: TestServer) {
	await order(admin, (sql) => sql`drop database if exists ${sql(template)} with (force)`);
	if (!process.env.TEST_DATABASE_URL) await embedded.leave(dataFolder);
}

/** A database of its own, without people and polls; `bare` also without tables. */
export async function createDatabase(bare?: 'bare'): Promise<TestDatabase> {
	if (!server) throw new Error('Call use() or prepare() before createDatabase()');
	const { admin } = server;
	const template = bare ? 'template1' : server.template;
	const name = newName();
	await order(admin, (sql) => sql`create database ${sql(name)} template ${sql(template)}`);
	return {
		url: addressOf(admin, name),
		drop: () => order(admin, (sql) => sql`drop database if exists ${sql(name)} with (force)`)
	};
}

function newName() {
	return `test_${Math.floor(Date.now() / 1000)}_${randomBytes(4).toString('hex')}`;
}

/** Runs that were killed could not clean up; an hour is longer than any run. */
async function dropForgotten(admin: string) {
	await order(admin, async (sql) => {
		const found = await sql<{ name: string }[]>`select datname as name from pg_database`;
		for (const { name } of found) {
			const [, seconds] = /^test_(\d{10})_[0-9a-f]{8}$/.exec(name) ?? [];
			if (!seconds || Date.now() / 1000 - Number(seconds) < 3600) continue;
			await sql`drop database if exists ${sql(name)} with (force)`;
		}
	});
}

async function order(admin: string, what: (sql: postgres.Sql) => Promise<unknown>) {
	const sql = postgres(admin, { max: 1, onnotice: () => {} });
	try {
		await what(sql);
	} finally {
		await sql.end();
	}
}

function addressOf(admin: string, name: string) {
	const url = new URL(admin);
	url.pathname = `/${name}`;
	return url.href;
}
