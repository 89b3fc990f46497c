import { building, dev } from '$app/environment';
import { resolve as resolvePath } from '$app/paths';
import { getRequestEvent } from '$app/server';
import {
	error,
	type Handle,
	type HandleServerError,
	type RequestEvent,
	type ServerInit
} from '@sveltejs/kit';
import { flashCookieOptions } from 'sveltekit-flash-message/server';
import * as compression from '$lib/server/compression';
import { config } from '$lib/server/config';
import * as database from '$lib/server/db';
import * as queues from '$lib/server/db/queues';
import * as doors from '$lib/server/doors';
import { isForeign } from '$lib/server/forgeries';
import * as hashers from '$lib/server/hashers';
import * as headers from '$lib/server/headers';
import * as limits from '$lib/server/limits';
import { log } from '$lib/server/log';
import * as microcache from '$lib/server/microcache';
import * as readiness from '$lib/server/readiness';
import * as sessions from '$lib/server/sessions';

// Kit marks cookies Secure everywhere but on localhost, where plain http in a home network loses them.
flashCookieOptions.secure = config.ORIGIN?.startsWith('https:') ?? false;

// A query knows its errand wherever it is asked.
queues.learnErrands(() => {
	try {
		return getRequestEvent().locals.errand;
	} catch {
		// What the site does on its own.
	}
});

export const init: ServerInit = async () => {
	if (building) return;
	// A promise that nobody waits for any more is no reason to drop everybody else's requests.
	process.on('unhandledRejection', (cause) =>
		log.error({ event: 'unhandled', error: database.describe(cause) })
	);
	await readiness.begin();
	// The process would live on with a connection that a silent database does not close.
	process.once('sveltekit:shutdown', () => void readiness.end().finally(() => process.exit()));
	if (dev) {
		// Vite ends at once; the embedded PostgreSQL wants to be told.
		for (const signal of ['SIGINT', 'SIGTERM'] as const) {
			process.once(signal, () => void readiness.end().finally(() => process.exit()));
		}
	}
};

export const handle: Handle = async (input) => {
	const { event, resolve } = input;
	const { locals, request, route, url } = event;
	locals.requestId = event.platform?.req?.id ?? crypto.randomUUID();
	locals.log = log.child({ requestId: locals.requestId });
	locals.user = null;

	if (isForeign(request, url.origin)) {
		locals.log.warn({ event: 'refused', why: 'foreign', route: route.id });
		error(403, 'This form was sent from another site, so it was not accepted');
	}
	if (request.method === 'POST' && doors.namesNoAction(url)) error(404, 'Page not found');
	if (doors.isProbe(route.id)) return resolve(event);
	if (!readiness.isReady()) unavailable();
	try {
		locals.errand = errandOf(event);
		return await queues.during(locals.errand, () => answer(input));
	} catch (cause) {
		if (database.isOutage(cause)) unavailable();
		throw cause;
	}
};

/** What members ask for needs more tables than what visitors do. */
function errandOf({ request, route, url }: RequestEvent) {
	const what = `${request.headers.has('cookie') ? 'member' : 'visitor'} ${request.method}`;
	return { kind: `${what} ${route.id}`, place: `${what} ${url.pathname}` };
}

async function answer({ event, resolve }: Parameters<Handle>[0]): Promise<Response> {
	const { locals, request, route, url } = event;
	locals.user = await sessions.resume(event);

	const admission = doors.admit(locals.user, route.id);
	if (admission === 'sign-in') doors.requireSignIn(doors.pathOf(event));
	if (admission === 'hidden') return asIfMissing(event);
	await sessions.see(event);

	let response =
		request.method === 'POST'
			? await Promise.resolve(resolve(event)).finally(microcache.forget)
			: await microcache.answer(event, () => resolve(event));
	if (locals.outage) {
		response = new Response(response.body, { status: 503, headers: response.headers });
		response.headers.set('retry-after', '1');
	}
	// The route, not the address: that could have a secret in it.
	const { status } = response;
	locals.log.debug({ event: 'answered', method: request.method, route: route.id, status });
	if (dev) tellHeaders(response, locals, url.origin);
	// Nothing that was rendered for somebody is kept, so that Back after Logout shows nothing private.
	response.headers.set('cache-control', 'no-store');
	if (response.headers.get('content-type') === 'text/html') {
		response.headers.set('content-type', 'text/html; charset=utf-8');
	}
	return compression.shorten(event, response);
}

/**
 * What the site answers where there is nothing, byte for byte: whoever may not enter must not learn from
 * the answer that there is something to enter.
 */
async function asIfMissing(event: RequestEvent): Promise<Response> {
	const { request, fetch, isDataRequest } = event;
	const { search } = new URL(request.url);
	const nowhere = resolvePath('/(public)/[...missing]', { missing: '-' });
	const headers = new Headers();
	for (const name of ['accept', 'content-type', 'x-sveltekit-action']) {
		const value = request.headers.get(name);
		if (value !== null) headers.set(name, value);
	}
	const response = await fetch(nowhere + (isDataRequest ? '/__data.json' : '') + search, {
		method: request.method,
		headers
	});
	const renewed = sessions.renewedCookie(event);
	if (renewed) response.headers.append('set-cookie', renewed);
	return response;
}

const sorry = {
	outage: 'The site is not available right now. Please try again in a moment.',
	overload: 'Too many people are signing in right now. Please try again in a moment.',
	failure: 'Something went wrong on our side. Nothing that was confirmed to you is lost.'
};

function unavailable(): never {
	error(503, sorry.outage);
}

/** What src/server.ts does for the built site; a page's own policy stays. */
function tellHeaders(response: Response, { requestId }: App.Locals, origin: string) {
	const all = { ...headers.everywhere(origin), 'x-request-id': requestId };
	for (const [name, value] of Object.entries(all)) {
		if (!response.headers.has(name)) response.headers.set(name, value);
	}
}

export const handleError: HandleServerError = async ({ error: cause, event, status, message }) => {
	if (status === 404) return { message: 'Page not found' };
	if (status < 500) return { message };

	const { locals, route } = event;
	database.leaveReadOnly(cause);
	const kind = cause instanceof hashers.Overload ? 'overload' : kindOf(cause);
	locals.outage = kind !== 'failure';
	const answered = locals.outage ? 503 : 500;
	locals.log.error({ event: kind, route: route.id, error: database.describe(cause) });
	// Who could not be answered has not guessed wrong. A database that is away is not waited for again.
	const givenBack = limits.giveBack(locals).catch(() => {});
	if (kind !== 'outage') await givenBack;
	return { message: sorry[kind], id: locals.requestId, status: answered };
};

const kindOf = (cause: unknown) => (database.isOutage(cause) ? 'outage' : 'failure');
