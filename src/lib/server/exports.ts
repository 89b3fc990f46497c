import { sql, type SQL } from 'drizzle-orm';
import { db } from './db';
import { choices, polls, sessions, users, votes } from './db/schema';
import { accountEvents, activities, formerUsernames, recoveryCodes } from './db/schema-accounts';
import type { User } from './users';

/** How many rows are held in memory at a time, however much there is. */
const batch = 500;

/**
 * Everything that the site holds about the person, as the text of one JSON object, piece by piece.
 * Of secrets it says only that there are some: whoever finds the file gets in nowhere with it.
 */
export async function* of({ id }: User): AsyncGenerator<string> {
	const [account] = await db.execute(sql`
		select to_json(a) as row from (
			select id, username, is_active, created_at, last_login from ${users} where id = ${id}
		) a`);
	const [codes] = await db.execute(sql`
		select to_json(c) as row from (
			select count(*) as unused, max(created_at) as made_at
			from ${recoveryCodes} where user_id = ${id}
		) c`);
	yield `{\n"account": ${JSON.stringify(account?.row)},\n`;
	yield `"recovery_codes": ${JSON.stringify(codes?.row)}`;

	for (const [name, rows] of Object.entries(lists(id))) {
		yield `,\n"${name}": [`;
		let separator = '\n';
		for await (const row of all(rows)) {
			yield separator + JSON.stringify(row);
			separator = ',\n';
		}
		yield '\n]';
	}
	yield '\n}\n';
}

/** The rows of a list, read on from the last one's `key`: offsets would get slower with every batch. */
async function* all(rows: SQL) {
	for (let after = -1; ;) {
		const page = await db.execute<{ row: { key: number } }>(sql`
			select to_json(list) as row from (${rows}) as list
			where key > ${after} order by key limit ${batch}`);
		for (const { row } of page) yield { ...row, key: undefined };
		if (page.length < batch) return;
		after = page.at(-1)!.row.key;
	}
}

// Texts by subqueries: joins would be made anew from the first row on with every batch.
const lists = (user: number): Record<string, SQL> => ({
	former_usernames: sql`
		select row_number() over (order by key) as key, key as name, until as kept_until
		from ${formerUsernames} where user_id = ${user}`,
	sessions: sql`
		select number as key, device, created_at as first_seen, last_seen_at as last_seen, expires_at
		from ${sessions} where user_id = ${user}`,
	votes: sql`
		select v.poll_id as key, v.poll_id as poll,
			(select question from ${polls} p where p.id = v.poll_id) as question,
			(select text from ${choices} c where c.poll_id = v.poll_id and c.id = v.choice_id) as choice,
			v.created_at as cast_at
		from ${votes} v where v.user_id = ${user}`,
	polls: sql`
		select p.id as key, p.id as poll, p.question, p.created_at, p.closes_at,
			(select json_agg(c.text order by c.id) from ${choices} c where c.poll_id = p.id) as choices
		from ${polls} p where p.author_id = ${user}`,
	log: sql`
		select id as key, at, kind, device from ${accountEvents} where user_id = ${user}`,
	administration: sql`
		select id as key, at, action, subject, reason from ${activities} where user_id = ${user}`,
	administered_by_you: sql`
		select id as key, at, action, subject, reason from ${activities} where actor_id = ${user}`
});
