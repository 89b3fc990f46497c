import { z } from 'zod';
import { passwordLengthRefusal, usernameRefusal } from './refusals';
import { refusedBy } from './users';

/** Asked for only when the last proof is older than ten minutes; see proofs.ts. */
const proof = { current_password: z.string().default('') };

/** A new password, typed twice. */
const newPassword = {
	password: z.string().check(refusedBy(passwordLengthRefusal)),
	password_confirmation: z.string()
};

const typedTwice = (
	context: z.core.ParsePayload<{ password: string; password_confirmation: string }>
) => {
	if (context.value.password === context.value.password_confirmation) return;
	context.issues.push({
		code: 'custom',
		message: 'Passwords do not match',
		path: ['password_confirmation'],
		input: ''
	});
};

export const passwordChange = z
	.object({ current_password: z.string().min(1, 'Password must not be empty'), ...newPassword })
	.check(typedTwice);

const missingCode = 'Enter one of your recovery codes';

export const recovery = z
	.object({
		// A name or code that cannot be is answered like any other wrong one.
		username: z
			.string()
			.trim()
			.min(1, 'Username must be between 1 and 150 characters')
			.meta({ unchecked: true }),
		code: z.string().trim().min(1, missingCode).max(100, missingCode).meta({ unchecked: true }),
		...newPassword
	})
	.check(typedTwice);

export const usernameChange = z.object({
	username: z.string().trim().check(refusedBy(usernameRefusal)),
	...proof
});

/** What needs no answer but a proof. lynx never sends a form without a field. */
export const confirmation = z.object({ ...proof, confirm: z.string().default('yes') });

export const departure = z.object({
	confirmation: z.string(),
	polls: z.enum(['leave', 'delete'], 'Choose what becomes of your polls').default('leave'),
	...proof
});

/** Which session to end, by its number: digits only, as number parsers read 1e3 and 0x10 too. */
export const sessionEnd = z.object({ number: z.string().regex(/^\d{1,16}$/, 'Unknown session') });
