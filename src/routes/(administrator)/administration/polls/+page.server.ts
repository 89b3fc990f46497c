import { question } from '$lib/forms/administration';
import * as registers from '$lib/server/registers';
import type { PageServerLoad } from './$types';

const shows = ['all', 'open', 'closed'] as const;

export const load: PageServerLoad = async ({ url }) => {
	const asked = question(url.searchParams, shows);
	return { asked, polls: await registers.pollsAsking(asked.search, asked.show, asked.page) };
};
