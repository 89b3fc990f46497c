import { fail } from '@sveltejs/kit';
import { redirect } from 'sveltekit-flash-message/server';
import { setError, superValidate } from 'sveltekit-superforms';
import { zod4 } from 'sveltekit-superforms/adapters';
import { resolve } from '$app/paths';
import { usernameChange } from '$lib/forms/accounts';
import { refusals } from '$lib/forms/refusals';
import * as accounts from '$lib/server/accounts';
import * as answers from '$lib/server/answers';
import * as doors from '$lib/server/doors';
import { readForm } from '$lib/server/forms';
import * as proofs from '$lib/server/proofs';
import * as sessions from '$lib/server/sessions';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
	const { user } = doors.requireMember(event);
	const form = await superValidate({ username: user.username }, zod4(usernameChange), {
		errors: false
	});
	return { form, proven: proofs.isFresh(event) };
};

export const actions = {
	default: async (event) => {
		const { user } = doors.requireMember(event);
		const form = await readForm(event, usernameChange);
		const refusal = await proofs.demand(event, form);
		if (refusal) return refusal;
		if (!form.valid) return fail(400, { form });

		const { username } = form.data;
		const outcome = await accounts.changeUsername(user, username, sessions.deviceOf(event));
		if (outcome === 'inactive') return answers.toNobody(event);
		if (outcome === 'unchanged') redirect(303, resolve('/account'));
		if (outcome !== 'changed') return setError(form, 'username', refusals[outcome]);
		redirect(303, resolve('/account'), 'username-changed', event);
	}
} satisfies Actions;
