import { fail, type RequestEvent } from '@sveltejs/kit';
import { setError, type SuperValidated } from 'sveltekit-superforms';
import * as accountEvents from './account-events';
import * as accounts from './accounts';
import * as answers from './answers';
import * as limits from './limits';
import * as sessions from './sessions';

/** Whether the person has proved within the last ten minutes to know the password. */
export const isFresh = ({ locals }: RequestEvent | { locals: App.Locals }) =>
	locals.session?.proven ?? false;

/** A form with the field that is there for the proof. */
type Proof = { data: { current_password: string } };

/**
 * Before anything that whoever finds a screen unlocked shall not do: lets pass who has proved lately
 * to know the password, or does so with this form, whose field `current_password` is there for it.
 * Gives null, or what to answer; what else was typed stays in the form.
 */
export async function demand<Form extends Proof>(event: RequestEvent, form: Form) {
	const password = form.data.current_password;
	form.data.current_password = ''; // never sent back
	const { user } = event.locals;
	if (isFresh(event) || !user) return null;

	if (!password) return refusal(form, 'Enter your password to confirm that it is you');
	const wait = await limits.take(event, 'password', user.username);
	if (wait) return limits.tooManyAttempts(event, form, wait);
	const known = await accounts.knowsPassword(user, password);
	if (known === 'inactive') return answers.toNobody(event);
	if (!known) return refuse(event, form);
	await limits.succeed(event);
	await sessions.prove(event);
	return null;
}

/** Answers a wrong current password, and notes it in the account's log. */
export function refuse<Form extends Proof>(event: RequestEvent, form: Form) {
	const { user } = event.locals;
	if (user) {
		void accountEvents.recordFailure(user.username, 'proof-failed', sessions.deviceOf(event));
	}
	return refusal(form, 'This is not your password');
}

function refusal<Form extends Proof>(form: Form, words: string) {
	setError(asForm(form), 'current_password', words);
	return fail(401, { form });
}

const asForm = <Form extends Proof>(form: Form) =>
	form as unknown as Form & SuperValidated<Proof['data']>;
