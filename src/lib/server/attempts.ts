import { and, eq, gt, lte, sql } from 'drizzle-orm';
import { RateLimiterPostgres, RateLimiterRes } from 'rate-limiter-flexible';
import { config } from './config';
import { db, prepared } from './db';
import { attempts } from './db/schema-accounts';

// What is counted for limits.ts, in a table that all instances share. Counting up is
// rate-limiter-flexible's, a key at a time; whatever can be asked for all keys at once is: the database
// is most of what a sign-in costs beside its hash.

const minutes = (count: number) => count * 60;
const days = (count: number) => count * 86_400;

// Figures and reasons: docs/decisions/0006-how-many-attempts.md. Durations are in seconds.
export const counters = prepared(() => {
	const counter = (keyPrefix: string, points: number, duration: number) =>
		new RateLimiterPostgres({
			storeClient: { query: ask },
			storeType: 'client',
			tableName: 'attempts',
			tableCreated: true,
			clearExpiredByTimeout: false,
			keyPrefix,
			points,
			duration
		});
	return {
		address: counter('address', 50, minutes(15)),
		pair: counter('pair', 10, minutes(15)),
		/** Beyond these, each address that never got into the account may try once in the time. */
		account: counter('account', 100, days(1)),
		stranger: counter('stranger', 1, days(1)),
		/** Beyond these, only addresses that got in before may try. */
		siege: counter('account', 1_000, days(1)),
		/** Not counted but remembered: an address that got into the account. */
		friend: counter('friend', 1, days(90)),
		signUp: counter('sign-up', config.SIGN_UPS_PER_HOUR, minutes(60))
	};
});

/** What rate-limiter-flexible asks of node-postgres, asked of postgres.js. */
async function ask({ text, values }: { text: string; values: (string | number)[] }) {
	const rows = await db.$client.unsafe(text, values, { prepare: true });
	return { rows, rowCount: rows.count };
}

export type Counter = RateLimiterPostgres;
type Step = { counter: Counter; key: string };

/** The key of a step as the table has it. */
export const stored = ({ counter, key }: Step) => counter.getKey(key);

// No key has a space in it. An array would need types that postgres.js does not ask for here.
const named = sql`${attempts.key} = any(string_to_array(${sql.placeholder('keys')}, ' '))`;
// By the clock of the process, which is the one that the expiry was written by.
const unexpired = gt(attempts.expire, sql.placeholder('now'));

const these = (keys: string[]) => ({ keys: keys.join(' '), now: Date.now() });

const found = prepared(() =>
	db
		.select({ key: attempts.key, points: attempts.points, expire: attempts.expire })
		.from(attempts)
		.where(and(named, unexpired))
		.prepare('attempts_found')
);

/** What is counted under these keys, and for how many seconds more (at least 1). */
export async function look(keys: string[]) {
	const rows = await found().execute(these(keys));
	return new Map(
		rows.map(({ key, points, expire }) => {
			const seconds = Math.max(1, Math.ceil((Number(expire) - Date.now()) / 1000));
			return [key, { points, seconds }];
		})
	);
}

const lessOne = prepared(() => {
	// Held one after the other in one order: left to the update, two of them wait in a circle.
	const held = db
		.$with('held')
		.as(
			db
				.select({ key: attempts.key })
				.from(attempts)
				.where(and(named, unexpired))
				.orderBy(attempts.key)
				.for('update')
		);
	return db
		.with(held)
		.update(attempts)
		.set({
			points: sql`case when ${attempts.key} = ${sql.placeholder('anew')} then 0
				else ${attempts.points} - 1 end`
		})
		.from(held)
		.where(eq(attempts.key, held.key))
		.prepare('attempts_less_one');
});

/** One of each, or none: then it gives the seconds to wait for the one that was used up. */
export async function takeAll(
	steps: Step[],
	counted: Awaited<ReturnType<typeof look>>
): Promise<number> {
	// Looked at first: who is over the limit and goes on trying costs no writes.
	for (const step of steps) {
		const known = counted.get(stored(step));
		if (known && known.points >= step.counter.points) return known.seconds;
	}
	const taken: string[] = [];
	for (const step of steps) {
		taken.push(stored(step));
		try {
			await step.counter.consume(step.key);
		} catch (cause) {
			await giveBack(taken);
			if (!(cause instanceof RateLimiterRes)) throw cause;
			return Math.max(1, Math.ceil(cause.msBeforeNext / 1000));
		}
	}
	return 0;
}

/** Takes one from what is counted under each of these keys, and all from what is under `anew`. */
export async function giveBack(keys: string[], anew = ''): Promise<void> {
	if (keys.length) await lessOne().execute({ ...these(keys), anew });
}

/** Deletes what has expired. */
export async function purge(): Promise<void> {
	await db.delete(attempts).where(lte(attempts.expire, Date.now()));
}
