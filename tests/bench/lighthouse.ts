/** What Lighthouse says of the built site: `npm run lighthouse`. Fetches Lighthouse itself by npx. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from '@playwright/test';
import { close, open } from '../../src/lib/server/db';
import * as polls from '../../src/lib/server/polls';
import { fillOnce } from '../../src/lib/server/samples';
import { findChromium } from '../support/browser';
import { createDatabase, finish, prepare } from '../support/database';
import { startSite } from '../support/site';

/** Newer ones want Node 22. */
const lighthouse = 'lighthouse@12';
/** The least that is good enough, of 100. */
const goals = { performance: 95, accessibility: 100, 'best-practices': 100, seo: 100 };

type Report = { categories: Record<string, { score: number }>; audits: Record<string, Audit> };
type Audit = { id: string; score: number | null; title: string; displayValue?: string };

const server = await prepare();
const database = await createDatabase();
await open(database.url);
await fillOnce();
const { polls: all } = await polls.list(null, 'open', 1);
const site = await startSite({ database });
const folder = mkdtempSync(join(tmpdir(), 'lighthouse-'));
let missed = false;
try {
	const poll = `/polls/${all[0]!.id}`;
	for (const path of ['/', poll, `${poll}/results`, '/login']) tell(path, measure(path));
} finally {
	rmSync(folder, { recursive: true });
	await site.stop();
	await close();
	await database.drop();
	await finish(server);
}
process.exit(missed ? 1 : 0);

function measure(path: string): Report {
	const file = join(folder, 'report.json');
	// Chromium has no sandbox for root.
	const flags = process.getuid?.() === 0 ? '--headless=new --no-sandbox' : '--headless=new';
	execFileSync(
		'npx',
		[
			...['--yes', lighthouse, site.origin + path, '--quiet', `--chrome-flags=${flags}`],
			...['--output=json', `--output-path=${file}`],
			`--only-categories=${Object.keys(goals).join()}`
		],
		{
			env: { ...process.env, CHROME_PATH: findChromium() || chromium.executablePath() },
			stdio: ['ignore', 'ignore', 'inherit']
		}
	);
	return JSON.parse(readFileSync(file, 'utf8')) as Report;
}

function tell(path: string, { categories, audits }: Report) {
	const scores = Object.entries(goals).map(([category, goal]) => {
		const score = Math.round((categories[category]?.score ?? 0) * 100);
		missed ||= score < goal;
		return `${category} ${score}`;
	});
	const paint = audits['largest-contentful-paint']?.displayValue;
	console.log(`${path}: ${scores.join(', ')}; largest paint ${paint}`);
	for (const { score, title } of Object.values(audits))
		if (score !== null && score < 0.9) console.log(`  ${Math.round(score * 100)}: ${title}`);
}
