import { eq, sql } from 'drizzle-orm';
import { beforeAll, describe, expect, test } from 'vitest';
import * as authorship from '../../src/lib/server/authorship';
import { db } from '../../src/lib/server/db';
import { choices, tallies, users, votes } from '../../src/lib/server/db/schema';
import * as polls from '../../src/lib/server/polls';
import { aMember, type Member } from '../support/people';
import { aPoll } from '../support/polls';

let ada: Member;
let bea: Member;
const drinks = { question: 'What shall we drink?', choices: ['Coffee', 'Tea'] };
const meals = { question: 'What shall we eat?', choices: ['Soup', 'Bread', 'Cake'] };
const soon = (milliseconds = 86_400_000) => new Date(Date.now() + milliseconds);

beforeAll(async () => {
	[ada, bea] = [await aMember('Ada'), await aMember('Bea')];
});

async function adasPoll(closesAt: Date | null = null) {
	return Number(await authorship.publish(ada.id, drinks, closesAt));
}
const texts = async (id: number) => {
	const poll = await polls.find(id);
	return [poll?.question, ...(poll?.choices.map(({ text }) => text) ?? [])];
};
const voteFor = async (voter: Member, id: number) =>
	polls.vote(voter.id, id, (await polls.find(id))!.choices[0]!.id);

/** Everything an author can do, as the person with this id. */
const deeds: Record<string, (who: number, id: number) => Promise<unknown>> = {
	find: (who, id) => authorship.find(who, id),
	edit: (who, id) => authorship.edit(who, id, meals),
	close: (who, id) => authorship.close(who, id),
	reopen: (who, id) => authorship.reopen(who, id, null),
	reschedule: (who, id) => authorship.reschedule(who, id, soon()),
	remove: (who, id) => authorship.remove(who, id)
};

describe.each(Object.entries(deeds))('to %s', (name, deed) => {
	test('is for the author alone', async () => {
		const id = await adasPoll();
		const before = await polls.find(id);
		expect(await deed(bea.id, id)).toBe('not-the-author');
		expect(await deed(0, id)).toBe('not-the-author');
		const nobodys = await aPoll();
		expect(await deed(ada.id, nobodys.id)).toBe('not-the-author');
		for (const missing of [0, 999_999_999, 1e20, NaN])
			expect(await deed(ada.id, missing)).toBe('unknown-poll');
		expect(await polls.find(id)).toEqual(before);
		expect(['unknown-poll', 'not-the-author']).not.toContain(await deed(ada.id, id));
	});

	test('changes nothing for an author who was deactivated', async () => {
		const cleo = await aMember(`Cleo ${name}`);
		const id = Number(await authorship.publish(cleo.id, drinks, null));
		await db.update(users).set({ isActive: false }).where(eq(users.id, cleo.id));
		const before = await polls.find(id);
		const outcome = await deed(cleo.id, id);
		// Looking is for whoever is signed in, which the deactivated are not.
		expect(outcome).toEqual(name === 'find' ? expect.objectContaining({ id }) : 'not-the-author');
		expect(await polls.find(id)).toEqual(before);
	});
});

