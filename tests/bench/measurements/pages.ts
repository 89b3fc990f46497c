import { alike, startBare } from '../bare-page';
import { byTurns, median, processorTimeOf, ratio, type Figure, type Measurement } from '../figures';
import { load } from '../load';
import type { Site } from '../../support/site';
import { aReader, twentyPolls } from '../readers';

const rounds = 5;
/** So many answers until the compilers have seen enough. */
const warmUp = 2_000;

type Asked = Pick<Site, 'origin' | 'process'>;

/** How much of what SvelteKit alone could do is left, once there are sessions, rules and a database. */
export default {
	about: 'pages a second, against a bare SvelteKit page of as many bytes and rows',
	async run({ origin, process }, { seconds: all }) {
		const poll = await twentyPolls();
		const reader = await aReader(origin);
		const cookie = reader.cookie;
		const results = `/polls/${poll}/results`;
		const bytes = async (path: string) => {
			await reader.get(path, path === '/' ? {} : { cookie: undefined });
			return Buffer.byteLength(reader.answer!.text);
		};
		const bare = await startBare();
		try {
			const bareList = await alike(bare, 20, await bytes('/'));
			const bareResults = await alike(bare, 3, await bytes(results));
			const seconds = all / rounds / 2;
			const costs: Record<string, number[]> = {};
			const ask = async (name: string, from: Asked, path: string, headers = {}) => {
				const costsOf = (costs[name] ??= []);
				const request = { path, headers };
				if (!costsOf.length) await load({ origin: from.origin, request, amount: warmUp });
				const before = processorTimeOf(from.process.pid);
				const rate = await load({ origin: from.origin, request, seconds });
				costsOf.push((processorTimeOf(from.process.pid) - before) / (rate * seconds));
				return rate;
			};
			const site = { origin, process };
			const found = await byTurns(rounds, {
				list: () => ask('list', site, '/', { cookie }),
				bareList: () => ask('bareList', bare, bareList),
				results: () => ask('results', site, results),
				bareResults: () => ask('bareResults', bare, bareResults)
			});
			const against = (what: string, ours: 'list' | 'results', atLeast: number, aim: number) => {
				const theirs = ours === 'list' ? 'bareList' : 'bareResults';
				return [
					{ what, value: median(found[ours]), unit: '/s' },
					{ what: 'bare page of its size', value: median(found[theirs]), unit: '/s' },
					{
						what: `${what}, to bare`,
						value: ratio(found[ours], found[theirs]),
						unit: '',
						atLeast,
						aim
					},
					{ what: 'processor time of one', value: median(costs[ours]!), unit: 'ms' },
					{ what: 'processor time of a bare one', value: median(costs[theirs]!), unit: 'ms' },
					{
						what: 'the same ratio, by processor time',
						value: ratio(costs[theirs]!, costs[ours]!),
						unit: ''
					}
				] satisfies Figure[];
			};
			return [
				...against('GET / signed in, 20 polls', 'list', 0.6, 0.8),
				...against('results, anonymous', 'results', 0.8, 1)
			];
		} finally {
			await bare.stop();
		}
	}
} satisfies Measurement;
