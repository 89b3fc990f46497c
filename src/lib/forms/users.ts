import { z } from 'zod';

/** Why an account cannot be made, and the words for it. */
export const refusals = {
	'username-length': 'Username must be between 1 and 150 characters',
	'username-characters': 'Username contains characters that are not allowed',
	'username-taken': 'Username is already taken',
	'password-too-short': 'Password must be at least 8 characters',
	'password-too-long': 'Password must be at most 255 characters',
	'password-common': 'This password is too common',
	'password-similar': 'Password is too similar to the username'
} as const;

export type Refusal = keyof typeof refusals;

/** Characters as people count them in a rule: Unicode code points, not UTF-16 units or bytes. */
const characters = (text: string) => [...text].length;

/**
 * Control, format (zero-width, bidirectional), lone-surrogate, private-use and unassigned characters,
 * the replacement character of broken input, and white space but for single inner spaces.
 */
const forbidden = /[\p{C}\p{Zl}\p{Zp}\uFFFD]|[^\S ]|\s\s/u;

/** What is wrong with a new username, trimmed first, or null. */
export function usernameRefusal(username: string): Refusal | null {
	const name = username.trim();
	const length = characters(name);
	if (length < 1 || length > 150) return 'username-length';
	return forbidden.test(name) ? 'username-characters' : null;
}

/** What is wrong with the length of a new password, or null. */
export function passwordLengthRefusal(password: string): Refusal | null {
	const length = characters(password);
	if (length < 8) return 'password-too-short';
	return length > 255 ? 'password-too-long' : null;
}

export const refusedBy =
	(rule: (text: string) => Refusal | null) => (context: z.core.ParsePayload<string>) => {
		const refusal = rule(context.value);
		if (refusal) {
			// Go on: what is wrong with the other fields is told at once.
			context.issues.push({
				code: 'custom',
				message: refusals[refusal],
				input: context.value,
				continue: true
			});
		}
	};

/** A new password, typed twice. */
const passwordTwice = {
	password: z.string().check(refusedBy(passwordLengthRefusal)),
	password_confirmation: z.string()
};

function confirmed({
	value,
	issues
}: z.core.ParsePayload<{ password: string; password_confirmation: string }>) {
	if (value.password === value.password_confirmation) return;
	issues.push({
		code: 'custom',
		message: 'Passwords do not match',
		path: ['password_confirmation'],
		input: ''
	});
}

export const registration = z
	.object({ username: z.string().trim().check(refusedBy(usernameRefusal)), ...passwordTwice })
	.check(confirmed);

/** For somebody whose name is known. */
export const newPassword = z.object(passwordTwice).check(confirmed);

export const credentials = z.object({
	// A name that could never have been registered is answered like any unknown one.
	username: z
		.string()
		.trim()
		.refine((name) => usernameRefusal(name) !== 'username-length', refusals['username-length'])
		.meta({ unchecked: true }),
	password: z.string().min(1, 'Password must not be empty').meta({ unchecked: true })
});

/** Signing out needs no answers; lynx never sends a form without a field. */
export const signOut = z.object({ session: z.string().default('end') });
