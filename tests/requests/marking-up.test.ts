import { HtmlValidate, type ConfigData } from 'html-validate';
import { sql } from 'drizzle-orm';
import { beforeAll, describe, expect, test } from 'vitest';
import { db } from '../../src/lib/server/db';
import { polls } from '../../src/lib/server/db/schema';
import { arrive } from '../support/arriving';
import { isRefused, pages } from '../support/pages';
import { expectKept, expectTold } from '../support/refused-forms';
import { runningSite } from '../support/running';
import { aWorld, type World } from '../support/world';

// What the standard says and what assistive technology needs; not how somebody likes tags written.
const config: ConfigData = {
	extends: ['html-validate:standard', 'html-validate:a11y', 'html-validate:document'],
	rules: {
		// Guards against another server's files being changed; all of ours are our own.
		'require-sri': ['error', { target: 'crossorigin' }],
		// The error summary stands above everything, the page's h1 included, and has a heading.
		'heading-level': ['error', { allowMultipleH1: false, minInitialRank: 'h2' }]
	}
};
const validator = new HtmlValidate(config);

async function faults(html: string) {
	const { results } = await validator.validateString(html);
	return results.flatMap(({ messages }) =>
		messages.map(({ ruleId, message, selector }) => `${ruleId}: ${message} (${selector})`)
	);
}

const running = runningSite();
let world: World;
beforeAll(async () => {
	world = await aWorld(running.site.origin);
});

describe('the HTML of', () => {
	test.each(pages)('"$name" is valid', async (state) => {
		const { answer, page } = await arrive(state, world);
		expect(answer?.status).toBe(state.status ?? 200);
		expect(await faults(answer!.text)).toEqual([]);
		if (!isRefused(state)) return;
		expectTold(page);
		expectKept(page, state.fill?.(world) ?? {});
	});

	test('a failure is valid', async () => {
		const visitor = running.visitor();
		await db.execute(sql`alter table ${polls} rename to lost`);
		try {
			expect((await visitor.get('/')).status).toBe(500);
		} finally {
			await db.execute(sql`alter table lost rename to polls`);
		}
		expect(visitor.page.querySelectorAll('h1')).toHaveLength(1);
		expect(await faults(visitor.answer!.text)).toEqual([]);
	});

	test('a page with faults is not', async () => {
		const html =
			'<!doctype html><html><head><title></title></head><body><p><div></p></body></html>';
		expect(await faults(html)).not.toEqual([]);
	});
});

describe('the title of', () => {
	test('each page is its own', async () => {
		const shown = new Map<string, string>();
		const twice: string[] = [];
		for (const state of pages.filter(({ press, status }) => !press && !status)) {
			const { page, path } = await arrive(state, world);
			const title = page.querySelector('title')!.text;
			const [address = ''] = path.split('?');
			if ((shown.get(title) ?? address) !== address) twice.push(`${title}: ${address}`);
			shown.set(title, address);
		}
		expect(twice).toEqual([]);
	});
});

describe('the head of', () => {
	const own = pages.filter(({ press, status }) => !press && !status);
	test.each(own)('"$name" says what the page is', async (state) => {
		const { page } = await arrive(state, world);
		const meta = (name: string) =>
			page
				.querySelectorAll(`meta[name="${name}"], meta[property="${name}"]`)
				.map((each) => each.getAttribute('content') ?? '');
		for (const name of ['description', 'og:title', 'og:description', 'og:type', 'og:site_name']) {
			expect(meta(name), name).toHaveLength(1);
			expect(meta(name)[0], name).toBeTruthy();
		}
		expect(page.querySelector('title')?.text).toBe(`${meta('og:title')[0]} – Show of Hands`);
		expect(meta('theme-color')).toHaveLength(2);
		for (const name of ['og:url', 'og:image']) expect(meta(name)[0]).toMatch(`${world.origin}/`);
		const picture = meta('og:image')[0]!.slice(world.origin.length);
		expect((await running.visitor().get(picture)).status).toBe(200);
	});
});
