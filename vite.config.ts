import { sveltekit } from '@sveltejs/kit/vite';
import { defineConfig } from 'vitest/config';
// Reading the settings here stops `vite dev` at once, with the wrong setting's name.
import './src/lib/server/config.ts';

export default defineConfig({
	plugins: [sveltekit()],
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
			{ extends: true, test: { name: 'faults', include: ['tests/faults/**/*.test.ts'] } }
		]
	}
});
