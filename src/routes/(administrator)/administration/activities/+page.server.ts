import { question } from '$lib/forms/administration';
import * as registers from '$lib/server/registers';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ url }) => {
	const { page } = question(url.searchParams, ['all']);
	return { page, activities: await registers.deeds(page) };
};
