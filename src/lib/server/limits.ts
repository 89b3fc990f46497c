import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { error, fail, type RequestEvent } from '@sveltejs/kit';
import * as addresses from './addresses';
import * as attempts from './attempts';
import * as hashers from './hashers';
import { pseudonym } from './log';
import { canonical } from './usernames';

/** What somebody tries who may be guessing a secret of the account. Each has counters of its own. */
type Kind = 'sign-in' | 'recover' | 'password';

/** What the attempt of a request has taken and may get back, by the request's locals. */
const pending = new WeakMap<App.Locals, { taken: string[]; succeed(): Promise<unknown> }>();

/** The key of these words: short, however long a name is, and nothing to be read by others. */
const keyOf = (...words: string[]) =>
	createHash('sha256').update(words.join('\n')).digest('base64url');

/**
 * Counts an attempt at a secret of the account `username`, before it is known how it ends: otherwise
 * a hundred guesses sent at once would all be looked at. `succeed` takes it back.
 * @returns 0 if it may be made, else the seconds to wait.
 * @throws {hashers.Overload} if no password could be looked at now; nothing is counted then.
 */
export async function take(event: RequestEvent, kind: Kind, username: string): Promise<number> {
	// A flood that is going to be refused must not cost what counting costs.
	hashers.requireRoom();
	const { address, pair, account, stranger, siege, friend } = attempts.counters();
	const from = addresses.of(event);
	const pairKey = keyOf(kind, canonical(username), from);

	const ofAddress = { counter: address, key: keyOf(kind, from) };
	const ofPair = { counter: pair, key: pairKey };
	const ofAccount = { counter: account, key: keyOf(kind, canonical(username)) };
	const ofStranger = { counter: stranger, key: pairKey };
	const ofFriend = { counter: friend, key: pairKey };

	const all = [ofAddress, ofPair, ofAccount, ofStranger, ofFriend].map(attempts.stored);
	const counted = await attempts.look(all);
	const attacks = counted.get(attempts.stored(ofAccount));
	const attacked = attacks?.points ?? 0;
	const known = counted.get(attempts.stored(ofFriend));
	const steps = [ofPair];
	// A class behind one address: a pupil who got in before is not locked out by another who guesses.
	if (!known) steps.unshift(ofAddress);
	if (!known && attacked >= account.points) steps.push(ofStranger);

	let wait = 0;
	if (attacks && !known && attacked >= siege.points) wait = attacks.seconds;
	wait ||= await attempts.takeAll(steps, counted);
	if (wait) {
		event.locals.log.warn({ event: 'throttled', kind, from, name: pseudonym(username), wait });
		await lineUp();
		return wait;
	}
	// Last: refused attempts must not use up what the owner may try from elsewhere.
	await account.penalty(ofAccount.key);
	const taken = [...steps, ofAccount].map(attempts.stored);
	// Remembered from a sign-in on; another one within a day need not write it again.
	const isRemembered = known && known.seconds > friend.duration - 86_400;
	pending.set(event.locals, {
		taken,
		succeed: () =>
			Promise.all([
				attempts.giveBack(taken, attempts.stored(ofPair)),
				isRemembered || friend.set(pairKey, 1, friend.duration)
			])
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

/** Counts an account that is asked for. Gives 0, or the seconds to wait. @throws {hashers.Overload} */
export const signUp = (event: RequestEvent) =>
	takeFrom(event, 'sign-up', attempts.counters().signUp);

/** Counts a look at a one-time link, which tells as much as a use. Gives 0, or the seconds to wait. */
export const followLink = (event: RequestEvent) =>
	takeFrom(event, 'password-link', attempts.counters().address);

async function takeFrom(
	event: RequestEvent,
	kind: string,
	counter: attempts.Counter
): Promise<number> {
	const from = addresses.of(event);
	const step = { counter, key: keyOf(kind, from) };
	const wait = await attempts.takeAll([step], await attempts.look([attempts.stored(step)]));
	if (wait) event.locals.log.warn({ event: 'throttled', kind, from, wait });
	if (wait) return wait;

	const taken = [attempts.stored(step)];
	pending.set(event.locals, { taken, succeed: () => attempts.giveBack(taken) });
	return 0;
}

/** The attempt of this request was right: only failures stay counted. */
export async function succeed({ locals }: RequestEvent): Promise<void> {
	const attempt = pending.get(locals);
	pending.delete(locals);
	await attempt?.succeed();
}

/** The attempt of this request came to no end, through no fault of the one who made it. */
export async function giveBack(locals: App.Locals): Promise<void> {
	const attempt = pending.get(locals);
	pending.delete(locals);
	await attempts.giveBack(attempt?.taken ?? []);
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
