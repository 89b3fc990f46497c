import type { SubmitFunction } from '@sveltejs/kit';
import { invalidateAll } from '$app/navigation';

export const connectionFailed =
	'The connection failed. What you entered is still here: please try again.';

/**
 * For `use:enhance` on forms without superforms: one request at a time, and nothing lost with it.
 * `answered` is called when the server has answered, to forget typed passwords.
 */
export function sending(answered?: () => void) {
	let busy = $state(false);
	let lost = $state(false);

	const submit: SubmitFunction = ({ cancel }) => {
		if (busy) return cancel();
		busy = true;
		lost = false;
		return async ({ result, update }) => {
			// Left to Kit, this would replace the page, and what was entered with it.
			lost = result.type === 'error' && (result.status ?? 500) >= 500;
			if (!lost) {
				// Refused for more than a typing mistake: what the page shows is no longer true.
				if (result.type === 'failure' && result.status > 400) await invalidateAll();
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
		submit
	};
}
