import { error } from '@sveltejs/kit';
import * as polls from '$lib/server/polls';
import * as results from '$lib/server/results';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params }) => {
	const poll = await polls.find(Number(params.id), locals.user?.id);
	if (!poll) error(404, 'Poll not found');

	const { id, question, createdAt, closesAt, closed, authorId } = poll;
	return {
		poll: { id, question, createdAt, closesAt, closed },
		mine: authorId !== null && authorId === locals.user?.id,
		...results.of(poll)
	};
};
