// Rules and words without zod: the site starts without it, and loads it with the first form.

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
