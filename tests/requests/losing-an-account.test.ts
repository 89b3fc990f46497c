import { eq } from 'drizzle-orm';
import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { db } from '../../src/lib/server/db';
import { users } from '../../src/lib/server/db/schema';
import { find } from '../../src/lib/server/users';
import { runningSite } from '../support/running';
import type { Answer, Visitor } from '../support/visitor';

const running = runningSite();
const password = 'seven quiet herons';
const next = 'nine loud herons';
const proof = { current_password: password };

/** What somebody is answered who asks while their account is being deleted, or deactivated. */
async function askedDuring(
	fate: 'deleted' | 'deactivated',
	ask: (who: Visitor) => Promise<Answer>
) {
	const name = `Ada ${crypto.randomUUID()}`;
	const ada = await running.member(name);
	const { id } = (await find(name))!;
	const answer = await db.transaction(async (tx) => {
		const mine = eq(users.id, id);
		if (fate === 'deleted') await tx.delete(users).where(mine);
		else await tx.update(users).set({ isActive: false }).where(mine);
		const asked = ask(ada);
		// It has come as far as it gets before we are done.
		await wait(200);
		return { asked };
	});
	return { ada, answer: await answer.asked };
}

const deeds: [what: string, ask: (who: Visitor) => Promise<Answer>][] = [
	['makes recovery codes', (who) => who.post('/account/recovery-codes', { confirm: 'yes' })],
	[
		'changes the password',
		(who) =>
			who.post('/account/password', { ...proof, password: next, password_confirmation: next })
	],
	['changes the username', (who) => who.post('/account/username', { username: 'Somebody else' })],
	['takes the data along', (who) => who.get('/account/data/download')],
	['signs out others', (who) => who.post('/account?/others', { confirm: 'yes' })],
	['signs out a device', (who) => who.post('/account?/end', { number: '1' })],
	['looks at the account', (who) => who.get('/account')],
	['deletes it, too', (who) => who.post('/account/delete', { confirmation: 'nobody' })]
];

describe.each(['deleted', 'deactivated'] as const)('somebody whose account is being %s', (fate) => {
	test.each(deeds)('and who %s is signed out, and sees no failure', async (_, ask) => {
		const { ada, answer } = await askedDuring(fate, ask);
		expect(answer.status).toBeLessThan(500);
		if (answer.location) await ada.follow();
		else await ada.get('/account').then(() => ada.follow());
		expect(ada.path).toMatch(/^\/login\?next=/);
		expect(ada.cookies.has('sessionid')).toBe(false);
	});
});
