import { loadFlash } from 'sveltekit-flash-message/server';
import type { LayoutServerLoad } from './$types';

export const load = loadFlash(async ({ locals }) => ({
	user: locals.user && { username: locals.user.username }
})) satisfies LayoutServerLoad;
