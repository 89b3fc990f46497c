import { sveltekit } from '@sveltejs/kit/vite';
import { defineConfig } from 'vitest/config';
export default defineConfig({
	plugins: [sveltekit()],
	test: {
		globalSetup: ['tests/support/whole-run.ts'],
		testTimeout: 20_000,
		hookTimeout: 30_000,
		projects: [
			{ extends: true, test: { name: 'house', include: ['tests/*.test.ts'] } },
			{ extends: true, test: { name: 'rules', include: ['tests/rules/*.test.ts'], setupFiles: ['tests/support/each-file.ts'] } },
			{ extends: true, test: { name: 'requests', include: ['tests/requests/*.test.ts'], setupFiles: ['tests/support/each-file.ts'] } }
		]
	}
});
