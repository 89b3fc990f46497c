import type { HTMLElement } from 'node-html-parser';
import { expect } from 'vitest';

/** What is wrong stands in the summary, which takes the focus, and again beside each field. */
export function expectTold(page: HTMLElement) {
	expect(page.querySelector('title')?.text).toMatch(/^Error: /);
	const summary = page.querySelectorAll('main [autofocus]');
	expect(summary).toHaveLength(1);
	expect(summary[0]!.getAttribute('tabindex')).toBe('-1');
	expect(summary[0]!.querySelector('h2')?.text).toBe('There is a problem');

	const items = summary[0]!.querySelectorAll('li');
	expect(items.length).toBeGreaterThan(0);
	for (const item of items) {
		expect(item.text.trim()).toBeTruthy();
		// Words about the whole form link to nothing.
		const id = item.querySelector('a')?.getAttribute('href')?.slice(1);
		if (!id) continue;
		expect(page.getElementById(`${id}-error`)?.text).toContain(item.text.trim());
		const about = page.getElementById(id)!;
		const described = [about, about.closest('fieldset')].map((each) =>
			each?.getAttribute('aria-describedby')
		);
		expect(described.join(' ').split(' ')).toContain(`${id}-error`);
		if (about.tagName !== 'FIELDSET') expect(about.getAttribute('aria-invalid')).toBe('true');
	}
	for (const password of page.querySelectorAll('input[type="password"]'))
		expect(password.getAttribute('value') ?? '').toBe('');
}

/** What was typed, by the fields' ids, is still there; passwords are not, and a mark is no text. */
export function expectKept(page: HTMLElement, filled: Record<string, string>) {
	for (const [id, value] of Object.entries(filled)) {
		const field = page.getElementById(id);
		if (!field || ['password', 'radio'].includes(field.getAttribute('type') ?? '')) continue;
		expect(field.getAttribute('value') ?? '', id).toBe(value);
	}
}
