import { error, fail } from '@sveltejs/kit';
import { redirect } from 'sveltekit-flash-message/server';
import { resolve } from '$app/paths';
import { order } from '$lib/forms/administration';
import * as administration from '$lib/server/administration';
import * as answers from '$lib/server/answers';
import { readForm } from '$lib/server/forms';
import * as registers from '$lib/server/registers';
import type { Actions, PageServerLoad, RequestEvent } from './$types';

export const load: PageServerLoad = async ({ params }) => {
	const poll = await registers.findPoll(Number(params.id));
	if (!poll) error(404, 'Poll not found');
	return { poll };
};

const does = (deed: 'close' | 'delete') => async (event: RequestEvent) => {
	const form = await readForm(event, order);
	const { reason } = form.data;
	if (!form.valid) return fail(400, { deed, reason, errors: form.errors.reason });

	const rule = deed === 'close' ? administration.closePoll : administration.deletePoll;
	const { locals, params } = event;
	answers.toSuperuser(await rule(locals.user, Number(params.id), reason));
	redirect(303, resolve('/administration/polls'), `poll-${deed}d`, event);
};

export const actions = { close: does('close'), delete: does('delete') } satisfies Actions;