describe('editing', () => {
	test('changes question and choices, in their order', async () => {
		const id = await adasPoll();
		expect(await authorship.edit(ada.id, id, meals)).toBe('edited');
		expect(await texts(id)).toEqual([meals.question, ...meals.choices]);
		const swapped = { ...drinks, choices: ['Tea', 'Coffee'] };
		expect(await authorship.edit(ada.id, id, swapped)).toBe('edited');
		expect(await texts(id)).toEqual([drinks.question, 'Tea', 'Coffee']);
	});

	test('makes ballots of before invalid, unless nothing changed', async () => {
		const id = await adasPoll();
		const seen = (await polls.find(id))!.choices[0]!.id;
		await authorship.edit(ada.id, id, drinks);
		expect((await polls.find(id))!.choices[0]!.id).toBe(seen);
		await authorship.edit(ada.id, id, { ...drinks, question: 'What shall we not drink?' });
		expect(await polls.vote(bea.id, id, seen)).toBe('unknown-choice');
	});

	test('is over with the first vote', async () => {
		const id = await adasPoll();
		await voteFor(bea, id);
		expect(await authorship.edit(ada.id, id, meals)).toBe('poll-has-votes');
		expect(await texts(id)).toEqual([drinks.question, ...drinks.choices]);
		// Nor does the database let anybody else.
		const frozen = /frozen/;
		const cause = (error: { cause?: unknown }) => Promise.reject(error.cause);
		await expect(
			db.execute(sql`update polls set question = 'Other?' where id = ${id}`).catch(cause)
		).rejects.toThrow(frozen);
		await expect(
			db.update(choices).set({ text: 'Gin' }).where(eq(choices.pollId, id)).catch(cause)
		).rejects.toThrow(frozen);
		await expect(
			db.insert(choices).values({ pollId: id, text: 'Gin' }).catch(cause)
		).rejects.toThrow(frozen);
	});

	test('and the first vote, at once: one of them wins, 200 times', async () => {
		const outcomes = new Set<string>();
		for (let round = 0; round < 200; round++) {
			const id = await adasPoll();
			const choice = (await polls.find(id))!.choices[0]!.id;
			// Whoever is asked first has a head start: both orders must happen.
			const ask = [() => authorship.edit(ada.id, id, meals), () => polls.vote(bea.id, id, choice)];
			if (round % 2) ask.reverse();
			const answers = await Promise.all(ask.map((each) => each()));
			if (round % 2) answers.reverse();
			const outcome = answers.join(' and ');
			outcomes.add(outcome);
			const voted = await db.$count(votes, eq(votes.pollId, id));
			if (outcome === 'edited and unknown-choice') {
				expect([voted, ...(await texts(id))]).toEqual([0, meals.question, ...meals.choices]);
			} else {
				expect(outcome).toBe('poll-has-votes and counted');
				expect([voted, ...(await texts(id))]).toEqual([1, drinks.question, ...drinks.choices]);
			}
		}
		expect(outcomes.size).toBe(2);
	});
});

describe('closing, reopening and rescheduling', () => {
	test('follow one another', async () => {
		const id = await adasPoll(soon());
		expect(await authorship.close(ada.id, id)).toBe('closed');
		expect(await voteFor(bea, id)).toBe('poll-closed');
		expect(await authorship.reschedule(ada.id, id, soon())).toBe('poll-closed');
		const later = soon(500_000);
		expect(await authorship.reopen(ada.id, id, later)).toBe('reopened');
		expect(await polls.find(id)).toMatchObject({ closed: false, closesAt: later });
		// A second press takes nothing away.
		expect(await authorship.reopen(ada.id, id, null)).toBe('reopened');
		expect(await polls.find(id)).toMatchObject({ closed: false, closesAt: later });
		expect(await authorship.reschedule(ada.id, id, null)).toBe('rescheduled');
		expect(await polls.find(id)).toMatchObject({ closed: false, closesAt: null });
		expect(await voteFor(bea, id)).toBe('counted');
	});

	test('want a moment in the future', async () => {
		const id = await adasPoll();
		expect(await authorship.reschedule(ada.id, id, soon(-1))).toBe('closing-time-past');
		await authorship.close(ada.id, id);
		expect(await authorship.reopen(ada.id, id, soon(-1))).toBe('closing-time-past');
		expect(await polls.find(id)).toMatchObject({ closed: true });
	});
});

test('deleting takes choices, votes and tallies along', async () => {
	const id = await adasPoll();
	await voteFor(ada, id);
	await voteFor(bea, id);
	expect(await authorship.remove(ada.id, id)).toBe('removed');
	expect(await polls.find(id)).toBeNull();
	for (const table of [choices, votes, tallies])
		expect(await db.$count(table, eq(table.pollId, id))).toBe(0);
	expect(await authorship.remove(ada.id, id)).toBe('unknown-poll');
});
