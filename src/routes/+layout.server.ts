import { loadFlash } from 'sveltekit-flash-message/server';
import { resolve } from '$app/paths';
import type { LayoutServerLoad } from './$types';

export const load = loadFlash(async ({ locals: { user } }) => ({
	user: user && { username: user.username },
	/** More of the nav; whoever reads this learns what is there, not who they are. */
	links: user?.isSuperuser ? [{ text: 'Administration', href: resolve('/administration') }] : []
})) satisfies LayoutServerLoad;
