import { defineConfig } from '@playwright/test';

export default defineConfig({
	testDir: 'journeys',
	outputDir: '../test-results',
	globalSetup: './support/before-journeys.ts',
	fullyParallel: true,
	workers: 2,
	timeout: 60_000,
	// A machine that does other things as well takes its time; nothing here is about speed.
	expect: { timeout: 15_000 },
	forbidOnly: true,
	reporter: [['list'], ['./support/reporting-journeys.ts']],
	use: {
		baseURL: process.env.SITE_ORIGIN,
		screenshot: 'only-on-failure',
		// Cleaned between tests instead of made anew, and no fades: each halves what a journey costs.
		// For a trace, which costs as much again: --trace=on.
		reuseContext: true,
		contextOptions: { reducedMotion: 'reduce' },
		launchOptions: { executablePath: process.env.CHROMIUM_PATH || undefined }
	},
	projects: [
		{ name: 'with JavaScript', testIgnore: 'text-browser.spec.ts' },
		{
			name: 'without JavaScript',
			// The gates look at finished pages once, and at what scripts do.
			testIgnore: [
				'text-browser.spec.ts',
				'showing-pages.spec.ts',
				'reading-aloud.spec.ts',
				'printing.spec.ts',
				'loading.spec.ts',
				'sending-forms.spec.ts',
				'following-links.spec.ts',
				'failing-pages.spec.ts',
				'filling-forms.spec.ts'
			],
			use: { javaScriptEnabled: false }
		},
		{ name: 'in text browsers', testMatch: 'text-browser.spec.ts' }
	]
});
