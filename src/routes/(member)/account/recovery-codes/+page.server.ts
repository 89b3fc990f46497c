import { superValidate } from 'sveltekit-superforms';
import { zod4 } from 'sveltekit-superforms/adapters';
import { confirmation } from '$lib/forms/accounts';
import * as answers from '$lib/server/answers';
import * as doors from '$lib/server/doors';
import { readForm } from '$lib/server/forms';
import * as proofs from '$lib/server/proofs';
import * as recoveryCodes from '$lib/server/recovery-codes';
import * as sessions from '$lib/server/sessions';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
	const { user } = doors.requireMember(event);
	return {
		form: await superValidate(zod4(confirmation)),
		proven: proofs.isFresh(event),
		codes: await recoveryCodes.left(user)
	};
};

export const actions = {
	default: async (event) => {
		const { user } = doors.requireMember(event);
		const form = await readForm(event, confirmation);
		const refusal = await proofs.demand(event, form);
		if (refusal) return refusal;

		// No redirect: the codes are in this one answer and nowhere else.
		const made = await recoveryCodes.make(user, sessions.deviceOf(event));
		if (made === 'inactive') return answers.toNobody(event);
		return { form, made };
	}
} satisfies Actions;
