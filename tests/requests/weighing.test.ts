import { beforeAll, describe, expect, test } from 'vitest';
import { fillOnce } from '../../src/lib/server/samples';
import { arrive } from '../support/arriving';
import { builtFiles, scriptsOf, weigh, weighText } from '../support/built';
import { pages, type PageState } from '../support/pages';
import { reading } from '../support/pages/reading';
import { refusals } from '../support/pages/refusals';
import { aPollAsking } from '../support/polls';
import { runningSite } from '../support/running';
import { aWorld, type World } from '../support/world';

/** Bytes as they travel, gzipped, at most. */
const budgets = { css: 6, font: 42, html: 8, reading: 42, managing: 48, superforms: 54 };
const kilobytes = (bytes: number) => (bytes / 1024).toFixed(1).padStart(5);

/** Who reads and votes is to wait for less than who writes and manages. */
function kindOf(state: PageState) {
	if (state.superforms) return 'superforms';
	return [...reading, ...refusals].includes(state) ? 'reading' : 'managing';
}

const running = runningSite();
let world: World;
const report: string[] = [];

beforeAll(async () => {
	// A full list of real questions; the rest of what the pages show comes on top of it.
	await fillOnce();
	for (let i = 1; i <= 9; i++) await aPollAsking(`Who takes over the duty of week ${i * 5}?`);
	world = await aWorld(running.site.origin);
	return () => console.log(['KB of script and HTML, gzipped:', ...report].join('\n'));
});

describe('what travels', () => {
	test.each(pages)('for "$name" is light', async (state) => {
		const answer = (await arrive(state, world)).answer!;
		const script = weigh(scriptsOf(answer));
		const html = weighText(answer.text);
		report.push(`${kilobytes(script)} ${kilobytes(html)}  ${state.name}`);

		expect(script).toBeLessThanOrEqual(1024 * budgets[kindOf(state)]);
		expect(html).toBeLessThanOrEqual(1024 * budgets.html);
		// A page of the site without any would mean that the count has gone blind.
		if (!state.bare) expect(script).toBeGreaterThan(1024 * 20);
	});

	test('of style and font is light', () => {
		const css = weigh(builtFiles('.css'));
		const fonts = builtFiles('.woff2');
		report.push(`${kilobytes(css)}        style`, `${kilobytes(weigh(fonts))}        font`);
		expect(css).toBeGreaterThan(1024);
		expect(css).toBeLessThanOrEqual(1024 * budgets.css);
		expect(fonts).toHaveLength(1);
		expect(weigh(fonts)).toBeLessThanOrEqual(1024 * budgets.font);
	});
});
