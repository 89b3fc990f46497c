import { error, fail } from '@sveltejs/kit';
import { redirect } from 'sveltekit-flash-message/server';
import { message, setError, superValidate } from 'sveltekit-superforms';
import { zod4 } from 'sveltekit-superforms/adapters';
import { resolve } from '$app/paths';
import { ballot, voteRefusals } from '$lib/forms/polls';
import * as answers from '$lib/server/answers';
import * as doors from '$lib/server/doors';
import { readForm } from '$lib/server/forms';
import * as polls from '$lib/server/polls';
import * as results from '$lib/server/results';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params, url }) => {
	const found = await polls.find(Number(params.id), locals.user?.id);
	if (!found) error(404, 'Poll not found');

	const { chosen: standing, authorId, ...poll } = found;
	// A choice made before signing in waits in the address to be confirmed.
	const kept = Number(url.searchParams.get('choice'));
	const chosen = poll.choices.some(({ id }) => id === kept) ? kept : standing;

	return {
		poll,
		chosen,
		voted: standing !== null,
		mine: authorId !== null && authorId === locals.user?.id,
		form: await superValidate(zod4(ballot)),
		...(poll.closed && results.of(found))
	};
};

export const actions = {
	default: async (event) => {
		const id = Number(event.params.id);
		const form = await readForm(event, ballot);

		// The choice goes along in the address and waits there to be confirmed.
		const choice = form.valid ? `?choice=${form.data.choice_id}` : '';
		const ballotPath = event.url.pathname + choice;

		const voter = event.locals.user;
		if (!voter) {
			const poll = await polls.find(id);
			if (!poll) error(404, 'Poll not found');
			if (poll.closed) return message(form, voteRefusals['poll-closed'], { status: 409 });
			doors.requireSignIn(ballotPath);
		}
		if (!form.valid) return fail(400, { form });

		const outcome = await polls.vote(voter.id, id, Number(form.data.choice_id));
		if (outcome === 'unknown-poll') error(404, 'Poll not found');
		if (outcome === 'inactive') return answers.toNobody(event, ballotPath);
		if (outcome === 'unknown-choice') return setError(form, 'choice_id', voteRefusals[outcome]);
		if (outcome === 'poll-closed') return message(form, voteRefusals[outcome], { status: 409 });

		redirect(
			303,
			resolve('/(public)/polls/[id=id]/results', { id: event.params.id }),
			'vote-counted',
			event
		);
	}
} satisfies Actions;
