import { redirect } from 'sveltekit-flash-message/server';
import { superValidate } from 'sveltekit-superforms';
import { zod4 } from 'sveltekit-superforms/adapters';
import { resolve } from '$app/paths';
import { confirmation } from '$lib/forms/accounts';
import { readForm } from '$lib/server/forms';
import * as proofs from '$lib/server/proofs';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => ({
	form: await superValidate(zod4(confirmation)),
	proven: proofs.isFresh(event)
});

export const actions = {
	default: async (event) => {
		const form = await readForm(event, confirmation);
		const refusal = await proofs.demand(event, form);
		if (refusal) return refusal;
		redirect(303, resolve('/account/data'), 'confirmed', event);
	}
} satisfies Actions;
