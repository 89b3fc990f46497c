import { fail, redirect } from '@sveltejs/kit';
import { redirect as redirectWithFlash } from 'sveltekit-flash-message/server';
import { message, superValidate } from 'sveltekit-superforms';
import { zod4 } from 'sveltekit-superforms/adapters';
import { credentials } from '$lib/forms/users';
import * as accountEvents from '$lib/server/account-events';
import * as doors from '$lib/server/doors';
import { readForm } from '$lib/server/forms';
import * as limits from '$lib/server/limits';
import { pseudonym } from '$lib/server/log';
import * as sessions from '$lib/server/sessions';
import * as users from '$lib/server/users';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, url }) => {
	if (locals.user) redirect(303, doors.nextPath(url));
	return { form: await superValidate(zod4(credentials)) };
};

export const actions = {
	default: async (event) => {
		const { locals } = event;
		const next = doors.nextPath(event.url);
		const form = await readForm(event, credentials);
		const { username, password } = form.data;
		form.data.password = ''; // never sent back
		if (!form.valid) return fail(400, { form });

		const wait = await limits.signIn(event, username);
		if (wait) return limits.tooManyAttempts(event, form, wait);

		let told: 'signed-in' | 'new-device' = 'signed-in';
		const outcome = await users.authenticate(username, password, async (user, tx) => {
			told = await sessions.start(user, event, tx);
		});
		if (typeof outcome === 'string') {
			locals.log.warn({ event: 'sign-in-failed', why: outcome, name: pseudonym(username) });
		}
		if (outcome === 'invalid-credentials') {
			void accountEvents.recordFailure(username, 'sign-in-failed', sessions.deviceOf(event));
			return message(form, 'Invalid credentials', { status: 401 });
		}
		await limits.succeed(event);
		if (outcome === 'inactive') return message(form, 'User account is inactive', { status: 403 });

		locals.log.info({ event: 'signed-in', userId: outcome.id });
		redirectWithFlash(303, next, told, event);
	}
} satisfies Actions;
