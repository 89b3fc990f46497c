import { current } from './queues';

/** Keys asked for in one statement, so that its answer comes soon and its size is bounded. */
const most = 100;

interface Batch {
	keys: unknown[];
	answer: Promise<unknown>;
}

/** What will be asked at the end of this turn of the event loop. */
const gathering = new Map<string, Batch>();

/**
 * Asks once for what requests of one kind want at the same moment: a site that is busy has many of
 * them in each turn of the event loop, and asks PostgreSQL once instead of for each. PostgreSQL is asked
 * after all of them have come, so nobody is told what was true before. Requests for other places
 * have batches of their own: what is locked for these does not stop those.
 * @param what everything the answer depends on but the key
 * @param key what is looked for, e.g. the hash of a session
 * @param query is given the keys of all, each once; its answer goes to all, and so does its error
 */
export function ask<Key, Answer>(
	what: string,
	key: Key,
	query: (keys: Key[]) => Promise<Answer>
): Promise<Answer> {
	const name = `${current().place} ${what}`;
	let batch = gathering.get(name);
	if (!batch || batch.keys.length === most) {
		const keys: Key[] = [];
		const answer = new Promise<void>(setImmediate).then(() => {
			if (gathering.get(name)?.keys === keys) gathering.delete(name);
			return query(keys);
		});
		gathering.set(name, (batch = { keys, answer }));
	}
	if (!batch.keys.includes(key)) batch.keys.push(key);
	return batch.answer as Promise<Answer>;
}
