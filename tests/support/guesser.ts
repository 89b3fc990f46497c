import { Visitor } from './visitor';

export const home = '198.51.100.1';
export const elsewhere = '198.51.100.2';

/** Signs in, wrongly unless told otherwise; gives the status. */
export async function signIn(who: Visitor, username: string, password = 'wrong password') {
	return (await who.post('/login', { username, password })).status;
}

/** Guesses, one after the other; gives how often each status was answered. */
export async function guess(
	times: number,
	who: (i: number) => Visitor,
	username: (i: number) => string
) {
	const statuses: Record<number, number> = {};
	for (let i = 0; i < times; i++) {
		const status = await signIn(who(i), username(i));
		statuses[status] = (statuses[status] ?? 0) + 1;
	}
	return statuses;
}
