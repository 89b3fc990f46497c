import { load as loadFlash } from 'sveltekit-flash-message/server';
import { resolve } from '$app/paths';
import * as flashes from '$lib/server/flashes';
import type { LayoutServerLoad } from './$types';

export const load: LayoutServerLoad = (event) => {
	const { user } = event.locals;
	return {
		told: flashes.find(loadFlash(event).flash),
		user: user && { id: user.id, username: user.username },
		/** More of the nav; whoever reads this learns what is there, not who they are. */
		links: user?.isSuperuser ? [{ text: 'Administration', href: resolve('/administration') }] : []
	};
};
