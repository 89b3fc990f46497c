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
	}
});
