import { z } from 'zod';
import { passwordLengthRefusal, refusals, usernameRefusal, type Refusal } from './refusals';

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
