import { eq } from 'drizzle-orm';
import { beforeEach, describe, expect, test } from 'vitest';
import * as administration from '../../src/lib/server/administration';
import { db } from '../../src/lib/server/db';
import { sessions, users } from '../../src/lib/server/db/schema';
import {
	accountEvents,
	activities,
	passwordLinks as table
} from '../../src/lib/server/db/schema-accounts';
import * as passwordLinks from '../../src/lib/server/password-links';
import * as polls from '../../src/lib/server/polls';
import * as registers from '../../src/lib/server/registers';
import { findable, aSessionOf, aSuperuser } from '../support/superusers';
import { aMember, aPassword, uniquely, type Member } from '../support/people';
import { aPoll } from '../support/polls';
import * as accounts from '../../src/lib/server/users';

let root: Member;
let ada: Member;

beforeEach(async () => {
	await db.update(users).set({ isSuperuser: false });
	[root, ada] = [await aSuperuser(), await aMember(uniquely('ada'))];
});

const lastDeed = async () => (await registers.deeds(1)).rows[0];

describe('a superuser', () => {
	test('deactivates somebody with all their sessions and links, and activates them', async () => {
		await aSessionOf(ada);
		await administration.makePasswordLink(root, ada.id);
		expect(await administration.deactivate(root, ada.id, ' Spam ')).toBe('done');
		expect(await findable(ada)).toEqual({ active: false, sessions: 0, links: 0 });
		expect(await lastDeed()).toMatchObject({
			actorId: root.id,
			actor: root.username,
			action: 'deactivated',
			userId: ada.id,
			subject: ada.username,
			reason: 'Spam'
		});
		expect(await administration.activate(root, ada.id, '')).toBe('done');
		expect(await findable(ada)).toMatchObject({ active: true });
		expect(await lastDeed()).toMatchObject({ action: 'activated', reason: null });
		const told = await db.select().from(accountEvents).where(eq(accountEvents.userId, ada.id));
		expect(told.map(({ kind }) => kind)).toEqual(
			expect.arrayContaining(['password-link-made', 'deactivated', 'activated'])
		);
	});

	test('makes and unmakes superusers, and what changes nothing is not noted', async () => {
		expect(await administration.promote(root, ada.id)).toBe('done');
		const noted = await db.$count(activities);
		expect(await administration.promote(root, ada.id)).toBe('done');
		expect(await administration.activate(root, ada.id)).toBe('done');
		expect(await db.$count(activities)).toBe(noted);
		expect(await administration.demote(ada, root.id)).toBe('done');
		expect(await administration.promote(root, root.id)).toBe('not-a-superuser');
	});

	test('is never the last to go', async () => {
		expect(await administration.demote(root, root.id)).toBe('last-superuser');
		expect(await administration.deactivate(root, root.id)).toBe('last-superuser');
		expect(await administration.demote(null, root.id)).toBe('last-superuser');
		// An inactive one does not count.
		await administration.promote(root, ada.id);
		await administration.deactivate(root, ada.id);
		expect(await administration.demote(root, root.id)).toBe('last-superuser');
		expect(await administration.demote(root, ada.id)).toBe('done');
	});

	test('and another, unmaking each other at once, leave one', async () => {
		for (let round = 0; round < 25; round++) {
			const [one, two] = [await aSuperuser('quick'), await aSuperuser('quick')];
			await administration.demote(null, root.id);
			const deeds = round % 2 ? administration.deactivate : administration.demote;
			const outcomes = await Promise.all([deeds(one, two.id), deeds(two, one.id)]);
			expect(outcomes.sort()).toEqual(['done', 'not-a-superuser']);
			const left = await registers.people('', 'superusers', 1);
			expect(left.rows.filter(({ isActive }) => isActive)).toHaveLength(1);
			await db.update(users).set({ isSuperuser: false });
			await db.update(users).set({ isSuperuser: true }).where(eq(users.id, root.id));
		}
	});

	test('closes and deletes anybody’s poll', async () => {
		const poll = await aPoll();
		expect(await administration.closePoll(root, poll.id, 'Off topic')).toBe('done');
		expect(await polls.find(poll.id)).toMatchObject({ closed: true });
		expect(await administration.deletePoll(root, poll.id)).toBe('done');
		expect(await polls.find(poll.id)).toBeNull();
		expect(await lastDeed()).toMatchObject({ action: 'poll-deleted', subject: poll.question });
		for (const missing of [poll.id, 0, 1e20])
			expect(await administration.closePoll(root, missing)).toBe('unknown-poll');
	});
});

