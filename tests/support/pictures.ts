/** Makes the pictures of the README and the one that messengers show, from the built site: `npm run pictures`. */
import { join } from 'node:path';
import { chromium, type Browser, type Page } from '@playwright/test';
import { close, open } from '../../src/lib/server/db';
import * as polls from '../../src/lib/server/polls';
import { fillOnce } from '../../src/lib/server/samples';
import { findChromium } from './browser';
import { createDatabase, finish, prepare, projectFolder } from './database';
import { cookiesOf, hand } from './entering';
import { aMember, aPassword } from './people';
import { choiceOf } from './polls';
import { startSite } from './site';

const server = await prepare();
const database = await createDatabase();
await open(database.url);
await fillOnce();
const site = await startSite({ database });
const browser = await chromium.launch({ executablePath: findChromium() || undefined });
try {
	const shirts = await pollAsking('Which colour for the club shirts?');
	const ada = await aMember('Ada');
	await polls.vote(ada.id, shirts.id, choiceOf(shirts, 'Plum'));
	await picture('docs/pictures/ballot.png', `/polls/${shirts.id}`, async (page) => {
		await page.getByRole('radio', { name: 'Plum' }).check();
	});
	await picture('docs/pictures/results-dark.png', `/polls/${shirts.id}/results`, signIn);
	await picture('static/share.png', '/', asCard);
} finally {
	await browser.close();
	await site.stop();
	await close();
	await database.drop();
	await finish(server);
}

async function pollAsking(question: string) {
	const { polls: all } = await polls.list(null, 'all', 1);
	const id = all.find((poll) => poll.question === question)?.id;
	const poll = id && (await polls.find(id));
	if (!poll) throw new Error(`No sample poll asks: ${question}`);
	return poll;
}

/** Takes one picture; a file's name says its theme. */
async function picture(file: string, path: string, prepare?: (page: Page) => Promise<void>) {
	const card = file.includes('share');
	const options: Parameters<Browser['newPage']>[0] = {
		viewport: card
			? { width: 1200, height: 630 }
			: { width: 570, height: file.includes('results') ? 860 : 640 },
		deviceScaleFactor: card ? 1 : 2,
		colorScheme: file.includes('dark') ? 'dark' : 'light',
		reducedMotion: 'reduce'
	};
	const page = await browser.newPage(options);
	await page.goto(site.origin + path, { waitUntil: 'networkidle' });
	await prepare?.(page);
	await page.evaluate(() => document.fonts.ready);
	await page.screenshot({ path: join(projectFolder, file) });
	await page.close();
}

/** Comes again as somebody who has voted, so that the picture shows whose row is whose. */
async function signIn(page: Page) {
	const cookies = await cookiesOf(site.origin, { username: 'Ada', password: aPassword });
	await hand(page, cookies, site.origin);
	await page.reload({ waitUntil: 'networkidle' });
}

/** Turns the page into a card: the site's mark, its name and what it is. */
async function asCard(page: Page) {
	// No function in here may have a name: tsx would mark it by means that the page lacks.
	await page.evaluate(() => {
		const mark = document.querySelector<HTMLElement>('header svg')!;
		mark.style.cssText = 'height: 300px; width: 270px; flex: none';
		const name = document.createElement('h1');
		name.textContent = 'Show of Hands';
		name.style.cssText = 'font-size: 108px; font-weight: 800; line-height: 1';
		const promise = document.createElement('p');
		promise.textContent = 'One account, one vote, results that everybody can check.';
		promise.style.cssText = 'margin-top: 32px; font-size: 36px; line-height: 1.35';
		const words = document.createElement('div');
		words.append(name, promise);
		const card = document.createElement('div');
		card.style.cssText =
			'height: 630px; padding: 72px; border-top: 20px solid var(--accent); display: flex; align-items: center; gap: 64px';
		card.append(mark, words);
		document.body.replaceChildren(card);
	});
}
