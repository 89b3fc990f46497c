import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { RequestEvent } from '@sveltejs/kit';

const compress = promisify(gzip);

/** Pages that show a secret which is in their address. */
const secret = new Set(['/(public)/password-link']);

/**
 * The same answer, gzipped where that is safe and wanted: pages for visitors. How long a compressed
 * page is tells something of what is in it, such as how its reader voted, or a secret (BREACH), so
 * pages that are for somebody stay as they are (docs/decisions/0015-what-is-compressed.md).
 */
export async function shorten(event: RequestEvent, response: Response): Promise<Response> {
	const { headers } = response;
	if (!isForAnybody(event) || !headers.get('content-type')?.startsWith('text/html'))
		return response;
	headers.append('vary', 'Accept-Encoding');
	if (!accepts(event.request)) return response;
	const body = await compress(await response.arrayBuffer());
	headers.set('content-encoding', 'gzip');
	headers.set('content-length', `${body.length}`);
	// Kit's is of the page as it was.
	headers.delete('etag');
	return new Response(body, { status: response.status, headers });
}

const isForAnybody = ({ request, route }: RequestEvent) =>
	request.method === 'GET' && !request.headers.has('cookie') && !secret.has(route.id ?? '');

/** RFC 9110, 12.5.3: a weight of nothing means "not this one". */
function accepts({ headers }: Request): boolean {
	const wanted = /(?:^|,)\s*(?:x-)?gzip\s*(?:;\s*q=([\d.]+))?\s*(?:,|$)/i.exec(
		headers.get('accept-encoding') ?? ''
	);
	return wanted !== null && Number(wanted[1] ?? 1) > 0;
}
