import { invalidateAll } from '$app/navigation';
import { resolve } from '$app/paths';

/** Renders the page anew from the server: what it shows is no longer true. */
export const refresh = () => invalidateAll();

/**
 * Keeps a page true about who is signed in: when it comes back from the browser's memory or its tab
 * comes to the front, it asks, and is rendered anew if somebody else is, or nobody any more.
 * @param shown gives the id of the user that the page shows now
 * @returns what ends it
 */
export function keepTrue(shown: () => number | undefined): () => void {
	async function ask() {
		if (document.visibilityState !== 'visible') return;
		// Without a connection nothing can be known; the next chance is as good.
		const answer = await fetch(resolve('/current-user')).catch(() => null);
		if (!answer?.ok) return;
		const { user } = (await answer.json()) as { user: { id: number } | null };
		if (user?.id !== shown()) await refresh();
	}

	const restored = (event: PageTransitionEvent) => event.persisted && ask();
	addEventListener('pageshow', restored);
	document.addEventListener('visibilitychange', ask);
	return () => {
		removeEventListener('pageshow', restored);
		document.removeEventListener('visibilitychange', ask);
	};
}
