import * as polls from '$lib/server/polls';
import type { PageServerLoad } from './$types';

// No object to look it up in: somebody may ask for "constructor".
const filters: polls.Show[] = ['open', 'closed', 'mine'];

export const load: PageServerLoad = async ({ locals, url }) => {
	const viewer = locals.user?.id ?? null;
	const asked = filters.find((each) => each === url.searchParams.get('show')) ?? 'all';
	const show = asked === 'mine' && viewer === null ? 'all' : asked;

	const number = url.searchParams.get('page') ?? '';
	const page = /^[1-9]\d{0,6}$/.test(number) ? Number(number) : 1;

	return { ...(await polls.list(viewer, show, page)), show, page };
};
