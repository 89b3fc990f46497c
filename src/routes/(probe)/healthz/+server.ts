import { text } from '@sveltejs/kit';
import type { RequestHandler } from './$types';

/** The process is up. */
export const GET: RequestHandler = () => text('ok', { headers: { 'cache-control': 'no-store' } });
