import { redirect } from 'sveltekit-flash-message/server';
import { resolve } from '$app/paths';
import { pressed } from '$lib/forms/polls';
import * as answers from '$lib/server/answers';
import * as authorship from '$lib/server/authorship';
import { readForm } from '$lib/server/forms';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params }) => {
	const poll = answers.toAuthor(await authorship.find(locals.user!.id, Number(params.id)));
	const { id, question, choices, votes } = poll;
	return { poll: { id, question, choices: choices.length, votes } };
};

export const actions = {
	default: async (event) => {
		const { locals, params } = event;
		await readForm(event, pressed);
		answers.toAuthor(await authorship.remove(locals.user!.id, Number(params.id)));
		redirect(303, resolve('/') + '?show=mine', 'poll-deleted', event);
	}
} satisfies Actions;
