import { fail } from '@sveltejs/kit';
import { redirect } from 'sveltekit-flash-message/server';
import { message, setError, superValidate } from 'sveltekit-superforms';
import { zod4 } from 'sveltekit-superforms/adapters';
import { resolve } from '$app/paths';
import { departure } from '$lib/forms/accounts';
import * as departures from '$lib/server/departures';
import * as doors from '$lib/server/doors';
import { readForm } from '$lib/server/forms';
import * as proofs from '$lib/server/proofs';
import * as sessions from '$lib/server/sessions';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
	const { user } = doors.requireMember(event);
	return {
		form: await superValidate(zod4(departure)),
		proven: proofs.isFresh(event),
		forecast: await departures.forecast(user)
	};
};

export const actions = {
	default: async (event) => {
		const { user } = doors.requireMember(event);
		const form = await readForm(event, departure);
		const refusal = await proofs.demand(event, form);
		if (refusal) return refusal;
		if (!form.valid) return fail(400, { form });
		if (!departures.names(user, form.data.confirmation)) {
			return setError(form, 'confirmation', 'This is not your username');
		}

		const outcome = await departures.leave(user, form.data);
		if (outcome === 'last-superuser') {
			const words = 'You are the only administrator. Make somebody else one first.';
			return message(form, words, { status: 409 });
		}
		await sessions.end(event);
		redirect(303, resolve('/'), 'account-deleted', event);
	}
} satisfies Actions;
