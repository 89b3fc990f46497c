import { fail, redirect } from '@sveltejs/kit';
import { redirect as redirectWithFlash } from 'sveltekit-flash-message/server';
import { setError, superValidate } from 'sveltekit-superforms';
import { zod4 } from 'sveltekit-superforms/adapters';
import { refusals } from '$lib/forms/refusals';
import { registration } from '$lib/forms/users';
import * as doors from '$lib/server/doors';
import { readForm } from '$lib/server/forms';
import * as limits from '$lib/server/limits';
import * as sessions from '$lib/server/sessions';
import * as users from '$lib/server/users';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, url }) => {
	if (locals.user) redirect(303, doors.nextPath(url));
	return { form: await superValidate(zod4(registration)) };
};

export const actions = {
	default: async (event) => {
		const next = doors.nextPath(event.url);
		const form = await readForm(event, registration);
		const { username, password } = form.data;
		form.data.password = form.data.password_confirmation = ''; // never sent back
		if (!form.valid) return fail(400, { form });

		const wait = await limits.signUp(event);
		if (wait) return limits.tooManyAttempts(event, form, wait);

		const outcome = await users.register({ username, password }, (user, tx) =>
			sessions.start(user, event, tx)
		);
		if ('refused' in outcome) {
			for (const refusal of outcome.refused) {
				setError(form, refusal.startsWith('username') ? 'username' : 'password', refusals[refusal]);
			}
			return fail(400, { form });
		}

		event.locals.log.info({ event: 'signed-up', userId: outcome.user.id });
		redirectWithFlash(303, next, 'signed-up', event);
	}
} satisfies Actions;
