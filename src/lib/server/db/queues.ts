import type postgres from 'postgres';
import { errorCode, isFromServer } from './errors';

/** Milliseconds after which a query counts as slow, and the connection it holds as lost to others. */
const slowness = 300;
/** Milliseconds in which nobody asks again where PostgreSQL has just given up. */
const pause = 500;

/** What a request asks the database for. */
export interface Errand {
	/** What it does, e.g. 'POST /polls/[id]': when that is slow, the others keep connections for themselves. */
	kind: string;
	/** And where, e.g. 'POST /polls/7': what is locked for one is locked for all who want the same. */
	place: string;
}

const nobodys: Errand = { kind: '', place: '' };

let errandOf = (): Errand | undefined => undefined;

/** Only who answers requests knows for which of them something is asked right now. */
export function learnErrands(source: typeof errandOf): void {
	errandOf = source;
}

/** What the request that is being answered asks for. */
export const current = () => errandOf() ?? nobodys;

/** Somebody else has just waited in vain for the same. */
export class Congestion extends Error {
	code = 'CONGESTION';
}

/** Where PostgreSQL gave up, from when on one at a time may try again, and whether one does. */
const stuck = new Map<string, { from: number; trying: boolean }>();

/**
 * Does this work, which is on this errand.
 * @throws {Congestion} at once, when PostgreSQL has just given up on the same, unless it is time to try again
 */
export async function during<Result>(errand: Errand, work: () => Promise<Result>): Promise<Result> {
	const place = stuck.get(errand.place);
	if (!place) return work();
	if (place.trying || performance.now() < place.from) throw new Congestion();
	place.trying = true;
	try {
		return await work();
	} finally {
		// Unless it got stuck again, which has made a new one.
		if (stuck.get(errand.place) === place) stuck.delete(errand.place);
	}
}

function noteStuck(place: string) {
	const now = performance.now();
	for (const [old, { from }] of stuck) if (from + 20 * pause < now) stuck.delete(old);
	stuck.set(place, { from: now + pause, trying: false });
}

/** PostgreSQL's lock_not_available and query_canceled. */
const hasGivenUp = (cause: unknown) => /^(55P03|57014)$/.test(errorCode(cause) ?? '');

/** Nobody there, or cannot_connect_now: PostgreSQL is only starting. */
const isUnreachable = (cause: unknown) =>
	/^(ECONNREFUSED|EHOSTUNREACH|ENETUNREACH|ENOTFOUND|EAI_AGAIN|57P03)$/.test(
		errorCode(cause) ?? ''
	);

/**
 * Where queries wait for one of so many connections, in the order in which they come. While some kinds
 * of errand are slow, they leave two connections to the others.
 * @param tell is told what an experienced watcher wants to know: each answer, and each query that is slow
 */
export function queue(most: number, tell: { answered(): void; slow(): void }) {
	const reserve = Math.min(2, Math.floor(most / 4));
	const kinds = new Map<string, { running: number; slow: number }>();
	let waiting: { errand: Errand; go(): void; refuse(cause: Error): void }[] = [];
	let refusal: Error | undefined;

	function mayGo({ kind }: Errand) {
		let all = 0;
		let ofSlowKinds = 0;
		for (const { running, slow } of kinds.values()) {
			all += running;
			if (slow) ofSlowKinds += running;
		}
		if (kinds.get(kind)?.slow) return all < most && ofSlowKinds < most - reserve;
		return all < (ofSlowKinds ? most : most - reserve);
	}

	function start({ kind }: Errand) {
		const counts = kinds.get(kind) ?? { running: 0, slow: 0 };
		counts.running++;
		kinds.set(kind, counts);
		return counts;
	}

	function next() {
		for (;;) {
			const first = waiting.findIndex(({ errand }) => mayGo(errand));
			if (first < 0) return;
			const [{ errand, go }] = waiting.splice(first, 1) as [(typeof waiting)[0]];
			start(errand);
			go();
		}
	}

	function refuseWaiting(cause: Error, place?: string) {
		const refused = waiting.filter(({ errand }) => !place || errand.place === place);
		waiting = waiting.filter((each) => !refused.includes(each));
		for (const { refuse } of refused) refuse(cause);
	}

	/** Asks as soon as there is a connection for it. */
	async function turn<Result>(ask: () => PromiseLike<Result>): Promise<Result> {
		if (refusal) throw refusal;
		const errand = current();
		if (mayGo(errand)) start(errand);
		else await new Promise<void>((go, refuse) => waiting.push({ errand, go, refuse }));
		const counts = kinds.get(errand.kind)!;
		let isSlow = false;
		const watch = setInterval(() => {
			if (!isSlow) counts.slow++;
			isSlow = true;
			tell.slow();
			next();
		}, slowness);
		try {
			const result = await ask();
			tell.answered();
			return result;
		} catch (cause) {
			if (isFromServer(cause)) tell.answered();
			// The others would hear the same, each after trying in vain.
			if (isUnreachable(cause)) refuseWaiting(cause as Error);
			if (hasGivenUp(cause) && errand.place) {
				noteStuck(errand.place);
				refuseWaiting(new Congestion(), errand.place);
			}
			throw cause;
		} finally {
			clearInterval(watch);
			if (isSlow) counts.slow--;
			if (!--counts.running) kinds.delete(errand.kind);
			next();
		}
	}

	return {
		turn,
		/** Refuses whoever waits or comes, with this error, until it is called without one. */
		refuse(cause?: Error) {
			refusal = cause;
			if (cause) refuseWaiting(cause);
		}
	};
}

type Turn = ReturnType<typeof queue>['turn'];

/** What postgres.js's types leave out: who sends a query, once somebody waits for it. */
interface Query extends PromiseLike<unknown> {
	handler?: (query: Query) => void;
	reject(cause: unknown): void;
}

/** The same client, whose queries and transactions wait for their turns. */
export function inTurns(client: postgres.Sql, turn: Turn): postgres.Sql {
	function later(query: Query) {
		const send = query.handler;
		// A part of another query, say, which is never sent itself.
		if (!send) return query;
		query.handler = () => {
			const sent = () => (send(query), query);
			turn(sent).catch((cause: unknown) => query.reject(cause));
		};
		return query;
	}
	const given = {
		unsafe: (...query: Parameters<postgres.Sql['unsafe']>) =>
			later(client.unsafe(...query) as unknown as Query),
		begin: <Result>(work: (tx: postgres.TransactionSql) => Promise<Result>) =>
			turn(() => client.begin(work))
	};
	return new Proxy(client, {
		apply: (target, self, query) => later(Reflect.apply(target, self, query) as Query),
		get: (target, name) => Reflect.get(name in given ? given : target, name)
	});
}
