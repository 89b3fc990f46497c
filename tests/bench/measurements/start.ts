import { startBare } from '../bare-page';
import { byTurns, median, memoryOf, ratio, type Measurement } from '../figures';
import { load } from '../load';
import { aReader, twentyPolls } from '../readers';
import { startSite } from '../../support/site';

const rounds = 5;

/** From the command to the first page, and what the process weighs then and after work. */
export default {
	about: 'start of the built site, and its memory, against the bare page’s',
	async run({ origin, database }, { seconds: all }) {
		await twentyPolls();
		const cookie = (await aReader(origin)).cookie;
		const seconds = all / (rounds + 1) / 2;
		const memory = { idle: [] as number[], bareIdle: [] as number[] };
		const loaded = { site: [] as number[], bare: [] as number[] };

		const times = await byTurns(rounds, {
			site: async () => {
				const begun = performance.now();
				const site = await startSite({ database, env: { LOG_LEVEL: 'error' } });
				const time = performance.now() - begun;
				memory.idle.push(memoryOf(site.process.pid));
				await load({ origin: site.origin, request: { path: '/', headers: { cookie } }, seconds });
				loaded.site.push(memoryOf(site.process.pid));
				await site.stop();
				return time;
			},
			bare: async () => {
				const begun = performance.now();
				const bare = await startBare();
				const time = performance.now() - begun;
				memory.bareIdle.push(memoryOf(bare.process.pid));
				await load({ origin: bare.origin, request: { path: '/?rows=20&length=300' }, seconds });
				loaded.bare.push(memoryOf(bare.process.pid));
				await bare.stop();
				return time;
			}
		});
		return [
			{
				what: 'start to first 200',
				value: median(times.site) / 1000,
				unit: 's',
				atMost: 0.4,
				aim: 0.2
			},
			{ what: 'the bare page’s', value: median(times.bare) / 1000, unit: 's' },
			{ what: 'memory, idle', value: median(memory.idle), unit: 'MB' },
			{
				what: 'memory, idle, to bare',
				value: ratio(memory.idle, memory.bareIdle),
				unit: '',
				atMost: 1.5,
				aim: 1.2
			},
			{ what: 'memory after load', value: median(loaded.site), unit: 'MB' },
			{
				what: 'memory after load, to bare',
				value: ratio(loaded.site, loaded.bare),
				unit: '',
				atMost: 1.1,
				aim: 1
			}
		];
	}
} satisfies Measurement;
