import * as accountEvents from '$lib/server/account-events';
import * as doors from '$lib/server/doors';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
	const { user } = doors.requireMember(event);
	const number = event.url.searchParams.get('page') ?? '';
	const page = /^[1-9]\d{0,6}$/.test(number) ? Number(number) : 1;
	return { ...(await accountEvents.list(user.id, page)), page };
};
