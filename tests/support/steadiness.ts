import type { Page } from '@playwright/test';

type Watched = { shift: number; painted: number };

/** From the next page on, notes how far things move by themselves and when the largest was painted. */
export const watch = (page: Page) =>
	page.addInitScript(() => {
		const seen: Watched = { shift: 0, painted: 0 };
		Object.assign(window, { seen });
		new PerformanceObserver((list) => {
			for (const entry of list.getEntries() as (PerformanceEntry & {
				value: number;
				hadRecentInput: boolean;
			})[])
				// What moves because somebody has just pressed something is expected to.
				if (!entry.hadRecentInput) seen.shift += entry.value;
		}).observe({ type: 'layout-shift', buffered: true });
		new PerformanceObserver((list) => {
			seen.painted = list.getEntries().at(-1)!.startTime;
		}).observe({ type: 'largest-contentful-paint', buffered: true });
	});

/** What was noted on this page: the sum of its layout shifts, and milliseconds to the largest paint. */
export const seen = (page: Page) =>
	page.evaluate(() => (window as unknown as { seen: Watched }).seen);
