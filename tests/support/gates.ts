import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from '@playwright/test';
import type axe from 'axe-core';

const axeSource = readFileSync(
	createRequire(import.meta.url).resolve('axe-core/axe.min.js'),
	'utf8'
);
const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22a', 'wcag22aa', 'best-practice'];

/** What differs between the themes. */
const ofColours = ['color-contrast', 'link-in-text-block'];

/**
 * What axe finds wrong with the page as it stands, one line for each rule and element.
 * @param what all that it knows, or the rules about colours, for the second theme
 */
export async function axeViolations(page: Page, what: 'all' | 'colours'): Promise<string[]> {
	const runOnly =
		what === 'all'
			? { type: 'tag' as const, values: tags }
			: { type: 'rule' as const, values: ofColours };
	// Handed to the debugger, whom the page's policy does not bind.
	if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axeSource);
	return page.evaluate(async (runOnly) => {
		const { violations } = await (window as unknown as { axe: typeof axe }).axe.run(document, {
			runOnly,
			resultTypes: ['violations'],
			preload: false
		});
		return violations.flatMap(({ id, nodes }) =>
			nodes.map(({ target, failureSummary }) => `${id}: ${target} ${failureSummary}`)
		);
	}, runOnly);
}

/** What can be pressed but is smaller than 44 px, links within a sentence excepted (WCAG 2.5.5). */
export function smallTargets(page: Page): Promise<string[]> {
	return page.evaluate(() => {
		const least = 44;
		const visible = (element: Element) =>
			element.checkVisibility({ visibilityProperty: true }) &&
			getComputedStyle(element).clipPath === 'none';
		const inSentence = (element: Element) => {
			if (getComputedStyle(element).display !== 'inline') return false;
			const own = element.textContent?.trim().length ?? 0;
			const block = element.closest('p, li, td, dd, h1, h2');
			return (block?.textContent?.trim().length ?? 0) > own + 3;
		};
		const size = (element: HTMLElement) => {
			// What a label or a pseudo-element spreads out can be pressed as well.
			const boxes = [element, ...((element as HTMLInputElement).labels ?? [])].map((each) =>
				each.getBoundingClientRect()
			);
			const spread = getComputedStyle(element, '::after');
			if (spread.content !== 'none' && spread.position === 'absolute')
				boxes.push(element.closest('li')!.getBoundingClientRect());
			return [
				Math.max(...boxes.map(({ width }) => width)),
				Math.max(...boxes.map(({ height }) => height))
			] as const;
		};
		return [
			...document.querySelectorAll<HTMLElement>('a[href], button, input, select, textarea, summary')
		]
			.filter((element) => visible(element) && !inSentence(element))
			.flatMap((element) => {
				const [width, height] = size(element);
				const name = element.textContent?.trim() || element.getAttribute('name');
				return width < least - 0.5 || height < least - 0.5
					? [`${name}: ${Math.round(width)} × ${Math.round(height)}`]
					: [];
			});
	});
}

/** By how many pixels the page is wider than its window, and which elements make it so. */
export function sideways(page: Page): Promise<string[]> {
	return page.evaluate(() => {
		const { clientWidth, scrollWidth } = document.documentElement;
		if (scrollWidth <= clientWidth) return [];
		return [...document.querySelectorAll('body *')]
			.filter((element) => element.getBoundingClientRect().right > clientWidth + 0.5)
			.map(
				(element) =>
					`${element.tagName}.${element.className} ends at ${element.getBoundingClientRect().right} of ${clientWidth}`
			);
	});
}

/** Text that is cut off by its own box, unless the box says so with an ellipsis. */
export function cutOff(page: Page): Promise<string[]> {
	return page.evaluate(() =>
		[...document.querySelectorAll<HTMLElement>('body *')]
			.filter((element) => {
				if (element instanceof HTMLInputElement) return false;
				const { overflowX, overflowY, textOverflow, clipPath, position } =
					getComputedStyle(element);
				if (textOverflow === 'ellipsis' || (position === 'absolute' && clipPath !== 'none'))
					return false;
				const cuts = (overflow: string) => ['hidden', 'clip'].includes(overflow);
				return (
					(cuts(overflowX) && element.scrollWidth > element.clientWidth + 1) ||
					(cuts(overflowY) && element.scrollHeight > element.clientHeight + 1)
				);
			})
			.map((element) => `${element.tagName}: ${element.textContent?.trim().slice(0, 40)}`)
	);
}

type Stop = { stop: number; name: string; ring: number; top: number; bottom: number };

/**
 * Goes through the page with the Tab key. Complains of what is not reached in the order of the
 * document, of a step that leads back up, and of a stop whose focus cannot be seen.
 */
export async function tabbing(page: Page): Promise<string[]> {
	const { expected, inside } = await page.evaluate(() => {
		const seen = new Set<string>();
		const stops = [
			...document.querySelectorAll<HTMLElement>('a[href], button, input, select, textarea, summary')
		]
			.filter((element) => element.tabIndex >= 0 && element.checkVisibility())
			.filter((element) => {
				// A group of radios is one stop: its chosen one, or its first.
				if (!(element instanceof HTMLInputElement) || element.type !== 'radio') return true;
				const group = [...document.querySelectorAll<HTMLInputElement>(`[name="${element.name}"]`)];
				if (group.some(({ checked }) => checked)) return element.checked;
				return !seen.has(element.name) && seen.add(element.name);
			});
		stops.forEach((element, index) => (element.dataset.stop = `${index}`));
		stops[0]?.focus();
		const moments = stops.filter((element) => element.getAttribute('type') === 'datetime-local');
		// A field for a moment has several inside: a day, a month, a year, a calendar.
		return { expected: stops.length, inside: 8 * moments.length };
	});
	await page.keyboard.press('Tab');
	await page.evaluate(() => {
		const reached: Stop[] = [];
		Object.assign(window, { reached });
		addEventListener('focusin', ({ target }) => {
			const element = target as HTMLElement;
			const shown = element.closest('label') ?? element;
			const { outlineStyle, outlineWidth } = getComputedStyle(shown);
			const { top, bottom } = shown.getBoundingClientRect();
			reached.push({
				stop: Number(element.dataset.stop ?? -1),
				name: element.textContent?.trim() || element.getAttribute('name') || element.tagName,
				ring: outlineStyle === 'none' ? 0 : parseFloat(outlineWidth),
				top: top + scrollY,
				bottom: bottom + scrollY
			});
		});
	});
	// Back to the first by key: a focus that a script gave need not be seen.
	await page.keyboard.press('Shift+Tab');
	for (let press = 1; press < expected + inside; press++) await page.keyboard.press('Tab');
	const reached = await page.evaluate(() => (window as unknown as { reached: Stop[] }).reached);

	const complaints: string[] = [];
	if (reached.length < expected) complaints.push(`only ${reached.length} stops of ${expected}`);
	reached.slice(0, expected).forEach(({ stop, name, ring, bottom }, index) => {
		if (stop !== index) complaints.push(`stop ${index} is ${name}, the document's ${stop}`);
		if (ring < 3) complaints.push(`${name} shows no focus`);
		if (bottom <= (reached[index - 1]?.top ?? -Infinity))
			complaints.push(`${name} stands above the stop before it`);
	});
	return complaints;
}
