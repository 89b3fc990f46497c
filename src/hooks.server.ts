import { building, dev } from '$app/environment';
import { error, type Handle, type HandleServerError, type ServerInit } from '@sveltejs/kit';
import { flashCookieOptions } from 'sveltekit-flash-message/server';
import { config } from '$lib/server/config';
import * as database from '$lib/server/db';
import * as doors from '$lib/server/doors';
import { isForeign } from '$lib/server/forgeries';
import * as readiness from '$lib/server/readiness';
import * as sessions from '$lib/server/sessions';

// Kit marks cookies Secure everywhere but on localhost, where plain http in a home network loses them.
flashCookieOptions.secure = config.ORIGIN?.startsWith('https:') ?? false;

export const init: ServerInit = async () => {
	if (building) return;
	await readiness.begin();
	process.once('sveltekit:shutdown', readiness.end);
	if (dev) {
		// Vite ends at once; the embedded PostgreSQL wants to be told.
		for (const signal of ['SIGINT', 'SIGTERM'] as const) {
			process.once(signal, () => void readiness.end().finally(() => process.exit()));
		}
	}
};

export const handle: Handle = async ({ event, resolve }) => {
	const { locals, request, route, url } = event;
	locals.requestId = crypto.randomUUID();
	locals.user = null;

	if (isForeign(request, url.origin)) {
		error(403, 'This form was sent from another site, so it was not accepted');
	}
	if (doors.isProbe(route.id)) return resolve(event);
	if (!readiness.isReady()) unavailable();

	try {
		locals.user = await sessions.resume(event);
	} catch (cause) {
		if (database.isOutage(cause)) unavailable();
		throw cause;
	}

	const admission = doors.admit(locals.user, route.id);
	if (admission === 'sign-in') doors.requireSignIn(doors.pathOf(event));
	if (admission === 'hidden') error(404, 'Page not found');

	let response = await resolve(event);
	if (locals.outage) {
		response = new Response(response.body, { status: 503, headers: response.headers });
		response.headers.set('retry-after', '1');
	}
	// Nothing that was rendered for somebody is kept, so that Back after Logout shows nothing private.
	response.headers.set('cache-control', 'no-store');
	if (response.headers.get('content-type') === 'text/html') {
		response.headers.set('content-type', 'text/html; charset=utf-8');
	}
	return response;
};

function unavailable(): never {
	error(503, 'The site is not available right now. Please try again in a moment.');
}

export const handleError: HandleServerError = ({ error: cause, event, status, message }) => {
	if (status === 404) return { message: 'Page not found' };
	if (status < 500) return { message };

	const id = event.locals.requestId;
	const code = database.errorCode(cause);
	event.locals.outage = database.isOutage(cause);
	// A database error's text carries the query's parameters, hashes among them: only its code is told.
	const text = code ?? (cause instanceof Error ? cause.stack : String(cause));
	console.error(
		JSON.stringify({ level: 'error', requestId: id, path: event.url.pathname, error: text })
	);

	return event.locals.outage
		? { message: 'The site is not available right now. Please try again in a moment.', id }
		: {
				message: 'Something went wrong on our side. Nothing that was confirmed to you is lost.',
				id
			};
};
