import { Visitor } from '../../support/visitor';
import { median, memoryOf, quantile, type Figure, type Measurement } from '../figures';
import { aReader, twentyPolls } from '../readers';
import { read } from '../reading';

const clients = 64;

/** What a signed-in reader and the memory feel of 64 clients that post sign-ins without a pause. */
export default {
	about: `signed-in pages and memory while ${clients} clients flood /login`,
	env: { ADDRESS_HEADER: 'X-Forwarded-For' },
	async run({ origin, process }, { seconds: all }) {
		await twentyPolls();
		const reader = await aReader(origin, { 'x-forwarded-for': '192.0.2.1' });
		const seconds = all / 3;
		const calm = (await read(reader, seconds)).pages;
		const figures: Figure[] = [
			{ what: 'page in calm, median', value: median(calm), unit: 'ms' },
			{ what: 'page in calm, p99', value: quantile(calm, 0.99), unit: 'ms' }
		];

		// From one address the limits answer; from many, the hashing and its queue.
		for (const [from, address] of [
			['one address', () => '198.51.100.1'],
			['many addresses', (i: number) => `10.${(i >> 16) & 255}.${(i >> 8) & 255}.${i & 255}`]
		] as const) {
			const before = memoryOf(process.pid);
			let most = before;
			const watch = setInterval(() => (most = Math.max(most, memoryOf(process.pid))), 50);
			let count = 0;
			let flooding = true;
			const statuses: Record<number, number> = {};
			const begun = Date.now();
			const flood = Promise.all(
				Array.from({ length: clients }, async () => {
					while (flooding) {
						const i = count++;
						const who = new Visitor(origin, { 'x-forwarded-for': address(i) });
						const fields = { username: `nobody ${i}`, password: 'wrong one' };
						const { status } = await who.post('/login', fields);
						statuses[status] = (statuses[status] ?? 0) + 1;
					}
				})
			);
			const { pages, files } = await read(reader, seconds);
			flooding = false;
			await flood;
			clearInterval(watch);
			const lasted = (Date.now() - begun) / 1000;
			const what = (words: string) => `${words}, flood from ${from}`;
			figures.push(
				{ what: what('page, median'), value: median(pages), unit: 'ms' },
				{ what: what('page, p99'), value: quantile(pages, 0.99), unit: 'ms', atMost: 300 },
				{ what: what('file, p99'), value: quantile(files, 0.99), unit: 'ms' },
				{ what: what('memory grown'), value: most - before, unit: 'MB', atMost: 200 },
				...Object.entries(statuses).map(([status, times]) => ({
					what: what(`answers ${status}`),
					value: times / lasted,
					unit: '/s' as const
				}))
			);
		}
		return figures;
	}
} satisfies Measurement;
