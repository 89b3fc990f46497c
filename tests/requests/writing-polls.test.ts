import { describe, expect, test } from 'vitest';
import * as polls from '../../src/lib/server/polls';
import * as users from '../../src/lib/server/users';
import { runningSite } from '../support/running';
import type { Visitor } from '../support/visitor';

const { visitor, member } = runningSite();

const fields = (question: string, choices: string[], more: Record<string, string> = {}) => [
	...choices.map((text): [string, string] => ['choices', text]),
	...Object.entries({ question, ...more })
];
const typed = (who: Visitor) => ({
	question: who.page.querySelector('#question')?.getAttribute('value'),
	choices: who.page
		.querySelectorAll('input[name="choices"]')
		.map((input) => input.getAttribute('value') ?? '')
});
const words = (who: Visitor, id: string) => who.page.querySelector(`#${id}-error`)?.text.trim();
const mine = async (name: string) => {
	const { id } = (await users.find(name))!;
	return (await polls.list(id, 'mine', 1)).polls;
};

describe('the page /polls/new', () => {
	test('is for members, who find it on the list of polls', async () => {
		const guest = visitor();
		expect((await guest.get('/')).text).not.toContain('Create new poll');
		for (const answer of [
			await guest.get('/polls/new'),
			await guest.post('/polls/new?/publish', fields('Why?', ['A', 'B']))
		]) {
			expect(answer).toMatchObject({ status: 303, location: '/login?next=%2Fpolls%2Fnew' });
		}
		const ada = await member('Ada');
		await ada.get('/');
		const link = ada.page.querySelectorAll('main a').find((a) => a.text === 'Create new poll');
		expect(link?.getAttribute('href')).toBe('/polls/new');
		expect((await ada.get('/polls/new')).status).toBe(200);
		expect(ada.page.querySelectorAll('h1').map((h1) => h1.text)).toEqual(['New poll']);
		expect(typed(ada).choices).toEqual(['', '']);
	});

	test('has one button to publish, before those that change the form', async () => {
		const amy = await member('Amy');
		await amy.post('/polls/new?/publish', fields('Why?', ['A', 'B', 'C'], { change: 'add' }));
		const buttons = amy.page.querySelectorAll('main form button').map((button) => ({
			text: button.text.replace(/\s+/g, ' ').trim(),
			name: button.getAttribute('name')
		}));
		// Enter presses the first one; text browsers show what has words, hidden or not.
		expect(buttons[0]).toEqual({ text: '', name: undefined });
		expect(buttons[1]).toEqual({ text: 'Remove choice 1', name: 'change' });
		expect(buttons.filter(({ text }) => text === 'Publish poll')).toHaveLength(1);
	});

	test('gives one more field, and one less, and keeps what was typed', async () => {
		const bea = await member('Bea');
		const more = { closes_at: '2999-01-01T10:00', time_zone: 'Asia/Tokyo', submission: 'abc' };
		await bea.post(
			'/polls/new?/publish',
			fields('Why?', ['One', 'Two'], { ...more, change: 'add' })
		);
		expect(typed(bea)).toEqual({ question: 'Why?', choices: ['One', 'Two', ''] });
		expect(bea.form('Publish poll').fields).toMatchObject({
			closes_at: '2999-01-01T10:00',
			submission: 'abc'
		});
		expect(bea.page.querySelector('option[selected]')?.text).toBe('Asia/Tokyo');

		await bea.post('/polls/new?/publish', fields('', ['One', 'Two', 'Three'], { change: '1' }));
		expect(typed(bea)).toEqual({ question: '', choices: ['One', 'Three'] });
		expect(bea.page.text).not.toContain('There is a problem');
		for (const change of ['0', '9', 'x', '-1']) {
			await bea.post('/polls/new?/publish', fields('', ['One', 'Two'], { change }));
			expect(typed(bea).choices).toHaveLength(2);
		}
		const twenty = Array.from({ length: 20 }, (_, i) => `${i}`);
		await bea.post('/polls/new?/publish', fields('', twenty, { change: 'add' }));
		expect(typed(bea).choices).toEqual(twenty);
		expect(bea.page.text).not.toContain('Add another choice');
		expect(await mine('Bea')).toEqual([]);
	});

	test('says what is wrong in a summary and beside each field', async () => {
		const cleo = await member('Cleo');
		const long = 'x'.repeat(201);
		const refused = await cleo.post('/polls/new?/publish', fields('', ['Tea', long, 'tea ']));
		expect(refused.status).toBe(400);
		expect(cleo.page.querySelector('title')?.text).toMatch(/^Error: /);
		const expected = {
			question: 'Question must be between 1 and 200 characters',
			'choices-1': 'Choice must be between 1 and 200 characters',
			'choices-2': 'Choice 3 is the same as choice 1'
		};
		for (const [id, text] of Object.entries(expected)) {
			expect(words(cleo, id)).toBe(text);
			expect(cleo.page.querySelector(`[role="alert"] a[href="#${id}"]`)?.text).toBe(text);
			expect(cleo.page.querySelector(`#${id}`)?.getAttribute('aria-invalid')).toBe('true');
		}
		expect(typed(cleo).choices).toEqual(['Tea', long, 'tea ']);

		await cleo.post('/polls/new?/publish', fields('Why?', ['A', 'B'], { closes_at: 'never' }));
		expect(words(cleo, 'closes_at')).toContain('Closing time must be a date');
		const many = Array.from({ length: 21 }, (_, i) => `${i}`);
		expect((await cleo.post('/polls/new?/publish', fields('Why?', many))).status).toBe(400);
		expect(words(cleo, 'choices')).toBe('A poll has between 2 and 20 choices');
		expect(await mine('Cleo')).toEqual([]);
	});

	test.each([
		['a\0b', ['A', 'B']],
		['Why?', ['A', '\ud800']],
		['Why?', []],
		['Why?', ['A']]
	])('answers %j %j with 400', async (question, choices) => {
		const dora = await member(`Dora ${crypto.randomUUID()}`);
		const { status } = await dora.post('/polls/new?/publish', fields(question, choices));
		expect(status).toBe(400);
	});
});

