import { alike, startBare } from '../bare-page';
import { byTurns, median, ratio, type Measurement } from '../figures';
import { load } from '../load';
import { aReader, cookieOf, twentyPolls } from '../readers';

const rounds = 5;

/** How much of what SvelteKit alone could do is left, once there are sessions, rules and a database. */
export default {
	about: 'pages a second, against a bare SvelteKit page of as many bytes and rows',
	async run({ origin }, { seconds: all }) {
		const poll = await twentyPolls();
		const reader = await aReader(origin);
		const cookie = cookieOf(reader);
		const results = `/polls/${poll}/results`;
		const bytes = async (path: string) => {
			await reader.get(path, path === '/' ? {} : { cookie: undefined });
			return Buffer.byteLength(reader.answer!.text);
		};
		const bare = await startBare();
		try {
			const bareList = await alike(bare, 20, await bytes('/'));
			const bareResults = await alike(bare, 3, await bytes(results));
			const seconds = all / (rounds + 1) / 2;
			const ask = (from: { origin: string }, path: string, headers = {}) =>
				load({ origin: from.origin, request: { path, headers }, seconds });
			const found = await byTurns(rounds, {
				list: () => ask({ origin }, '/', { cookie }),
				bareList: () => ask(bare, bareList),
				results: () => ask({ origin }, results),
				bareResults: () => ask(bare, bareResults)
			});
			return [
				{ what: 'GET / signed in, 20 polls', value: median(found.list), unit: '/s' },
				{ what: 'bare page of its size', value: median(found.bareList), unit: '/s' },
				{
					what: 'GET / signed in, to bare',
					value: ratio(found.list, found.bareList),
					unit: '',
					atLeast: 0.6,
					aim: 0.8
				},
				{ what: 'results, anonymous', value: median(found.results), unit: '/s' },
				{ what: 'bare page of its size', value: median(found.bareResults), unit: '/s' },
				{
					what: 'results, anonymous, to bare',
					value: ratio(found.results, found.bareResults),
					unit: '',
					atLeast: 0.8,
					aim: 1
				}
			];
		} finally {
			await bare.stop();
		}
	}
} satisfies Measurement;
