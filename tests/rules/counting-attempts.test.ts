import { inArray } from 'drizzle-orm';
import { expect, test } from 'vitest';
import * as attempts from '../../src/lib/server/attempts';
import { db } from '../../src/lib/server/db';
import { attempts as table } from '../../src/lib/server/db/schema-accounts';

test('those who give back the same counts at once do not wait for each other in a circle', async () => {
	const { address, pair, account } = attempts.counters();
	const steps = [address, pair, account].map((counter) => ({ counter, key: 'crowd' }));
	const keys = steps.map(attempts.stored);
	const crowd = 400;
	for (const { counter, key } of steps) await counter.set(key, crowd, 60);

	await Promise.all(
		Array.from({ length: crowd }, (_, i) => attempts.giveBack(i % 2 ? keys : keys.toReversed()))
	);
	const left = await db.select().from(table).where(inArray(table.key, keys));
	expect(left.map(({ points }) => points)).toEqual([0, 0, 0]);
});
