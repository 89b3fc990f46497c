import { fail } from '@sveltejs/kit';
import { redirect } from 'sveltekit-flash-message/server';
import { message } from 'sveltekit-superforms';
import { resolve } from '$app/paths';
import { confirmation, sessionEnd } from '$lib/forms/accounts';
import * as accountEvents from '$lib/server/account-events';
import * as answers from '$lib/server/answers';
import * as doors from '$lib/server/doors';
import { readForm } from '$lib/server/forms';
import * as recoveryCodes from '$lib/server/recovery-codes';
import * as sessionTable from '$lib/server/session-table';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
	const { user, session } = doors.requireMember(event);
	const sessions = await sessionTable.list(user);
	// Ended in this very moment, from elsewhere or with the account.
	if (!sessions.some(({ number }) => number === session.number)) return answers.toNobody(event);
	return {
		sessions: sessions.map((each) => ({ ...each, here: each.number === session.number })),
		codes: await recoveryCodes.left(user)
	};
};

export const actions = {
	end: async (event) => {
		const { user } = doors.requireMember(event);
		const form = await readForm(event, sessionEnd);
		if (!form.valid) return fail(400, { form });

		const device = await sessionTable.end(user, Number(form.data.number));
		if (device === null) return message(form, 'This device is signed out already', { status: 404 });
		await accountEvents.record(user.id, 'session-ended', device);
		redirect(303, resolve('/account'), 'session-ended', event);
	},

	others: async (event) => {
		const { user, session } = doors.requireMember(event);
		await readForm(event, confirmation);
		if (await sessionTable.endOthers(user, session.number)) {
			await accountEvents.record(user.id, 'sessions-ended', null);
		}
		redirect(303, resolve('/account'), 'sessions-ended', event);
	}
} satisfies Actions;
