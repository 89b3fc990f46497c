import { availableParallelism } from 'node:os';
import * as argon2 from '@node-rs/argon2';
import { aMember, aPassword } from '../../support/people';
import { Visitor } from '../../support/visitor';
import { byTurns, median, quantile, ratio, type Measurement } from '../figures';
import { aReader, twentyPolls } from '../readers';
import { read, type Reading } from '../reading';

const rounds = 4;
const clients = 16;
const cores = availableParallelism();
const permits = Math.max(1, cores - 1);

/** Runs this over and over, so many at once, for so many seconds. Gives how often a second. */
async function perSecond(atOnce: number, seconds: number, work: (i: number) => Promise<unknown>) {
	let done = 0;
	const begun = performance.now();
	const end = begun + seconds * 1000;
	const one = async () => {
		while (performance.now() < end) await work(done++);
	};
	await Promise.all(Array.from({ length: atOnce }, one));
	return (1000 * done) / (performance.now() - begun);
}

/** How fast people get in, and what those who only read feel of it. */
export default {
	about: `sign-ins a second of ${clients} clients, against raw hashing, and readers meanwhile`,
	env: { ADDRESS_HEADER: 'X-Forwarded-For' },
	async run({ origin }, { seconds: all }) {
		await twentyPolls();
		const reader = await aReader(origin, { 'x-forwarded-for': '192.0.2.1' });
		const people = await Promise.all(
			Array.from({ length: clients }, (_, i) => aMember(`member ${i}`))
		);
		const hash = await argon2.hash(aPassword, { memoryCost: 19_456, timeCost: 2, parallelism: 1 });
		const seconds = all / (rounds + 1) / 2;

		const signIn = async (i: number) => {
			const who = new Visitor(origin, { 'x-forwarded-for': `10.0.0.${i % clients}` });
			const { username, password } = people[i % clients]!;
			const { status } = await who.post('/login', { username, password });
			if (status !== 303) throw new Error(`A sign-in was answered ${status}`);
		};
		const verify = () => argon2.verify(hash, aPassword);
		const calm: Reading[] = [];
		const busy: Reading[] = [];
		// Of all rounds together but the first, which warms up: of the hundred in one, it would be the slowest.
		const p99 = (readings: Reading[], what: keyof Reading) =>
			quantile(
				readings.slice(1).flatMap((each) => each[what]),
				0.99
			);

		const found = await byTurns(rounds, {
			calm: async () => calm.push(await read(reader, seconds)),
			signIns: async () => {
				const [rate, reading] = await Promise.all([
					perSecond(clients, seconds + 0.5, signIn),
					read(reader, seconds)
				]);
				busy.push(reading);
				return rate;
			},
			rawOnAll: () => perSecond(cores, seconds, verify),
			rawPermitted: () => perSecond(permits, seconds, verify)
		});
		return [
			{ what: `sign-ins, ${clients} clients`, value: median(found.signIns), unit: '/s' },
			{ what: `raw verifies, ${cores} at once`, value: median(found.rawOnAll), unit: '/s' },
			{ what: `raw verifies, ${permits} at once`, value: median(found.rawPermitted), unit: '/s' },
			{
				what: `sign-ins, to ${cores} raw at once`,
				value: ratio(found.signIns, found.rawOnAll),
				unit: '',
				atLeast: 0.7,
				aim: 0.85
			},
			{
				what: `sign-ins, to ${permits} raw at once`,
				value: ratio(found.signIns, found.rawPermitted),
				unit: ''
			},
			{ what: 'page, p99 in calm', value: p99(calm, 'pages'), unit: 'ms' },
			{ what: 'page, p99 meanwhile', value: p99(busy, 'pages'), unit: 'ms' },
			{
				what: 'page, p99 meanwhile, to calm',
				value: p99(busy, 'pages') / p99(calm, 'pages'),
				unit: '',
				atMost: 2.5,
				aim: 1.5
			},
			{ what: 'file, p99 in calm', value: p99(calm, 'files'), unit: 'ms' },
			{ what: 'file, p99 meanwhile', value: p99(busy, 'files'), unit: 'ms' },
			{
				what: 'file, p99 meanwhile, to calm',
				value: p99(busy, 'files') / p99(calm, 'files'),
				unit: '',
				atMost: 3,
				aim: 1.5
			}
		];
	}
} satisfies Measurement;
