import type { Page } from '@playwright/test';
import type { Member } from './people';
import { Visitor } from './visitor';

/** Signs somebody in without a browser. Gives the cookies that a browser would hold then. */
export async function cookiesOf(
	origin: string,
	{ username, password }: Pick<Member, 'username' | 'password'>
) {
	const visitor = new Visitor(origin);
	await visitor.post('/login', { username, password });
	// The greeting is told once, and now.
	await visitor.follow();
	return visitor.cookies;
}

/** Hands these cookies to the page's browser. */
export async function hand(page: Page, cookies: Map<string, string>, origin: string) {
	const all = [...cookies].map(([name, value]) => ({ name, value, url: origin }));
	await page.context().addCookies(all);
}
