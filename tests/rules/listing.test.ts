import { sql } from 'drizzle-orm';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { db } from '../../src/lib/server/db';
import * as polls from '../../src/lib/server/polls';
import { aMember, type Member } from '../support/people';
import { aPollAsking } from '../support/polls';

let ada: Member;
const questions = async (...asked: Parameters<typeof polls.list>) =>
	(await polls.list(...asked)).polls.map(({ question }) => question);

describe('the list of polls', () => {
	beforeAll(async () => {
		ada = await aMember('Ada');
	});
	beforeEach(async () => {
		await db.execute(sql`truncate polls cascade`);
	});

	test('is empty when there are none', async () => {
		expect(await polls.list(null, 'all', 1)).toEqual({ polls: [], older: false });
	});

	test('shows the newest first, twenty a page, and says whether there are older ones', async () => {
		for (let number = 1; number <= 41; number++) await aPollAsking(`Number ${number}?`);

		const first = await polls.list(null, 'all', 1);
		expect(first.older).toBe(true);
		expect(first.polls).toHaveLength(20);
		expect(first.polls[0]?.question).toBe('Number 41?');

		expect((await questions(null, 'all', 2))[0]).toBe('Number 21?');
		expect(await polls.list(null, 'all', 3)).toMatchObject({
			older: false,
			polls: [{ question: 'Number 1?' }]
		});
		expect(await polls.list(null, 'all', 4)).toEqual({ polls: [], older: false });
		expect(await polls.list(null, 'all', 9_999_999)).toEqual({ polls: [], older: false });
	});

	test('says of each how many voted, whether it is closed, and whether the viewer voted', async () => {
		const poll = await aPollAsking('Voted?');
		await polls.vote(ada.id, poll.id, poll.choices[0]!.id);

		const [forAda] = (await polls.list(ada.id, 'all', 1)).polls;
		expect(forAda).toMatchObject({ votes: 1, closed: false, voted: true, closesAt: null });
		expect(forAda?.createdAt).toBeInstanceOf(Date);
		const [forAVisitor] = (await polls.list(null, 'all', 1)).polls;
		expect(forAVisitor).toMatchObject({ votes: 1, voted: false });
	});

	test('can be narrowed to open, closed and mine', async () => {
		const choices = ['Yes', 'No'];
		await polls.create(ada.id, { question: "Ada's?", choices });
		const closed = await aPollAsking('Closed?');
		await polls.close(closed.id);
		const closesAt = new Date(Date.now() + 60_000);
		await polls.create(null, { question: 'Closes later?', choices, closesAt });

		expect(await questions(ada.id, 'open', 1)).toEqual(['Closes later?', "Ada's?"]);
		expect(await questions(ada.id, 'closed', 1)).toEqual(['Closed?']);
		expect(await questions(ada.id, 'mine', 1)).toEqual(["Ada's?"]);
		expect(await questions(null, 'mine', 1)).toEqual([]);
	});
});

describe('finding a poll', () => {
	test.each([0, -1, 999_999_999, 1e20, NaN, 1.5])('gives null for %d', async (id) => {
		expect(await polls.find(id)).toBeNull();
	});

	test('keeps the choices in the order in which they were written', async () => {
		const texts = ['Zebra', 'Ape', 'Mole', 'Bear', 'Zoo', 'Ant'];
		const poll = await aPollAsking('Which?', ...texts);
		expect(poll.choices.map(({ text }) => text)).toEqual(texts);
	});
});
