import { fail } from '@sveltejs/kit';
import { redirect } from 'sveltekit-flash-message/server';
import { message, setError, superValidate } from 'sveltekit-superforms';
import { zod4 } from 'sveltekit-superforms/adapters';
import { resolve } from '$app/paths';
import { recovery } from '$lib/forms/accounts';
import { refusals } from '$lib/forms/refusals';
import { readForm } from '$lib/server/forms';
import * as limits from '$lib/server/limits';
import * as recoveryCodes from '$lib/server/recovery-codes';
import * as sessions from '$lib/server/sessions';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async () => ({ form: await superValidate(zod4(recovery)) });

export const actions = {
	default: async (event) => {
		const form = await readForm(event, recovery);
		const { username, code, password } = form.data;
		form.data.password = form.data.password_confirmation = ''; // never sent back
		if (!form.valid) return fail(400, { form });

		const wait = await limits.take(event, 'recover', username);
		if (wait) return limits.tooManyAttempts(event, form, wait);

		const device = sessions.deviceOf(event);
		const outcome = await recoveryCodes.recover(username, code, password, device);
		if (outcome === 'invalid-code') {
			return message(form, 'Invalid username or recovery code', { status: 401 });
		}
		await limits.succeed(event);
		if (outcome !== 'recovered') return setError(form, 'password', refusals[outcome]);

		// Whoever was signed in here has been signed out with all others.
		await sessions.end(event);
		redirect(303, resolve('/login'), 'recovered', event);
	}
} satisfies Actions;
