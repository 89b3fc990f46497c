import { randomBytes } from 'node:crypto';
import type { RequestEvent } from '@sveltejs/kit';
import { config } from './config';

// When a link to a poll stands on the front page of the internet, thousands of visitors ask for the
// same page. It is rendered once and answered to all who ask within a second (VISITOR_PAGE_AGE).
// Members never get such a page, and whatever anybody posts here drops them all.

/** What these show to visitors depends on nothing but the address. */
const routes = new Set(['/(public)', '/(public)/polls/[id=id]', '/(public)/polls/[id=id]/results']);
/** Milliseconds that a page may be old: that long a vote at another instance may go unseen. */
const age = config.VISITOR_PAGE_AGE * 1000;
/** Pages kept at once, so that made-up addresses cannot fill the memory. */
const most = 50;

/** A page without its nonce: where it was, it was cut. */
interface Page {
	headers: Headers;
	policy: string[];
	html: string[];
}

const pages = new Map<string, { page: Promise<Page | null>; until: number }>();

/** A visitor's page, rendered anew or not; anything else is rendered for whoever asks. */
export async function answer(
	event: RequestEvent,
	render: () => Response | Promise<Response>
): Promise<Response> {
	if (!isForVisitors(event)) return render();
	const address = event.url.pathname + event.url.search;
	const known = pages.get(address);
	if (known && known.until > performance.now()) {
		const page = await known.page;
		return page ? copyOf(page) : render();
	}

	const rendered = Promise.resolve(render());
	const page = rendered.then(cut).catch(() => null);
	pages.delete(address);
	pages.set(address, { page, until: performance.now() + age });
	if (pages.size > most) pages.delete(pages.keys().next().value!);
	const made = await page;
	return made ? copyOf(made) : rendered;
}

/** Drops all pages, those that are being rendered as well: something may have changed. */
export const forget = () => pages.clear();

function isForVisitors({ request, route, isDataRequest }: RequestEvent) {
	return (
		age > 0 &&
		request.method === 'GET' &&
		!isDataRequest &&
		// Not even a cookie that means nothing to us today.
		!request.headers.has('cookie') &&
		routes.has(route.id ?? '')
	);
}

/** Only what went well and sets nothing is for others as well. */
async function cut(response: Response): Promise<Page | null> {
	const { status, headers } = response;
	const policy = headers.get('content-security-policy') ?? '';
	const nonce = /'nonce-([^']+)'/.exec(policy)?.[1];
	if (status !== 200 || !nonce || headers.has('set-cookie')) return null;
	const html = (await response.text()).split(nonce);
	const kept = new Headers(headers);
	// That of one nonce.
	kept.delete('etag');
	return { headers: kept, policy: policy.split(nonce), html };
}

/** The page with a nonce of its own, which nobody else can know (CSP Level 3, 7.1). */
function copyOf({ headers, policy, html }: Page): Response {
	const nonce = randomBytes(16).toString('base64');
	const copy = new Response(html.join(nonce), { headers });
	copy.headers.set('content-security-policy', policy.join(nonce));
	return copy;
}
