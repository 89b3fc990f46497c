import { sveltekit } from '@sveltejs/kit/vite';
import type { Plugin } from 'vite';
import { defineConfig } from 'vitest/config';
// Reading the settings here stops `vite dev` at once, with the wrong setting's name.
import './src/lib/server/config.ts';

/** Takes 2 KB out of every page's script: what libraries bring along for cases that this site has not. */
const lighter: Plugin = {
	name: 'lighter',
	apply: 'build',
	enforce: 'pre',
	// Vite's helper fetches a part's own parts and styles. All styles come with the first page, Kit
	// names the parts of the page in its head, and those of the next are fetched while a link is aimed at.
	resolveId: (id) => (id.includes('vite/preload-helper') ? '\0light-preload' : undefined),
	load: (id) =>
		id === '\0light-preload' ? 'export const __vitePreload = (load) => load();' : undefined,
	// Taken apart, Svelte's module is kept whole; by their names, only what is used of it.
	transform: (code, id) =>
		id.includes('/kit/src/runtime/client/client.js')
			? code.replace(
					'const { onMount, tick } = svelte;',
					'const onMount = svelte.onMount, tick = svelte.tick;'
				)
			: undefined
};

/** What to replace in postgres.js, and by what. */
const mends = [
	[
		'const x = socket.write(chunk, fn)',
		`if (!socket) {
			chunk = nextWriteTimer = null
			const lost = Errors.connection('CONNECTION_CLOSED', options)
			query && queryError(query, lost)
			while (sent.length) queryError(sent.shift(), lost)
			query = null
			return false
		}
		const x = socket.write(chunk, fn)`
	],
	// What the lost connection left must not be sent, or waited for, on the one that follows it.
	[
		'idleTimer.cancel()\n    lifeTimer',
		'chunk = nextWriteTimer = null\n    idleTimer.cancel()\n    lifeTimer'
	],
	[
		'closedTime = performance.now()',
		'query = errorResponse = null\n    closedTime = performance.now()'
	]
] as const;

/**
 * When PostgreSQL is killed amid transactions, postgres.js 3.4.9 writes to connections that are gone,
 * which ends the process: https://github.com/porsager/postgres/issues/1208, not yet mended there.
 */
const mended: Plugin = {
	name: 'mended',
	apply: 'build',
	// Else the adapter would take it, and drizzle's own, from node_modules after us.
	config: () => ({
		ssr: { noExternal: ['postgres', 'drizzle-orm', '@lucia-auth/adapter-drizzle'] }
	}),
	transform(code, id) {
		if (!id.endsWith('/postgres/src/connection.js')) return;
		for (const [what, by] of mends) {
			if (!code.includes(what)) this.error(`postgres.js no longer has: ${what}`);
			code = code.replace(what, by);
		}
		return code;
	}
};

export default defineConfig({
	plugins: [lighter, mended, sveltekit()],
	build: {
		rolldownOptions: {
			treeshake: {
				// Superforms' index of adapters would bring a dozen validators; zod's is all we use.
				moduleSideEffects: (id) => !id.includes('/sveltekit-superforms/dist/adapters/')
			}
		}
	},
	environments: {
		client: {
			build: {
				modulePreload: false,
				rolldownOptions: {
					output: {
						codeSplitting: {
							// Fewer, larger files compress better: 2.5 KB less on a ballot.
							groups: [
								// All styles in one file: together they weigh less than the parts that a visit loads.
								{ name: 'style', priority: 3, test: /\.css$/ },
								{
									name: 'site',
									priority: 2,
									test: /node_modules\/(svelte|@sveltejs\/kit|esm-env)\/(?!.*(bindings\/|\/store|app\/forms))|routes\/\+|components\/(Site|Flash|PageTitle|presence)|devalue\/src\/(parse|operations|utils|base64|constants)/
								},
								{
									name: 'form',
									priority: 1,
									test: /app\/forms|bindings\/input|components\/(ErrorSummary|SubmitButton|AsMember|AuthorControls|sending)/
								},
								{
									name: 'poll',
									priority: 1,
									test: /components\/(PollState|Moment|Tag|Ballot|ResultTable)|lib\/format/
								}
							]
						}
					}
				}
			}
		}
	},
	test: {
		globalSetup: 'tests/support/whole-run.ts',
		reporters: ['default', './tests/support/reporting.ts'],
		testTimeout: 30_000,
		hookTimeout: 60_000,
		projects: [
			{
				extends: true,
				test: {
					name: 'rules',
					include: ['tests/rules/**/*.test.ts', 'tests/*.test.ts'],
					setupFiles: 'tests/support/each-file.ts'
				}
			},
			{ extends: true, test: { name: 'requests', include: ['tests/requests/**/*.test.ts'] } },
			{
				extends: true,
				test: {
					name: 'faults',
					include: ['tests/faults/**/*.test.ts'],
					testTimeout: 300_000,
					// One at a time, after everything else: they tell how long things take.
					maxWorkers: 1,
					fileParallelism: false,
					sequence: { groupOrder: 1 }
				}
			}
		]
	}
});
