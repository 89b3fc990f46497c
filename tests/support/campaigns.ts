import type { Cluster } from './cluster';
import { gather, statuses } from './crowds';
import { aPassword } from './people';
import { Visitor } from './visitor';

let campaigns = 0;

/** People who sign up and vote, one after the other in each lane, and what they were told. */
export function campaign(origins: string[], lanes: number) {
	const number = ++campaigns;
	const signedUp: string[] = [];
	const voted: string[] = [];
	/** The times at which a sign-up or a vote was confirmed, in milliseconds. */
	const confirmed: number[] = [];
	const crowd = gather(lanes, async (lane, round) => {
		const username = `C${number} lane ${lane} round ${round}`;
		const visitor = new Visitor(origins[(lane + round) % origins.length]!);
		const fields = { username, password: aPassword, password_confirmation: aPassword };
		const joined = await visitor.post('/signup', fields);
		if (joined.status !== 303) return joined;
		signedUp.push(username);
		const cast = await visitor.post('/polls/1', { choice_id: `${1 + (round % 2)}` });
		if (cast.status !== 303) return cast;
		voted.push(username);
		confirmed.push(crowd.since());
		return cast;
	});
	return {
		number,
		signedUp,
		voted,
		confirmed,
		since: crowd.since,
		seen: crowd.seen,
		/** Ends it. Gives how often each status was seen. */
		end: async () => statuses(await crowd.leave())
	};
}

/** The next poll, number 1 in a new database, with two choices, numbers 1 and 2 there. */
export const publish = (cluster: Cluster, number = 1) =>
	cluster.ask(`insert into polls (question) values ('Tea?');
		insert into choices (poll_id, text) values (${number}, 'Yes'), (${number}, 'No')`);

/** What of a campaign the database has: nothing in these lists may be there. */
export async function lost(
	cluster: Cluster,
	{ number, signedUp, voted }: Pick<ReturnType<typeof campaign>, 'number' | 'signedUp' | 'voted'>
) {
	const accounts = await cluster.ask<{ username: string; sessions: string; votes: string }>(`
		select username,
			(select count(*) from sessions where user_id = users.id) as sessions,
			(select count(*) from votes where user_id = users.id) as votes
		from users where username like 'C${number} lane %'`);
	const known = new Map(accounts.map((account) => [account.username, account]));
	const wrongTallies = await cluster.ask(`
		select choice_id, votes, counted from tallies join (
			select choices.id as choice_id, count(votes.id) as counted
			from choices left join votes on votes.choice_id = choices.id group by choices.id
		) as counts using (choice_id) where votes <> counted`);
	return {
		accounts: signedUp.filter((name) => !known.has(name)),
		votes: voted.filter((name) => known.get(name)?.votes !== '1'),
		// An account and its first session come into being together.
		halfMade: accounts.filter(({ sessions }) => sessions !== '1'),
		wrongTallies
	};
}
