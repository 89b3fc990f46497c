import { randomBytes } from 'node:crypto';
import { availableParallelism } from 'node:os';
import * as argon2 from '@node-rs/argon2';
import pLimit from 'p-limit';
import { passwordLengthRefusal, type Refusal } from '../forms/refusals';
import { canonical } from './usernames';

// Argon2id, its default algorithm, with the second of the equally strong settings in the OWASP Password Storage Cheat
// Sheet: 19 MiB of memory, two passes, one lane.
const strength = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/** Thrown instead of hashing when too many wait for it already. */
export class Overload extends Error {
	override name = 'Overload';
}

/**
 * Hashes at once: one core stays free for pages. Argon2 runs on libuv's threads, where files and DNS
 * wait behind it.
 */
const permits = Math.max(1, availableParallelism() - 1);
/**
 * Hashes that may wait for each permit: a class of forty that signs up at once is served, the last of
 * them after less than a second. Those beyond are told to come back; a flood must not become a queue
 * of minutes.
 */
const queue = 48 * permits;
const inTurn = pLimit(permits);

/**
 * Tells at once that no password could be hashed now, before anything else is done in vain.
 * @throws {Overload}
 */
export function requireRoom(): void {
	if (inTurn.pendingCount >= queue) throw new Overload('Too many passwords are being hashed');
}

/** Runs with a permit, which is held until the hash ends, even if nobody waits for it any more. */
function permitted<Result>(work: () => Promise<Result>): Promise<Result> {
	requireRoom();
	return inTurn(work);
}

/**
 * Hashes a password with a random salt. Gives a PHC string of under 255 characters.
 * @throws {Overload}
 */
export async function hash(password: string): Promise<string> {
	return permitted(() => argon2.hash(password, strength));
}

let decoy: Promise<string> | undefined;

/**
 * Tells whether this is the password. Without a hash (nobody has that name, or the account has no
 * password) it takes as long and says no, so that time does not tell who has an account.
 * @throws {Overload}
 */
export async function verify(passwordHash: string | null, password: string): Promise<boolean> {
	decoy ??= argon2.hash(randomBytes(32).toString('base64'), strength);
	const known = passwordHash ?? (await decoy);
	const matches = await permitted(() => argon2.verify(known, password));
	return passwordHash !== null && matches;
}

/** Makes the decoy, so that not even the first wrong sign-in takes longer than the second. */
export async function warmUp(): Promise<void> {
	await verify(null, '');
}

/** True if the hash was made with less work than `hash` does today. */
export function isOutdated(passwordHash: string): boolean {
	const made = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$/.exec(passwordHash);
	return !made || Number(made[1]) < strength.memoryCost || Number(made[2]) < strength.timeCost;
}

const siteName = 'showofhands';

let common: Promise<Set<string>> | undefined;

/** Some 49,000 of the most used passwords (package @zxcvbn-ts/language-common, MIT). */
function commonPasswords(): Promise<Set<string>> {
	common ??= import('@zxcvbn-ts/language-common').then(
		({ dictionary }) => new Set(dictionary['passwords-common'].map((entry) => String(entry)))
	);
	return common;
}

/**
 * Why this cannot be the password of this user, or null. Length, commonness and likeness only, no
 * rules of composition (NIST SP 800-63B-4, 3.1.1.2).
 */
export async function refusal(password: string, username: string): Promise<Refusal | null> {
	const length = passwordLengthRefusal(password);
	if (length) return length;

	if ((await commonPasswords()).has(password.toLowerCase())) return 'password-common';

	const likeness = canonical(password);
	const name = canonical(username);
	if ([...name].length >= 4 && likeness.includes(name)) return 'password-similar';
	if (likeness.replace(/[\s_.-]/g, '').includes(siteName)) return 'password-similar';
	return null;
}
