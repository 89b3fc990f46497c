import { createHash, randomBytes } from 'node:crypto';
import { sql } from 'drizzle-orm';
import { db } from '../../src/lib/server/db';

/**
 * Many members who are signed in, made straight in the tables: hashing that many passwords would take
 * minutes. Gives their cookies.
 */
export async function signedInMembers(count: number): Promise<string[]> {
	const tokens = Array.from({ length: count }, () =>
		[...randomBytes(40)].map((byte) => 'abcdefghijklmnopqrstuvwxyz234567'[byte % 32]).join('')
	);
	const hashes = tokens.map((token) => createHash('sha256').update(token).digest('hex'));
	await db.execute(sql`
		with crowd as (
			insert into users (username, username_key)
			select 'member ' || n, 'member ' || n from generate_series(1, ${count}) n
			returning id
		), numbered as (select id, row_number() over () as n from crowd)
		insert into sessions (id, user_id, expires_at)
		select hash, numbered.id, now() + interval '14 days'
		from numbered join unnest(string_to_array(${hashes.join()}, ',')) with ordinality as h (hash, n) using (n)`);
	return tokens.map((token) => `sessionid=${token}`);
}
