import { error, fail } from '@sveltejs/kit';
import { redirect } from 'sveltekit-flash-message/server';
import { setError, superValidate } from 'sveltekit-superforms';
import { zod4 } from 'sveltekit-superforms/adapters';
import { resolve } from '$app/paths';
import { refusals } from '$lib/forms/refusals';
import { newPassword } from '$lib/forms/users';
import { readForm } from '$lib/server/forms';
import * as limits from '$lib/server/limits';
import * as passwordLinks from '$lib/server/password-links';
import type { Actions, PageServerLoad } from './$types';

const unknown = 'This link has expired or was used already';
// In the query rather than in the path, which is what logs keep.
const secretOf = (url: URL) => url.searchParams.get('secret') ?? '';

/** Only looks: previews of links must not use them up. */
export const load: PageServerLoad = async (event) => {
	const wait = await limits.followLink(event);
	if (wait) limits.turnAway(event, wait);
	const person = await passwordLinks.find(secretOf(event.url));
	if (!person) error(404, unknown);
	await limits.succeed(event);
	return { username: person.username, form: await superValidate(zod4(newPassword)) };
};

export const actions = {
	default: async (event) => {
		const form = await readForm(event, newPassword);
		const { password } = form.data;
		form.data.password = form.data.password_confirmation = ''; // never sent back
		if (!form.valid) return fail(400, { form });

		const wait = await limits.followLink(event);
		if (wait) limits.turnAway(event, wait);
		const outcome = await passwordLinks.redeem(secretOf(event.url), password);
		if (outcome === 'unknown-link') error(404, unknown);
		await limits.succeed(event);
		if (outcome !== 'password-set') return setError(form, 'password', refusals[outcome.refused]);

		redirect(303, resolve('/login'), 'password-set', event);
	}
} satisfies Actions;
