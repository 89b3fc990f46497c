import { fail, type RequestEvent } from '@sveltejs/kit';
import { redirect } from 'sveltekit-flash-message/server';
import { superValidate } from 'sveltekit-superforms';
import { zod4 } from 'sveltekit-superforms/adapters';
import { resolve } from '$app/paths';
import * as forms from '$lib/forms/polls';
import { schedule, wording } from '$lib/forms/polls';
import { localAt, timeZones } from '$lib/forms/times';
import * as answers from '$lib/server/answers';
import * as authorship from '$lib/server/authorship';
import { readForm, rework } from '$lib/server/forms';
import type { Actions, PageServerLoad } from './$types';

type Event = RequestEvent<{ id: string }>;

/** Who asks, about which poll: what every rule of authors takes. */
const both = ({ locals, params }: Event) => [locals.user!.id, Number(params.id)] as const;

export const load: PageServerLoad = async (event) => {
	const poll = answers.toAuthor(await authorship.find(...both(event)));
	const { id, question, choices, closed, closesAt, createdAt, votes } = poll;
	const texts = choices.map(({ text }) => text);
	const closes_at = closesAt && !closed ? localAt(closesAt, 'UTC') : '';
	return {
		poll: { id, question, choices: texts, closed, closesAt, createdAt, votes },
		wording: await superValidate({ question, choices: texts }, zod4(wording), { errors: false }),
		schedule: await superValidate({ closes_at }, zod4(schedule), { errors: false }),
		limits: forms.limits,
		zones: timeZones()
	};
};

/** What somebody else sends is not even looked at. */
async function readOwn<Schema extends typeof wording | typeof schedule | typeof forms.pressed>(
	event: Event,
	schema: Schema
) {
	answers.toAuthor(await authorship.find(...both(event)));
	return readForm(event, schema);
}

/** Reopens or reschedules: both are told a closing time, or none. */
async function open(event: Event, rule: typeof authorship.reopen | typeof authorship.reschedule) {
	const form = await readOwn(event, schedule);
	if (!form.valid) return fail(400, { schedule: form });

	const outcome = answers.toAuthor(await rule(...both(event), forms.closingTimeOf(form.data)));
	if (outcome === 'poll-closed' || outcome === 'closing-time-past') {
		form.message = forms.authorRefusals[outcome];
		return fail(409, { schedule: form });
	}
	done(event, outcome === 'reopened' ? 'poll-reopened' : 'poll-saved');
}

function done(event: Event, flash: NonNullable<App.PageData['flash']>): never {
	redirect(303, resolve('/(public)/polls/[id=id]', { id: event.params.id }), flash, event);
}

export const actions = {
	save: async (event) => {
		const form = await readOwn(event, wording);
		if (form.data.change) return { wording: rework(form) };
		if (!form.valid) return fail(400, { wording: form });

		const outcome = answers.toAuthor(
			await authorship.edit(...both(event), forms.wordsOf(form.data))
		);
		if (outcome === 'poll-has-votes') {
			form.message = forms.authorRefusals[outcome];
			return fail(409, { wording: form });
		}
		done(event, 'poll-saved');
	},
	close: async (event) => {
		await readOwn(event, forms.pressed);
		answers.toAuthor(await authorship.close(...both(event)));
		done(event, 'poll-closed');
	},
	reopen: (event) => open(event, authorship.reopen),
	reschedule: (event) => open(event, authorship.reschedule)
} satisfies Actions;
