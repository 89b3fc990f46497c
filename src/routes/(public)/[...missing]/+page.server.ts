import { error } from '@sveltejs/kit';
import type { Actions, PageServerLoad } from './$types';

/**
 * Every address at which there is nothing: a route, so that the hooks can show its very page to those
 * to whom something else is to look like nothing.
 */
const nothing = () => error(404, 'Page not found');

// A redirect to where there is nothing either helps nobody.
export const trailingSlash = 'ignore';
export const load: PageServerLoad = nothing;
export const actions = { default: nothing } satisfies Actions;
