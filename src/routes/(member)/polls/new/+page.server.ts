import { fail } from '@sveltejs/kit';
import { redirect } from 'sveltekit-flash-message/server';
import { setError, superValidate } from 'sveltekit-superforms';
import { zod4 } from 'sveltekit-superforms/adapters';
import { resolve } from '$app/paths';
import { authorRefusals, closingTimeOf, draft, limits, wordsOf } from '$lib/forms/polls';
import { localAt, timeZones } from '$lib/forms/times';
import * as answers from '$lib/server/answers';
import * as authorship from '$lib/server/authorship';
import { readForm, rework } from '$lib/server/forms';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, url }) => {
	const copied = url.searchParams.get('from');
	const words = copied ? await wordsOfOwn(locals.user!.id, copied) : blank;
	const form = await superValidate(
		{ ...words, time_zone: 'UTC', submission: crypto.randomUUID() },
		zod4(draft),
		{ errors: false }
	);
	return { form, limits, zones: timeZones() };
};

const blank = { question: '', choices: ['', ''], closes_at: '' };

/** What an author's poll says, to be said again. */
async function wordsOfOwn(author: number, id: string) {
	const poll = answers.toAuthor(await authorship.find(author, /^\d+$/.test(id) ? Number(id) : 0));
	return {
		question: poll.question,
		choices: poll.choices.map(({ text }) => text),
		closes_at: poll.closesAt && !poll.closed ? localAt(poll.closesAt, 'UTC') : ''
	};
}

export const actions = {
	publish: async (event) => {
		const form = await readForm(event, draft);
		if (form.data.change) return { form: rework(form) };
		if (!form.valid) return fail(400, { form });

		const submission = form.data.submission || undefined;
		const author = event.locals.user!.id;
		const closesAt = closingTimeOf(form.data);
		const outcome = await authorship.publish(author, wordsOf(form.data), closesAt, submission);
		if (outcome === 'inactive') return answers.toNobody(event);
		if (outcome === 'closing-time-past')
			return setError(form, 'closes_at', authorRefusals[outcome]);

		const ballot = resolve('/(public)/polls/[id=id]', { id: `${outcome}` });
		redirect(303, ballot, 'poll-published', event);
	}
} satisfies Actions;
