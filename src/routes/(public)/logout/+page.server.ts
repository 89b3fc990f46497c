import { resolve } from '$app/paths';
import { redirect } from 'sveltekit-flash-message/server';
import { message, superValidate } from 'sveltekit-superforms';
import { zod4 } from 'sveltekit-superforms/adapters';
import { signOut } from '$lib/forms/users';
import { readForm } from '$lib/server/forms';
import * as sessions from '$lib/server/sessions';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async () => ({ form: await superValidate(zod4(signOut)) });

export const actions = {
	default: async (event) => {
		const form = await readForm(event, signOut);
		if (!event.locals.user) return message(form, 'Not authenticated', { status: 401 });

		await sessions.end(event);
		event.locals.log.info({ event: 'signed-out', userId: event.locals.user.id });
		redirect(303, resolve('/'), 'signed-out', event);
	}
} satisfies Actions;
