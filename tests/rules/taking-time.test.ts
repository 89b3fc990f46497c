import { sql } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { db, takeTime, type Database } from '../../src/lib/server/db';

async function limits(database: Database) {
	const [found] = await database.execute(sql`
		select current_setting('statement_timeout') as statement, current_setting('lock_timeout') as lock`);
	return found;
}

test('a large deletion takes its time, but waits for a lock no longer than a statement usually takes', async () => {
	const usual = await limits(db);
	expect(usual).toEqual({ statement: '5s', lock: '500ms' });
	await db.transaction(async (tx) => {
		await takeTime(tx);
		expect(await limits(tx)).toEqual({ statement: '5min', lock: '5s' });
	});
	// As many as there may be connections in the pool.
	const after = await Promise.all(Array.from({ length: 20 }, () => limits(db)));
	for (const each of after) expect(each).toEqual(usual);
});
