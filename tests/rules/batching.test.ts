import { beforeEach, describe, expect, test } from 'vitest';
import * as batches from '../../src/lib/server/db/batches';
import * as queues from '../../src/lib/server/db/queues';
import * as polls from '../../src/lib/server/polls';
import { aMember } from '../support/people';
import { aPollAsking, choiceOf } from '../support/polls';

/** The keys of each statement that was sent, and how it answers. */
let sent: number[][];
const doubled = async (keys: number[]) => {
	sent.push(keys);
	return new Map(keys.map((key) => [key, 2 * key]));
};
const ask = async (key: number, what = 'numbers') =>
	(await batches.ask(what, key, doubled)).get(key);

describe('what is asked at the same moment', () => {
	beforeEach(() => {
		sent = [];
		queues.learnErrands(() => undefined);
	});

	test('is asked in one statement, and each gets their own answer', async () => {
		expect(await Promise.all([1, 2, 3, 2].map((key) => ask(key)))).toEqual([2, 4, 6, 4]);
		expect(sent).toEqual([[1, 2, 3]]);
	});

	test('is asked again for whoever comes when it has been asked', async () => {
		let answered = () => {};
		const held = (keys: number[]) => {
			sent.push(keys);
			return new Promise<void>((resolve) => (answered = resolve));
		};
		const first = batches.ask('numbers', 1, held);
		await expect.poll(() => sent).toEqual([[1]]);
		const second = batches.ask('numbers', 1, async (keys) => void sent.push(keys));
		await second;
		expect(sent).toEqual([[1], [1]]);
		answered();
		await first;
	});

	test('is not mixed with what depends on something else, or is asked at another place', async () => {
		let place = '/polls/1';
		queues.learnErrands(() => ({ kind: 'member GET', place }));
		const asked = [ask(1), ask(2, 'names')];
		place = '/polls/2';
		await Promise.all([...asked, ask(3)]);
		expect(sent).toEqual([[1], [2], [3]]);
	});

	test('is asked for at most a hundred at once', async () => {
		await Promise.all(Array.from({ length: 250 }, (_, key) => ask(key)));
		expect(sent.map((keys) => keys.length)).toEqual([100, 100, 50]);
	});

	test('fails for those who asked, and not for who asks later', async () => {
		const failing = () => Promise.reject(new Error('away'));
		const asked = [1, 2].map((key) => batches.ask('numbers', key, failing));
		for (const each of asked) await expect(each).rejects.toThrow('away');
		expect(await ask(1)).toBe(2);
	});
});

describe('members who look at the same moment', () => {
	test('see each their own votes, and a vote that was counted before they asked', async () => {
		const poll = await aPollAsking('Together?', 'Tea', 'Coffee');
		const people = await Promise.all(['Ada', 'Bea', 'Cleo'].map((name) => aMember(name)));
		const [ada, bea, cleo] = people.map(({ id }) => id) as [number, number, number];
		await polls.vote(ada, poll.id, choiceOf(poll, 'Tea'));
		await polls.vote(bea, poll.id, choiceOf(poll, 'Coffee'));

		const viewers = [ada, bea, cleo, null];
		const shown = await Promise.all(viewers.map((viewer) => polls.list(viewer, 'all', 1)));
		expect(shown.map(({ polls: [first] }) => [first!.votes, first!.voted])).toEqual([
			[2, true],
			[2, true],
			[2, false],
			[2, false]
		]);
		const ballots = await Promise.all(viewers.map((viewer) => polls.find(poll.id, viewer)));
		expect(ballots.map((ballot) => ballot!.chosen)).toEqual([
			choiceOf(poll, 'Tea'),
			choiceOf(poll, 'Coffee'),
			null,
			null
		]);
	});

	test('see each their own polls', async () => {
		const [ada, bea] = await Promise.all([aMember('Adele'), aMember('Beate')]);
		await polls.create(ada.id, { question: 'By Adele?', choices: ['Yes', 'No'] });
		const [hers, beas] = await Promise.all([
			polls.list(ada.id, 'mine', 1),
			polls.list(bea.id, 'mine', 1)
		]);
		expect(hers.polls).toMatchObject([{ question: 'By Adele?' }]);
		expect(beas.polls).toEqual([]);
	});
});
