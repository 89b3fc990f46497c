import type { ActionResult, SubmitFunction } from '@sveltejs/kit';
import { refresh } from './presence';

const connectionFailed = 'The connection failed. What you entered is still here: please try again.';

/** Why a form got no answer of its own: the server's words if it said any. */
export function failureOf(result: Extract<ActionResult, { type: 'error' }>): string {
	// What fetch throws when nothing was heard; an answer's error is no instance of it.
	return result.error instanceof Error ? connectionFailed : String(result.error.message);
}

/**
 * For `use:enhance` on forms without superforms: one request at a time, and nothing lost with it.
 * `answered` is called when the server has answered, to forget typed passwords.
 */
export function sending(answered?: () => void) {
	let busy = $state(false);
	let lost = $state(false);
	let failure = $state(connectionFailed);

	const submit: SubmitFunction = ({ cancel }) => {
		if (busy) return cancel();
		busy = true;
		lost = false;
		return async ({ result, update }) => {
			const { status = 500 } = result;
			// Left to Kit, this would replace the page, and what was entered with it.
			lost = result.type === 'error' && status >= 409;
			if (lost && result.type === 'error') failure = failureOf(result);
			// Refused for more than a typing mistake: what the page shows is no longer true.
			if (status > 400 && status < 500) await refresh();
			if (!lost) {
				await update({ reset: false });
				answered?.();
			}
			busy = false;
		};
	};

	return {
		get busy() {
			return busy;
		},
		get lost() {
			return lost;
		},
		/** What to say when it is lost. */
		get failure() {
			return failure;
		},
		submit
	};
}
