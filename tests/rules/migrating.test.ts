import { inject, expect, test } from 'vitest';
import postgres from 'postgres';
import { migrate } from '../../src/lib/server/db/migrations';

test('four processes that migrate an empty database at once leave it migrated once', async () => {
	const { admin } = inject('server');
	const name = `migrating_${process.pid}`;
	const sql = postgres(admin, { max: 1, onnotice: () => {} });
	const url = new URL(admin);
	url.pathname = `/${name}`;
	try {
		await sql`create database ${sql(name)}`;
		await Promise.all(Array.from({ length: 4 }, () => migrate(url.href)));
		await migrate(url.href);

		const migrated = postgres(url.href, { max: 1 });
		const applied = await migrated`select hash from drizzle.__drizzle_migrations`;
		await migrated.end();
		expect(applied.length).toBeGreaterThan(1);
		expect(new Set(applied.map(({ hash }) => hash)).size).toBe(applied.length);
	} finally {
		await sql`drop database if exists ${sql(name)} with (force)`;
		await sql.end();
	}
});
