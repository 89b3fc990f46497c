import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { error, fail, type RequestEvent } from '@sveltejs/kit';
import { lte } from 'drizzle-orm';
import { RateLimiterPostgres, RateLimiterRes } from 'rate-limiter-flexible';
import * as addresses from './addresses';
import { config } from './config';
import { db, prepared } from './db';
import { attempts } from './db/schema-accounts';
import { pseudonym } from './log';
import * as passwords from './passwords';
import { canonical } from './usernames';

/** What somebody tries who may be guessing a secret of the account. Each has counters of its own. */
type Kind = 'sign-in' | 'recover' | 'password';

const minutes = (count: number) => count * 60;
const days = (count: number) => count * 86_400;

// Figures and reasons: docs/decisions/0006-how-many-attempts.md. Durations are in seconds.
const limiters = prepared(() => {
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

type Counter = RateLimiterPostgres;
type Step = { counter: Counter; key: string };

/** What the attempt of a request has taken and may get back, by the request's locals. */
const pending = new WeakMap<App.Locals, { taken: Step[]; succeed(): Promise<unknown> }>();

const seconds = (result: RateLimiterRes) => Math.max(1, Math.ceil(result.msBeforeNext / 1000));

/** The key of these words: short, however long a name is, and nothing to be read by others. */
const keyOf = (...words: string[]) =>
	createHash('sha256').update(words.join('\n')).digest('base64url');

/**
 * Counts an attempt at a secret of the account `username`, before it is known how it ends: otherwise
 * a hundred guesses sent at once would all be looked at. `succeed` takes it back.
 * @returns 0 if it may be made, else the seconds to wait.
 * @throws {passwords.Overload} if no password could be looked at now; nothing is counted then.
 */
export async function take(event: RequestEvent, kind: Kind, username: string): Promise<number> {
	// Counting takes ten queries: a flood that is going to be refused must not cost them.
	passwords.requireRoom();
	const { address, pair, account, stranger, siege, friend } = limiters();
	const from = addresses.of(event);
	const accountKey = keyOf(kind, canonical(username));
	const addressKey = keyOf(kind, from);
	const pairKey = keyOf(kind, canonical(username), from);

	const [known, attacks] = await Promise.all([friend.get(pairKey), account.get(accountKey)]);
	const attacked = attacks?.consumedPoints ?? 0;
	const isStranger = !known;
	const steps: Step[] = [{ counter: pair, key: pairKey }];
	// A class behind one address: a pupil who got in before is not locked out by another who guesses.
	if (isStranger) steps.unshift({ counter: address, key: addressKey });
	if (isStranger && attacked >= account.points) steps.push({ counter: stranger, key: pairKey });

	let wait = 0;
	if (attacks && isStranger && attacked >= siege.points) wait = seconds(attacks);
	wait ||= await takeAll(steps);
	if (wait) {
		event.locals.log.warn({ event: 'throttled', kind, from, name: pseudonym(username), wait });
		await lineUp();
		return wait;
	}
	// Last: refused attempts must not use up what the owner may try from elsewhere.
	await account.penalty(accountKey);
	pending.set(event.locals, {
		taken: [...steps, { counter: account, key: accountKey }],
		succeed: () => Promise.all([pair.delete(pairKey), friend.set(pairKey, 1, days(90))])
	});
	return 0;
}

let nextTurn = 0;

/**
 * The refused are answered fifty a second, or after a second at the latest: each answer is a page to
 * render, and a flood of them would keep those waiting who only read. One alone does not notice it.
 */
async function lineUp(): Promise<void> {
	const now = Date.now();
	const turn = Math.max(now, nextTurn);
	nextTurn = Math.min(turn + 20, now + 1_000);
	if (turn > now) await sleep(turn - now);
}

/** `take` for signing in. */
export const signIn = (event: RequestEvent, username: string) => take(event, 'sign-in', username);

/** Counts an account that is asked for. Gives 0, or the seconds to wait. @throws {passwords.Overload} */
export const signUp = (event: RequestEvent) => takeFrom(event, 'sign-up', limiters().signUp);

/** Counts a look at a one-time link, which tells as much as a use. Gives 0, or the seconds to wait. */
export const followLink = (event: RequestEvent) =>
	takeFrom(event, 'password-link', limiters().address);

async function takeFrom(event: RequestEvent, kind: string, counter: Counter): Promise<number> {
	const from = addresses.of(event);
	const steps = [{ counter, key: keyOf(kind, from) }];
	const wait = await takeAll(steps);
	if (wait) event.locals.log.warn({ event: 'throttled', kind, from, wait });
	else pending.set(event.locals, { taken: steps, succeed: async () => {} });
	return wait;
}

/** One of each, or none: then it gives the seconds to wait for the one that was used up. */
async function takeAll(steps: Step[]): Promise<number> {
	// Looked at first: who is over the limit and goes on trying costs no writes.
	const counted = await Promise.all(steps.map(({ counter, key }) => counter.get(key)));
	for (const [i, result] of counted.entries()) {
		if (result && result.consumedPoints >= steps[i]!.counter.points) return seconds(result);
	}
	const taken: Step[] = [];
	for (const step of steps) {
		taken.push(step);
		try {
			await step.counter.consume(step.key);
		} catch (cause) {
			await putBack(taken);
			if (cause instanceof RateLimiterRes) return seconds(cause);
			throw cause;
		}
	}
	return 0;
}

const putBack = (steps: Step[]) =>
	Promise.all(steps.map(({ counter, key }) => counter.reward(key)));

/** The attempt of this request was right: only failures stay counted. */
export async function succeed({ locals }: RequestEvent): Promise<void> {
	const attempt = pending.get(locals);
	await giveBack(locals);
	await attempt?.succeed();
}

/** The attempt of this request came to no end, through no fault of the one who made it. */
export async function giveBack(locals: App.Locals): Promise<void> {
	const attempt = pending.get(locals);
	pending.delete(locals);
	await putBack(attempt?.taken ?? []);
}

/** Answers a form with 429, in words and in the header for programs. `wait` is in seconds. */
export function tooManyAttempts<Form extends object>(
	event: RequestEvent,
	form: Form,
	wait: number
) {
	const message = words(event, wait);
	return fail(429, { form: Object.assign(form, { message, valid: false }) });
}

/** The same where there is no form to say it in. */
export function turnAway(event: RequestEvent, wait: number): never {
	error(429, words(event, wait));
}

function words(event: RequestEvent, wait: number): string {
	event.setHeaders({ 'retry-after': `${wait}` });
	// Never "1 minutes".
	return `Too many attempts. Try again in ${Math.max(2, Math.ceil(wait / 60))} minutes.`;
}

/** Deletes what has expired. */
export async function purge(): Promise<void> {
	await db.delete(attempts).where(lte(attempts.expire, Date.now()));
}
