import { readFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { aPollAsking } from '../../support/polls';
import { Visitor } from '../../support/visitor';
import { median, quantile, timed, type Figure, type Measurement } from '../figures';

const clients = 64;

/** Memory of a process, in MB; Linux only. */
function memoryOf(pid: number | undefined) {
	const status = readFileSync(`/proc/${pid}/status`, 'utf8');
	return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1024;
}

/** What a signed-in reader and the memory feel of 64 clients that post sign-ins without a pause. */
export default {
	about: `signed-in pages and memory while ${clients} clients flood /login`,
	env: { ADDRESS_HEADER: 'X-Forwarded-For' },
	async run({ origin, process }, { seconds }) {
		for (let i = 0; i < 20; i++) await aPollAsking(`Question ${i}?`);
		const reader = new Visitor(origin, { 'x-forwarded-for': '192.0.2.1' });
		const password = 'seven quiet herons';
		await reader.post('/signup', { username: 'reader', password, password_confirmation: password });
		const read = () => timed(() => reader.get('/'));

		const figures: Figure[] = [];
		for (let i = 0; i < 100; i++) await read();
		const calm: number[] = [];
		for (let i = 0; i < 200; i++) calm.push(await read());
		figures.push({ what: 'page in calm, median', value: median(calm), unit: 'ms' });

		// From one address the limits answer; from many, the hashing and its queue.
		for (const [from, address] of [
			['one address', () => '198.51.100.1'],
			['many addresses', (i: number) => `10.${(i >> 16) & 255}.${(i >> 8) & 255}.${i & 255}`]
		] as const) {
			const before = memoryOf(process.pid);
			let most = before;
			let count = 0;
			const statuses: Record<number, number> = {};
			const end = Date.now() + seconds * 1000;
			const flood = Promise.all(
				Array.from({ length: clients }, async () => {
					while (Date.now() < end) {
						const i = count++;
						const who = new Visitor(origin, { 'x-forwarded-for': address(i) });
						const fields = { username: `nobody ${i}`, password: 'wrong one' };
						const { status } = await who.post('/login', fields);
						statuses[status] = (statuses[status] ?? 0) + 1;
					}
				})
			);
			const pages: number[] = [];
			const files: number[] = [];
			await wait(500);
			while (Date.now() < end) {
				pages.push(await read());
				files.push(await timed(() => reader.get('/favicon.svg')));
				most = Math.max(most, memoryOf(process.pid));
				await wait(20);
			}
			await flood;
			const what = (words: string) => `${words}, flood from ${from}`;
			figures.push(
				{ what: what('page, median'), value: median(pages), unit: 'ms' },
				{ what: what('page, p99'), value: quantile(pages, 0.99), unit: 'ms', atMost: 300 },
				{ what: what('file, p99'), value: quantile(files, 0.99), unit: 'ms' },
				{ what: what('memory grown'), value: most - before, unit: 'MB', atMost: 200 },
				...Object.entries(statuses).map(([status, times]) => ({
					what: what(`answers ${status}`),
					value: times / seconds,
					unit: '/s' as const
				}))
			);
		}
		return figures;
	}
} satisfies Measurement;
