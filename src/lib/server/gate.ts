import type { IncomingMessage } from 'node:http';

/** The methods that SvelteKit knows; it answers those that a page does not take with 405 itself. */
const methods = ['GET', 'HEAD', 'POST', 'OPTIONS', 'PUT', 'PATCH', 'DELETE'];

/** Load balancers ask for these by an instance's address, not by the site's name. */
const probes = /^\/(healthz|readyz)(\?|$)/;

/** Whether a load balancer asks if it may send people here. */
export const isReadiness = ({ url = '' }: Pick<IncomingMessage, 'url'>) =>
	/^\/readyz(\?|$)/.test(url);
/** Files, and pages' data: the adapter would answer any method with the file. */
const file = /^[^?]*\.\w+(\?|$)/;

export interface Refusal {
	/** What the log calls it. */
	why: 'method' | 'target' | 'host';
	status: number;
	/** For a person to read. */
	words: string;
	headers?: Record<string, string>;
}

/**
 * What of a request is refused before SvelteKit and the static files see it, or null.
 * @param host the only one to answer to, from configuration; undefined for any
 */
export function refusal(
	{ method = '', url = '', headers }: Pick<IncomingMessage, 'method' | 'url' | 'headers'>,
	host: string | undefined
): Refusal | null {
	if (!methods.includes(method)) {
		const words = 'This site does not know that method.';
		return { why: 'method', status: 405, words, headers: { allow: methods.join(', ') } };
	}
	if (method !== 'GET' && method !== 'HEAD' && file.test(url)) {
		const words = 'This can only be read.';
		return { why: 'method', status: 405, words, headers: { allow: 'GET, HEAD' } };
	}
	// "GET http://elsewhere/" asks a proxy, and we are none.
	if (!url.startsWith('/')) return { why: 'target', status: 400, words: 'That is not an address.' };
	if (probes.test(url)) return null;
	if (!headers.host) return { why: 'host', status: 400, words: 'The request names no host.' };
	if (host && !isSame(headers.host, host)) {
		return { why: 'host', status: 421, words: 'This site goes by another name.' };
	}
	return null;
}

// A forged Host could poison a cache or a link, or be a rebound name (DNS rebinding).
function isSame(given: string, host: string): boolean {
	// Nothing but a name and a port; a URL parser would also take "user@host" or "host/path".
	if (!/^[\w.-]+(:\d+)?$|^\[[\da-f:.]+\](:\d+)?$/i.test(given)) return false;
	return [`http://${given}`, `https://${given}`].some(
		(address) => URL.canParse(address) && new URL(address).host === host
	);
}
