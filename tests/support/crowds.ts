import { request, type Agent } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';

/** What one of a crowd saw: the status (0 when there was no answer), and milliseconds. */
export interface Seen {
	status: number;
	/** Since the crowd came. */
	at: number;
	took: number;
	/** What the asker gave along, for the experiment to look up later. */
	what?: string;
}

/** Many who ask at the same time, each the next thing as soon as the last is answered, until they leave. */
export function gather(
	size: number,
	ask: (lane: number, round: number) => Promise<{ status: number; what?: string }>
) {
	const begun = performance.now();
	const seen: Seen[] = [];
	let staying = true;
	const lanes = Array.from({ length: size }, async (_, lane) => {
		for (let round = 0; staying; round++) {
			const at = performance.now();
			const { status, what } = await ask(lane, round).catch(() => ({ status: 0, what: undefined }));
			seen.push({ status, what, at: at - begun, took: performance.now() - at });
			// A server that is gone refuses at once; nobody asks it a thousand times a second.
			if (!status) await wait(50);
		}
	});
	return {
		seen,
		since: () => performance.now() - begun,
		async leave() {
			staying = false;
			await Promise.all(lanes);
			return seen;
		}
	};
}

/** How often each status was seen, e.g. `{ 200: 17, 503: 2 }`. */
export function statuses(seen: Seen[]): Record<number, number> {
	const counts: Record<number, number> = {};
	for (const { status } of seen) counts[status] = (counts[status] ?? 0) + 1;
	return counts;
}

export const slowest = (seen: Seen[]) => seen.reduce((most, { took }) => Math.max(most, took), 0);

/** Waits until it is so, and gives the milliseconds that it took. */
export async function until(so: () => unknown, patience = 30_000): Promise<number> {
	const begun = performance.now();
	for (;;) {
		if (await so()) return performance.now() - begun;
		if (performance.now() - begun > patience)
			throw new Error(`It was not so within ${patience} ms`);
		await wait(20);
	}
}

/** Asks on a connection that is kept. Fails when there is no answer. */
export function keptAlive(agent: Agent, port: number, path: string, cookie?: string) {
	return new Promise<{ status: number }>((resolve, reject) => {
		const headers = { host: `localhost:${port}`, accept: 'text/html', ...(cookie && { cookie }) };
		request({ host: '127.0.0.1', port, path, agent, headers }, (response) => {
			response.resume();
			response.on('end', () => resolve({ status: response.statusCode! }));
			response.on('error', reject);
		})
			.on('error', reject)
			.end();
	});
}
