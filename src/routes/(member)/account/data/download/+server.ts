import { redirect } from '@sveltejs/kit';
import { resolve } from '$app/paths';
import * as accountEvents from '$lib/server/account-events';
import * as answers from '$lib/server/answers';
import * as doors from '$lib/server/doors';
import * as exports from '$lib/server/exports';
import * as proofs from '$lib/server/proofs';
import * as sessions from '$lib/server/sessions';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = async (event) => {
	const { user } = doors.requireMember(event);
	if (!proofs.isFresh(event)) redirect(303, resolve('/account/data'));

	const device = sessions.deviceOf(event);
	if (!(await accountEvents.record(user.id, 'data-downloaded', device)))
		return answers.toNobody(event);
	const pieces = exports.of(user);
	// Each piece is read from the database when the browser has taken the one before.
	const body = new ReadableStream<string>({
		async pull(controller) {
			const { done, value } = await pieces.next();
			if (done) controller.close();
			else controller.enqueue(value);
		},
		async cancel() {
			await pieces.return(undefined);
		}
	});
	return new Response(body.pipeThrough(new TextEncoderStream()), {
		headers: {
			'content-type': 'application/json',
			'content-disposition': 'attachment; filename="show-of-hands.json"'
		}
	});
};
