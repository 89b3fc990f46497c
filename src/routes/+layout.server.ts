import { loadFlash } from 'sveltekit-flash-message/server';
import type { LayoutServerLoad } from './$types';

export const load = loadFlash(async ({ locals }) => ({
	user: locals.user && { id: locals.user.id, username: locals.user.username }
})) satisfies LayoutServerLoad;
