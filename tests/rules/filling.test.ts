import { eq, isNotNull, sql } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { db } from '../../src/lib/server/db';
import { polls as table, users, votes } from '../../src/lib/server/db/schema';
import * as polls from '../../src/lib/server/polls';
import * as samples from '../../src/lib/server/samples';

test('a new site has a dozen sample polls with votes, filled once, and nobody who could sign in', async () => {
	await Promise.all([samples.fillOnce(), samples.fillOnce(), samples.fillOnce()]);
	const { polls: shown } = await polls.list(null, 'all', 1);
	expect(shown).toHaveLength(12);
	expect(shown.filter(({ votes }) => votes > 20).length).toBeGreaterThan(8);
	expect(shown.some(({ closed }) => closed) && shown.some(({ closed }) => !closed)).toBe(true);
	expect(shown.every(({ question }) => question.endsWith('?'))).toBe(true);

	expect(await db.$count(users, isNotNull(users.passwordHash))).toBe(0);
	expect(await db.$count(users, eq(users.isSuperuser, true))).toBe(0);
	const untimely = sql`${votes.createdAt} not between ${table.createdAt} and coalesce(${table.closesAt}, now())`;
	const rows = db.select().from(votes).innerJoin(table, eq(table.id, votes.pollId)).where(untimely);
	expect(await rows).toEqual([]);
});

test('a site with a poll of its own is left alone', async () => {
	await db.execute(sql`truncate polls, users cascade`);
	await polls.create(null, { question: 'Ours?', choices: ['Yes', 'No'] });
	await samples.fillOnce();
	expect(await db.$count(table)).toBe(1);
});
