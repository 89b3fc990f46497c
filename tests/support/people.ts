import * as recoveryCodes from '../../src/lib/server/recovery-codes';
import * as users from '../../src/lib/server/users';

export const aPassword = 'seven quiet herons';

export type Member = Awaited<ReturnType<typeof aMember>>;

/** Registers somebody with `aPassword`. Fails when the name is refused. */
export async function aMember(username: string, password = aPassword) {
	const outcome = await users.register({ username, password });
	if ('refused' in outcome)
		throw new Error(`${username} was refused: ${outcome.refused.join(', ')}`);
	return { ...outcome.user, password };
}

/** New recovery codes of somebody, as they are shown once. */
export async function codesOf(person: users.User) {
	const codes = await recoveryCodes.make(person, 'w3m');
	if (codes === 'inactive') throw new Error(`${person.username} was refused codes`);
	return codes;
}

/** A name that nobody else in this run has. */
export function uniquely(name: string) {
	return `${name}-${process.pid.toString(36)}${(Date.now() % 1e9).toString(36)}${(count++).toString(36)}`;
}

let count = 0;