describe('publishing', () => {
	test('leads to the ballot, which its author controls', async () => {
		const eve = await member('Evelyn');
		const choices = ['<b>Tea</b>', '🫖'.repeat(200), '', 'Coffee'];
		const more = { closes_at: '2999-06-01T10:00', time_zone: 'Europe/Berlin' };
		const { status, location } = await eve.post(
			'/polls/new?/publish',
			fields(' Why? ', choices, more)
		);
		expect(status).toBe(303);
		await eve.follow();
		expect(eve.page.text).toContain('Your poll is published.');
		const id = Number(location!.split('/').at(-1));
		expect(await polls.find(id)).toMatchObject({
			question: 'Why?',
			closesAt: new Date('2999-06-01T08:00:00Z'),
			choices: [{ text: choices[0] }, { text: choices[1] }, { text: choices[3] }]
		});
		await eve.get('/?show=mine');
		expect(eve.page.querySelectorAll('main h2').map((h2) => h2.text.trim())).toEqual(['Why?']);
	});

	test('twice, or eight times at once, makes one poll', async () => {
		const fay = await member('Fay');
		await fay.get('/polls/new');
		const { submission } = fay.form('Publish poll').fields;
		const body = fields('Once?', ['A', 'B'], { submission: submission! });
		const answers = await Promise.all(
			Array.from({ length: 8 }, () => fay.post('/polls/new?/publish', body))
		);
		expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([303]));
		expect(new Set(answers.map(({ location }) => location)).size).toBe(1);
		expect(await mine('Fay')).toHaveLength(1);
	});

	test('sets neither author nor id nor anything else that no field is for', async () => {
		const gus = await member('Gus');
		const more = { author_id: '1', authorId: '1', id: '777', createdAt: '1999-01-01', votes: '9' };
		await gus.post('/polls/new?/publish', fields('Whose?', ['A', 'B'], more));
		const [poll] = await mine('Gus');
		expect(poll).toMatchObject({ question: 'Whose?', votes: 0 });
		expect(poll!.id).not.toBe(777);
	});
});

describe('duplicating', () => {
	test('opens a new poll with everything filled in', async () => {
		const hal = await member('Hal');
		const more = { closes_at: '2999-06-01T10:00', time_zone: 'UTC' };
		await hal.post('/polls/new?/publish', fields('Again?', ['Yes', 'No'], more));
		const [{ id } = { id: 0 }] = await mine('Hal');
		await hal.get(`/polls/new?from=${id}`);
		expect(typed(hal)).toEqual({ question: 'Again?', choices: ['Yes', 'No'] });
		expect(hal.form('Publish poll').fields.closes_at).toBe('2999-06-01T10:00');
		await hal.submit('Publish poll', {});

		const ida = await member('Ida');
		const stranger = await ida.get(`/polls/new?from=${id}`);
		expect(stranger.status).toBe(403);
		expect(stranger.text).toContain("Only the poll's author can change it");
		for (const from of ['999999', 'x', '1e3'])
			expect((await hal.get(`/polls/new?from=${from}`)).status).toBe(404);
	});
});
