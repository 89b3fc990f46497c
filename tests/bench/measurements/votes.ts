import * as polls from '../../../src/lib/server/polls';
import { aPollAsking } from '../../support/polls';
import { median, type Measurement } from '../figures';
import { load } from '../load';
import { signedInMembers } from '../members';

const rounds = 5;
const voters = 1_500;

/** Everybody votes in one poll at once, over HTTP; each round is another poll. */
export default {
	about: `votes a second of ${voters} members on one hot poll, and whether the tally is exact`,
	async run({ origin }) {
		const cookies = await signedInMembers(voters);
		const rates: number[] = [];
		let miscounted = 0;
		for (let round = -1; round < rounds; round++) {
			const poll = await aPollAsking(`Round ${round}?`, 'Coffee', 'Tea', 'Mate');
			const expected = new Map(poll.choices.map(({ id }) => [id, 0]));
			let next = 0;
			const vote = () => {
				const choice = poll.choices[next % 3]!.id;
				const cookie = cookies[next++ % voters]!;
				if (next <= voters) expected.set(choice, expected.get(choice)! + 1);
				return {
					method: 'POST' as const,
					path: `/polls/${poll.id}`,
					headers: { cookie, origin, 'content-type': 'application/x-www-form-urlencoded' },
					body: `choice_id=${choice}`
				};
			};
			const rate = await load({ origin, request: vote, amount: voters, clients: 32, status: 303 });
			if (round >= 0) rates.push(rate);
			for (const { id, votes } of (await polls.find(poll.id))!.choices)
				miscounted += Math.abs(votes - expected.get(id)!);
		}
		return [
			{ what: 'votes', value: median(rates), unit: '/s', atLeast: 500, aim: 2000 },
			{ what: 'votes lost or counted twice', value: miscounted, unit: '', atMost: 0 }
		];
	}
} satisfies Measurement;
