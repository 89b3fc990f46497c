import { text } from '@sveltejs/kit';
import * as readiness from '$lib/server/readiness';
import type { RequestHandler } from './$types';

/** The database answers and its tables are up to date. */
export const GET: RequestHandler = async () => {
	const ready = await readiness.answers();
	return text(ready ? 'ok' : 'not ready', {
		status: ready ? 200 : 503,
		headers: { 'cache-control': 'no-store' }
	});
};
