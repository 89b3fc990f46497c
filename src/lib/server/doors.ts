import { redirect, type RequestEvent } from '@sveltejs/kit';
import { resolve } from '$app/paths';
import type { User } from './users';

type Guests = 'anybody' | 'members' | 'superusers';

/**
 * Which route group lets whom in. Nobody is even asked at a probe: it answers while the database is
 * away. A group that is not named here admits superusers only.
 */
const doors: Record<string, Guests> = {
	'(public)': 'anybody',
	'(probe)': 'anybody',
	'(member)': 'members',
	'(administrator)': 'superusers'
};

const group = (routeId: string) => /^\/(\([^)]+\))/.exec(routeId)?.[1] ?? '';

/** True for addresses that must answer without knowing who asks and without a database. */
export const isProbe = (routeId: string | null) => routeId !== null && group(routeId) === '(probe)';

/**
 * Whether the user may enter: 'welcome', 'sign-in' if that could help, or 'hidden', so that those
 * who may not enter do not learn that there is something to enter. A missing page is open to all.
 */
export function admit(user: User | null, routeId: string | null): 'welcome' | 'sign-in' | 'hidden' {
	if (routeId === null) return 'welcome';
	const guests = doors[group(routeId)] ?? 'superusers';
	if (guests === 'anybody') return 'welcome';
	if (!user) return 'sign-in';
	return guests === 'members' || user.isSuperuser ? 'welcome' : 'hidden';
}

/** Sends a visitor to sign in, and afterwards to `next`, a path on this site. */
export function requireSignIn(next: string): never {
	redirect(303, `${resolve('/login')}?${new URLSearchParams({ next })}`);
}

/** Who is at this browser, and in which session. Behind a member's door there is somebody. */
export function requireMember({ locals, url }: Pick<RequestEvent, 'locals' | 'url'>) {
	const { user, session } = locals;
	if (!user || !session) requireSignIn(url.pathname);
	return { user, session };
}

/** Where the person wanted to go, as a path to come back to after signing in. */
export const pathOf = ({ url }: RequestEvent) => {
	// A form action's name (?/name) is not a page.
	const query = url.search.startsWith('?/') ? '' : url.search;
	return url.pathname + query;
};

/**
 * Where to go after signing in: `next` if it is a path on this site, else the polls. Anything
 * that a browser could read as another site's address is refused (open redirects, OWASP WSTG-CLNT-04).
 */
export function nextPath(url: URL): string {
	const home = resolve('/');
	const next = url.searchParams.get('next');
	// Browsers drop control characters from addresses and read \ as /.
	// eslint-disable-next-line no-control-regex
	if (!next?.startsWith('/') || /[\u0000-\u001f\u007f-\u009f\\]/.test(next)) return home;
	if (next.startsWith('//') || !URL.canParse(next, url.origin)) return home;

	const target = new URL(next, url.origin);
	// Dots are gone only now: `/..//evil` has become `//evil`.
	if (target.origin !== url.origin || target.pathname.startsWith('//')) return home;
	return target.pathname + target.search + target.hash;
}

/**
 * True if the address names a form action (?/name) that SvelteKit would stumble over, with a 500,
 * where it answers any other unknown one with 404.
 */
export const namesNoAction = ({ searchParams }: URL) =>
	[...searchParams.keys()].some(
		(key) => key === '/default' || (key[0] === '/' && key.slice(1) in {})
	);
