import { readFileSync } from 'node:fs';
import { sql } from 'drizzle-orm';
import { db } from '../../../src/lib/server/db';
import { aMember, aPassword, uniquely, type Member } from '../../support/people';
import { aSuperuser } from '../../support/superusers';
import { Visitor } from '../../support/visitor';
import { timed, type Figure, type Measurement } from '../figures';

const votesOfOne = 100_000;
const votesInOne = 1_000_000;

/** Without the checks and tallies of each vote, which are not measured here; tallies are set at the end. */
const fill = (...statements: ReturnType<typeof sql>[]) =>
	db.transaction(async (tx) => {
		await tx.execute(sql`set local statement_timeout = 0`);
		for (const each of statements) await tx.execute(each);
		await tx.execute(sql`update tallies t set votes = counted.votes
			from (select choice_id, count(*) as votes from votes group by 1) counted
			where t.choice_id = counted.choice_id and t.votes <> counted.votes`);
	});

/** Somebody's vote in as many polls, every other one of them closed. */
const voteEverywhere = ({ id }: Member) =>
	fill(
		sql`with made as (
				insert into polls (question) select 'Poll ' || n || '?'
				from generate_series(1, ${votesOfOne}::int) n returning id
			) insert into choices (poll_id, text) select id, text from made, (values ('Yes'), ('No')) c(text)`,
		sql`set local session_replication_role = replica`,
		sql`insert into votes (poll_id, choice_id, user_id)
			select poll_id, min(id), ${id}::bigint from choices group by poll_id`,
		sql`update polls set closes_at = now() where id % 2 = 0`,
		sql`analyze`
	);

/** A poll of this author's in which very many have voted. */
async function aHugePoll({ id }: Member) {
	const [made] = await db.execute<{ id: string }>(sql`
		insert into polls (question, author_id) values ('Who is the mayor?', ${id}::bigint) returning id`);
	const poll = Number(made!.id);
	await fill(
		sql`insert into choices (poll_id, text)
			select ${poll}::bigint, 'Choice ' || n from generate_series(1, 20) n`,
		sql`set local session_replication_role = replica`,
		sql`insert into votes (poll_id, choice_id)
			select ${poll}::bigint, (array_agg(id))[1 + n % 20] from choices,
			generate_series(1, ${votesInOne}::int) n where poll_id = ${poll}::bigint group by n`,
		sql`analyze votes`
	);
	return poll;
}

const memory = (pid: number | undefined) =>
	Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024;

/** How long the biggest deletions and downloads take. */
export default {
	about: 'deleting an account with 100,000 votes and polls with 1,000,000; downloading the votes',
	async run({ origin, process }) {
		const figures: Figure[] = [];
		const measure = async (
			what: string,
			status: number,
			ask: () => Promise<{ status: number }>
		) => {
			let answer: { status: number } | undefined;
			const value = await timed(async () => (answer = await ask()));
			if (answer?.status !== status) throw new Error(`${what} was answered ${answer?.status}`);
			figures.push({ what, value, unit: 'ms' });
		};
		const signedIn = async ({ username }: Member) => {
			const visitor = new Visitor(origin);
			await visitor.post('/login', { username, password: aPassword });
			await visitor.follow();
			return visitor;
		};

		const [bea, root] = [await aMember(uniquely('bea')), await aSuperuser()];
		const poll = `/polls/${await aHugePoll(bea)}`;
		const author = await signedIn(bea);
		await measure('its author deletes the huge poll', 303, () => author.post(`${poll}/delete`));
		const other = `/administration/polls/${await aHugePoll(bea)}`;
		const superuser = await signedIn(root);
		await measure('a superuser deletes the huge poll', 303, () =>
			superuser.post(`${other}?/delete`)
		);

		const ada = await aMember(uniquely('ada'));
		await voteEverywhere(ada);
		const leaving = await signedIn(ada);
		const before = memory(process.pid);
		let most = before;
		const watch = setInterval(() => (most = Math.max(most, memory(process.pid))), 20);
		await measure('the votes are downloaded', 200, () => leaving.get('/account/data/download'));
		clearInterval(watch);
		figures.push({ what: 'memory meanwhile, above before', value: most - before, unit: 'MB' });
		await measure('the page that forecasts', 200, () => leaving.get('/account/delete'));
		const fields = { confirmation: ada.username, polls: 'leave' };
		await measure('the voter leaves', 303, () => leaving.post('/account/delete', fields));
		return figures;
	}
} satisfies Measurement;
