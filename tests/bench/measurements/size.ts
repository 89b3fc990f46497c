import postgres from 'postgres';
import { createDatabase } from '../../support/database';
import { startSite } from '../../support/site';
import { byTurns, ratio, type Measurement } from '../figures';
import { load } from '../load';
import { aReader } from '../readers';

const rounds = 5;

/** What a site holds: people, each of whom has a session and has voted in the newest poll, and polls. */
type Size = { people: number; polls: number };

const small: Size = { people: 1_000, polls: 100 };
const large: Size = { people: 1_000_000, polls: 100_000 };

/** Gives the id of the newest poll, in which the first of the people have voted. */
async function fill(url: string, { people, polls }: Size, votes: number): Promise<number> {
	const sql = postgres(url, { max: 1, onnotice: () => {} });
	try {
		await sql`insert into users (username, username_key)
			select 'member ' || n, 'member ' || n from generate_series(1, ${people}::int) n`;
		await sql`insert into sessions (id, user_id, expires_at)
			select encode(sha256(id::text::bytea), 'hex'), id, now() + interval '14 days' from users`;
		await sql`insert into polls (question)
			select 'Who takes over the duty of week ' || n || '?' from generate_series(1, ${polls}::int) n`;
		await sql`insert into choices (poll_id, text)
			select id, text from polls, (values ('Ada'), ('Bea'), ('Cleo')) c (text)`;
		const [newest] = await sql<{ id: string }[]>`select max(id) as id from polls`;
		await sql`insert into votes (poll_id, choice_id, user_id)
			select c.poll_id, c.id, u.id
			from (select id, row_number() over (order by id) as n from users limit ${votes}) u
			join (select id, poll_id, row_number() over (order by id) as n
				from choices where poll_id = ${newest!.id}) c on c.n = 1 + u.n % 3`;
		await sql`vacuum analyze`;
		return Number(newest!.id);
	} finally {
		await sql.end();
	}
}

const figure = (what: string, value: number, atLeast: number) =>
	({ what, value, unit: '', atLeast, aim: 1 }) as const;

/** Whether pages get slower as the site fills up. */
export default {
	about: 'a site with a million sessions, a million votes and 100,000 polls, against a small one',
	// Each page is made anew, or those that visitors share would be compared with each other.
	env: { VISITOR_PAGE_AGE: '0' },
	async run(full, { seconds: all }) {
		const other = await createDatabase();
		const empty = await startSite({ database: other, env: { LOG_LEVEL: 'error' } });
		try {
			const smallPoll = await fill(empty.database.url, small, 100);
			const largePoll = await fill(full.database.url, large, large.people);
			const seconds = all / (rounds + 1) / 2;
			const signedIn = async ({ origin }: { origin: string }) => (await aReader(origin)).cookie;
			const [fullCookie, emptyCookie] = [await signedIn(full), await signedIn(empty)];
			const ask = ({ origin }: { origin: string }, path: string, cookie?: string) =>
				load({ origin, request: { path, headers: cookie ? { cookie } : {} }, seconds });
			const found = await byTurns(rounds, {
				signedIn: () => ask(full, '/', fullCookie),
				signedInSmall: () => ask(empty, '/', emptyCookie),
				results: () => ask(full, `/polls/${largePoll}/results`),
				resultsSmall: () => ask(empty, `/polls/${smallPoll}/results`),
				list: () => ask(full, '/'),
				listSmall: () => ask(empty, '/')
			});
			return [
				figure(
					'GET / signed in, 1,000,000 sessions to 1,000',
					ratio(found.signedIn, found.signedInSmall),
					0.95
				),
				figure('results of 1,000,000 votes to 100', ratio(found.results, found.resultsSmall), 0.9),
				figure('GET /, 100,000 polls to 100', ratio(found.list, found.listSmall), 0.9)
			];
		} finally {
			await empty.stop();
			await other.drop();
		}
	}
} satisfies Measurement;