test.each(['activate', 'deactivate', 'promote', 'demote', 'makePasswordLink'] as const)(
	'to %s is for active superusers and the terminal',
	async (deed) => {
		expect(await administration[deed](ada, root.id)).toBe('not-a-superuser');
		await administration.promote(root, ada.id);
		await administration.deactivate(root, ada.id);
		expect(await administration[deed](ada, root.id)).toBe('not-a-superuser');
		for (const missing of [0, 999_999_999, 1e20, NaN])
			expect(await administration[deed](root, missing)).toBe('unknown-person');
		const bea = await aMember(uniquely('bea'));
		expect(['not-a-superuser', 'unknown-person']).not.toContain(
			await administration[deed](null, bea.id)
		);
		if (deed === 'promote')
			expect(await lastDeed()).toMatchObject({ actorId: null, actor: 'terminal' });
	}
);

describe('a password link', () => {
	const secretFor = async (person: Member) => {
		const made = await administration.makePasswordLink(root, person.id);
		if (typeof made === 'string') throw new Error(made);
		return made.secret;
	};

	test('sets a new password once, and ends all sessions', async () => {
		const secret = await secretFor(ada);
		expect(secret).toMatch(/^[\w-]{43}$/);
		await aSessionOf(ada);
		expect(await passwordLinks.find(secret)).toEqual({ id: ada.id, username: ada.username });
		expect(await passwordLinks.redeem(secret, 'short')).toEqual({ refused: 'password-too-short' });
		expect(await passwordLinks.redeem(secret, ada.username)).toEqual({
			refused: 'password-similar'
		});
		expect(await passwordLinks.redeem(secret, 'nine loud geese')).toBe('password-set');
		expect(await findable(ada)).toEqual({ active: true, sessions: 0, links: 0 });
		expect(await passwordLinks.redeem(secret, 'ten loud geese!')).toBe('unknown-link');
		expect(await accounts.authenticate(ada.username, aPassword)).toBe('invalid-credentials');
		expect(await accounts.authenticate(ada.username, 'nine loud geese')).toMatchObject({
			id: ada.id
		});
	});

	test('ends when there is a newer one, after 24 hours, and is not in the database', async () => {
		const first = await secretFor(ada);
		const second = await secretFor(ada);
		expect(await passwordLinks.find(first)).toBeNull();
		expect(await passwordLinks.find(second)).not.toBeNull();

		const [row] = await db.select().from(table).where(eq(table.userId, ada.id));
		expect(JSON.stringify(row)).not.toContain(second);
		expect(row!.expiresAt.getTime() - Date.now()).toBeGreaterThan(23.9 * 3_600_000);
		expect(row!.expiresAt.getTime() - Date.now()).toBeLessThan(24.1 * 3_600_000);
		await db.update(table).set({ expiresAt: new Date(Date.now() - 1) });
		expect(await passwordLinks.find(second)).toBeNull();
		expect(await passwordLinks.redeem(second, 'nine loud geese')).toBe('unknown-link');
		for (const odd of ['', 'x', '\0', first.slice(1), `${first}A`])
			expect(await passwordLinks.find(odd)).toBeNull();
	});

	test('is not made for the deactivated, whom it would not let in', async () => {
		await administration.deactivate(root, ada.id);
		expect(await administration.makePasswordLink(root, ada.id)).toBe('inactive');
		expect(await findable(ada)).toMatchObject({ links: 0 });
		await administration.activate(root, ada.id);
		expect(await administration.makePasswordLink(root, ada.id)).toHaveProperty('secret');
	});

	test('used by several at once works for one', async () => {
		const secret = await secretFor(ada);
		const outcomes = await Promise.all(
			[1, 2, 3, 4].map((n) => passwordLinks.redeem(secret, `password of no. ${n}`))
		);
		expect(outcomes.filter((each) => each === 'password-set')).toHaveLength(1);
		expect(await db.$count(sessions, eq(sessions.userId, ada.id))).toBe(0);
	});
});
