import { error, fail } from '@sveltejs/kit';
import { redirect } from 'sveltekit-flash-message/server';
import { resolve } from '$app/paths';
import { order, refusals } from '$lib/forms/administration';
import * as administration from '$lib/server/administration';
import * as answers from '$lib/server/answers';
import { readForm } from '$lib/server/forms';
import * as registers from '$lib/server/registers';
import type { Actions, PageServerLoad, RequestEvent } from './$types';

export const load: PageServerLoad = async ({ locals, params }) => {
	const person = await registers.findPerson(Number(params.id));
	if (!person) error(404, 'Person not found');
	const { rows } = await registers.deeds(1, person.id);
	return { person, activities: rows, self: person.id === locals.user!.id };
};

type Deed = 'activate' | 'deactivate' | 'promote' | 'demote';

const does = (deed: Deed) => async (event: RequestEvent) => {
	const { locals, params } = event;
	const form = await readForm(event, order);
	const { reason } = form.data;
	if (!form.valid)
		return fail(400, { deed, reason, errors: form.errors.reason, message: undefined });

	const id = Number(params.id);
	const outcome = answers.toSuperuser(await administration[deed](locals.user, id, reason));
	if (outcome === 'last-superuser') {
		return fail(409, { deed, reason, errors: undefined, message: refusals[outcome] });
	}
	// Who took it from themselves may not come back here.
	const gone = id === locals.user!.id && (deed === 'demote' || deed === 'deactivate');
	const back = resolve('/(administrator)/administration/people/[id=id]', { id: params.id });
	redirect(303, gone ? resolve('/') : back, `person-${deed}d`, event);
};

export const actions = {
	activate: does('activate'),
	deactivate: does('deactivate'),
	promote: does('promote'),
	demote: does('demote'),
	// Answered by the page itself: shown once, and kept nowhere.
	link: async (event) => {
		const form = await readForm(event, order);
		if (!form.valid) {
			const { reason } = form.data;
			return fail(400, { deed: 'link', reason, errors: form.errors.reason, message: undefined });
		}
		const { locals, params, url } = event;
		const { reason } = form.data;
		const made = answers.toSuperuser(
			await administration.makePasswordLink(locals.user, Number(params.id), reason)
		);
		if (made === 'inactive') {
			return fail(409, { deed: 'link', reason, errors: undefined, message: refusals[made] });
		}
		if (typeof made === 'string') throw new Error(`No password link: ${made}`);
		return { link: `${url.origin}${resolve('/password-link')}?secret=${made.secret}` };
	}
} satisfies Actions;
