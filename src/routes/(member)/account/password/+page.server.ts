import { fail } from '@sveltejs/kit';
import { redirect } from 'sveltekit-flash-message/server';
import { setError, superValidate } from 'sveltekit-superforms';
import { zod4 } from 'sveltekit-superforms/adapters';
import { resolve } from '$app/paths';
import { passwordChange } from '$lib/forms/accounts';
import { refusals } from '$lib/forms/refusals';
import * as accounts from '$lib/server/accounts';
import * as answers from '$lib/server/answers';
import * as doors from '$lib/server/doors';
import { readForm } from '$lib/server/forms';
import * as limits from '$lib/server/limits';
import * as proofs from '$lib/server/proofs';
import * as sessions from '$lib/server/sessions';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async () => ({
	form: await superValidate(zod4(passwordChange))
});

export const actions = {
	default: async (event) => {
		const { user } = doors.requireMember(event);
		const form = await readForm(event, passwordChange);
		const { current_password: current, password: next } = form.data;
		// Never sent back.
		form.data.current_password = form.data.password = form.data.password_confirmation = '';
		if (!form.valid) return fail(400, { form });

		const wait = await limits.take(event, 'password', user.username);
		if (wait) return limits.tooManyAttempts(event, form, wait);

		const device = sessions.deviceOf(event);
		const outcome = await accounts.changePassword(user, { current, next }, device, (changed, tx) =>
			sessions.restart(changed, event, tx)
		);
		if (outcome === 'wrong-password') return proofs.refuse(event, form);
		await limits.succeed(event);
		if (outcome === 'inactive') return answers.toNobody(event);
		if (outcome !== 'changed') return setError(form, 'password', refusals[outcome]);
		redirect(303, resolve('/account'), 'password-changed', event);
	}
} satisfies Actions;
