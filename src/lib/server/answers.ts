import { error, type RequestEvent } from '@sveltejs/kit';
import { authorRefusals } from '../forms/polls';
import * as doors from './doors';
import * as sessions from './sessions';

/** What every route answers alike when the poll is not there, or not the asking person's own. */
export function toAuthor<Outcome>(
	outcome: Outcome
): Exclude<Outcome, 'unknown-poll' | 'not-the-author'> {
	if (outcome === 'unknown-poll') error(404, 'Poll not found');
	if (outcome === 'not-the-author') error(403, authorRefusals['not-the-author']);
	return outcome as Exclude<Outcome, 'unknown-poll' | 'not-the-author'>;
}

type NotForSuperusers = 'not-a-superuser' | 'unknown-person' | 'unknown-poll';

/** The same for superusers; who was one until a moment ago sees what everybody else does. */
export function toSuperuser<Outcome>(outcome: Outcome): Exclude<Outcome, NotForSuperusers> {
	if (outcome === 'not-a-superuser') error(404, 'Page not found');
	if (outcome === 'unknown-person') error(404, 'Person not found');
	if (outcome === 'unknown-poll') error(404, 'Poll not found');
	return outcome as Exclude<Outcome, NotForSuperusers>;
}

/**
 * Answers who was deactivated or deleted while the request was on its way: this browser is signed out,
 * and led to sign in and back to `next`.
 */
export async function toNobody(event: RequestEvent, next = event.url.pathname): Promise<never> {
	await sessions.end(event);
	doors.requireSignIn(next);
}
