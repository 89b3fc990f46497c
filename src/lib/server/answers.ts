import { error } from '@sveltejs/kit';
import { authorRefusals } from '../forms/polls';

/** What every route answers alike when the poll is not there, or not the asking person's own. */
export function toAuthor<Outcome>(
	outcome: Outcome
): Exclude<Outcome, 'unknown-poll' | 'not-the-author'> {
	if (outcome === 'unknown-poll') error(404, 'Poll not found');
	if (outcome === 'not-the-author') error(403, authorRefusals['not-the-author']);
	return outcome as Exclude<Outcome, 'unknown-poll' | 'not-the-author'>;
}
