import { readdirSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { basename, join } from 'node:path';
import { Command } from 'commander';
import { close, open } from '../../src/lib/server/db';
import { finish, prepare } from '../support/database';
import { startSite } from '../support/site';
import type { Figure, Measurement } from './figures';

const folder = join(import.meta.dirname, 'measurements');
const names = readdirSync(folder)
	.filter((file) => file.endsWith('.ts'))
	.map((file) => basename(file, '.ts'));

async function load(name: string) {
	const module = (await import(join(folder, `${name}.ts`))) as { default: Measurement };
	return module.default;
}

async function measure(name: string, seconds: number): Promise<Figure[]> {
	const measurement = await load(name);
	const site = await startSite({ env: { LOG_LEVEL: 'error', ...measurement.env } });
	await open(site.database.url);
	try {
		return await measurement.run(site, { seconds });
	} finally {
		await close();
		await site.stop();
	}
}

function print(name: string, figures: Figure[]) {
	console.log(`\n${name}`);
	for (const { what, value, unit, atMost } of figures) {
		const promise =
			atMost === undefined ? '' : `  (at most ${atMost}: ${value <= atMost ? 'kept' : 'BROKEN'})`;
		console.log(`  ${what.padEnd(52)} ${value.toFixed(1).padStart(8)} ${unit}${promise}`);
	}
}

const program = new Command('bench')
	.description(
		'Measures the built site on this machine, each measurement on a new database. Run it on a calm machine.'
	)
	.argument('[names...]', `what to measure: ${names.join(', ')}; all if none is named`)
	.option('--json', 'print the figures as JSON')
	.option('--seconds <number>', 'how long a load lasts', Number, 20)
	.action(async (wanted: string[], { json, seconds }: { json?: boolean; seconds: number }) => {
		const unknown = wanted.filter((name) => !names.includes(name));
		if (unknown.length) program.error(`There is no measurement ${unknown.join(', ')}.`);

		const server = await prepare();
		const results: Record<string, Figure[]> = {};
		try {
			for (const name of wanted.length ? wanted : names) {
				results[name] = await measure(name, seconds);
				if (!json) print(name, results[name]);
			}
		} finally {
			await finish(server);
		}
		if (json) console.log(JSON.stringify({ cores: availableParallelism(), results }, null, '\t'));
	});

await program.parseAsync();
