import { sql } from 'drizzle-orm';
import { db } from '../../src/lib/server/db';
import * as polls from '../../src/lib/server/polls';
import { aPollAsking } from '../support/polls';
import { Visitor } from '../support/visitor';

/** Twenty polls, as a full page shows them, the last of them with 100 votes. Gives its id. */
export async function twentyPolls(): Promise<number> {
	for (let i = 1; i < 20; i++) await aPollAsking(`Who takes over the duty of week ${i}?`);
	const { id, choices } = await aPollAsking('Which drink shall we have?', 'Coffee', 'Tea', 'Mate');
	const crowd = await db.execute<{ id: string }>(
		sql`insert into users (username, username_key)
			select 'crowd ' || n, 'crowd ' || n from generate_series(1, 100) n returning id`
	);
	for (const [i, voter] of crowd.entries())
		await polls.vote(Number(voter.id), id, choices[i % 3]!.id);
	return id;
}

/** Somebody signed in through the site, to whom the greeting has been told. */
export async function aReader(origin: string, headers: Record<string, string> = {}) {
	const reader = new Visitor(origin, headers);
	const password = 'seven quiet herons';
	await reader.post('/signup', { username: 'reader', password, password_confirmation: password });
	await reader.follow();
	return reader;
}
