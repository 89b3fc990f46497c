import { randomBytes } from 'node:crypto';
import { passwordLengthRefusal, type Refusal } from '../forms/refusals';
import * as hashers from './hashers';
import { canonical } from './usernames';

// Argon2id, its default algorithm, with the second of the equally strong settings in the OWASP Password Storage Cheat
// Sheet: 19 MiB of memory, two passes, one lane.
const strength = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/**
 * Hashes a password with a random salt. Gives a PHC string of under 255 characters.
 * @throws {Overload}
 */
export async function hash(password: string): Promise<string> {
	return hashers.hash(password, strength);
}

const random = (bytes: number) => randomBytes(bytes).toString('base64').replaceAll('=', '');

/** Looks like a hash, and takes as long to compare with; nobody knows a password that it would be of. */
const decoy =
	`$argon2id$v=19$m=${strength.memoryCost},t=${strength.timeCost},p=${strength.parallelism}` +
	`$${random(16)}$${random(32)}`;

/**
 * Tells whether this is the password. Without a hash (nobody has that name, or the account has no
 * password) it takes as long and says no, so that time does not tell who has an account.
 * @throws {Overload}
 */
export async function verify(passwordHash: string | null, password: string): Promise<boolean> {
	const matches = await hashers.verify(passwordHash ?? decoy, password);
	return passwordHash !== null && matches;
}

/** Hashes once, so that not even the first sign-in takes longer than the second. */
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
