import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { basename, join } from 'node:path';
import { Command } from 'commander';
import { close, open } from '../../src/lib/server/db';
import { finish, prepare, projectFolder } from '../support/database';
import { startSite } from '../support/site';
import { isKept, type Figure, type Measurement } from './figures';

const folder = join(import.meta.dirname, 'measurements');
const names = readdirSync(folder)
	.filter((file) => file.endsWith('.ts'))
	.map((file) => basename(file, '.ts'));

async function load(name: string) {
	const module = (await import(join(folder, `${name}.ts`))) as { default: Measurement };
	return module.default;
}

/** Builds the site, and the bare page beside it. What the builds say goes where errors go: --json is for programs. */
function build() {
	for (const [command, cwd] of [
		['npm run build', projectFolder],
		['npx vite build', join(import.meta.dirname, 'bare')]
	] as const) {
		console.error(`Building in ${cwd} …`);
		const { status, stdout } = spawnSync(command, { cwd, shell: true, stdio: 'pipe' });
		if (status === 0) continue;
		console.error(String(stdout));
		program.error(`\`${command}\` failed in ${cwd}.`);
	}
}

async function measure(name: string, seconds: number): Promise<Figure[]> {
	const measurement = await load(name);
	console.error(`Measuring ${name}: ${measurement.about} …`);
	const site = await startSite({
		env: { LOG_LEVEL: 'error', VISITOR_PAGE_AGE: '1', ...measurement.env }
	});
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
	for (const figure of figures) {
		const { what, value, unit, atMost, atLeast = atMost, aim } = figure;
		const promise =
			atLeast === undefined
				? ''
				: `${atMost === undefined ? 'at least' : 'at most'} ${atLeast}${aim === undefined ? '' : `, aim ${aim}`}: ${isKept(figure) ? 'kept' : 'NOT KEPT'}`;
		const digits = value < 10 ? 2 : 0;
		console.log(
			`  ${what.padEnd(54)} ${value.toFixed(digits).padStart(8)} ${unit.padEnd(3)} ${promise}`
		);
	}
}

const program = new Command('bench')
	.description(
		'Measures the built site on this machine, each measurement on a new database. Run it on a calm machine.'
	)
	.argument('[names...]', `what to measure: ${names.join(', ')}; all if none is named`)
	.option('--json', 'print the figures as JSON')
	.option('--no-build', 'measure what was built last')
	.option('--seconds <number>', 'how long a load lasts', Number, 20)
	.action(
		async (wanted: string[], options: { json?: boolean; build: boolean; seconds: number }) => {
			const unknown = wanted.filter((name) => !names.includes(name));
			if (unknown.length) program.error(`There is no measurement ${unknown.join(', ')}.`);
			if (options.build) build();

			const server = await prepare();
			const results: Record<string, Figure[]> = {};
			try {
				for (const name of wanted.length ? wanted : names) {
					results[name] = await measure(name, options.seconds);
					if (!options.json) print(name, results[name]);
				}
			} finally {
				await finish(server);
			}
			if (options.json)
				console.log(JSON.stringify({ cores: availableParallelism(), results }, null, '\t'));
		}
	);

await program.parseAsync();
