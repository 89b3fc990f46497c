import { describe, expect, test } from 'vitest';
import * as polls from '../../src/lib/server/polls';
import { aPoll, aPollAsking, choiceOf } from '../support/polls';
import { runningSite } from '../support/running';
import type { Visitor } from '../support/visitor';

const { visitor, member } = runningSite();
const checked = (who: Visitor) =>
	who.page
		.querySelectorAll('input[name="choice_id"][checked]')
		.map((each) => Number(each.getAttribute('value')));

describe('the ballot', () => {
	test('is one fieldset with the question and a radio per choice, nothing selected', async () => {
		const poll = await aPollAsking('Tea <or> coffee & "milk"?', '<b>Tea</b>', 'Coffee');
		const reader = visitor();
		expect((await reader.get(`/polls/${poll.id}`)).status).toBe(200);

		const { page } = reader;
		expect(page.querySelectorAll('fieldset')).toHaveLength(1);
		expect(page.querySelectorAll('h1')).toHaveLength(1);
		expect(page.querySelector('fieldset legend h1')?.text.trim()).toBe('Tea <or> coffee & "milk"?');
		expect(page.querySelectorAll('label').map((label) => label.text.trim())).toEqual([
			'<b>Tea</b>',
			'Coffee'
		]);
		expect(
			page.querySelectorAll('input[type="radio"]').map((each) => each.getAttribute('value'))
		).toEqual(poll.choices.map(({ id }) => `${id}`));
		expect(checked(reader)).toEqual([]);
		expect(reader.form('Vote').action).toBe(`/polls/${poll.id}`);
		const links = Object.fromEntries(
			page.querySelectorAll('main a').map((a) => [a.text.trim(), a.getAttribute('href')])
		);
		expect(links).toMatchObject({
			'View results': `/polls/${poll.id}/results`,
			'Back to Polls': '/'
		});
	});

	test.each(['/polls/999999', '/polls/99999999999999999999', '/polls/0'])(
		'%s is a 404',
		async (path) => {
			for (const each of [path, `${path}/results`]) {
				const { status, text } = await visitor().get(each);
				expect(status).toBe(404);
				expect(text).toContain('Poll not found');
			}
			expect((await visitor().post(path, { choice_id: '1' })).status).toBe(404);
		}
	);
});

describe('voting', () => {
	test('leads to the results, which say that the vote is counted and mark it', async () => {
		const poll = await aPoll('Coffee', 'Tea');
		const ada = await member('Ada');
		const posted = await ada.post(`/polls/${poll.id}`, { choice_id: `${choiceOf(poll, 'Tea')}` });
		expect(posted).toMatchObject({ status: 303, location: `/polls/${poll.id}/results` });

		await ada.follow();
		expect(ada.page.querySelector('[role="status"]')?.text).toMatch(/vote .*counted/i);
		const rows = ada.page
			.querySelectorAll('tbody tr')
			.map((row) =>
				row.querySelectorAll('th, td').map((cell) => cell.text.replace(/\s+/g, ' ').trim())
			);
		expect(rows).toEqual([
			['Coffee', '0', '0%'],
			[expect.stringMatching(/^Tea .*Your vote/), '1', '100%']
		]);
		expect(ada.page.text).toContain('Total votes: 1');
		expect(ada.page.text).toContain('Results');

		await ada.get(ada.path);
		expect(ada.page.text).not.toMatch(/vote .*counted/i);
		await ada.get(`/polls/${poll.id}`);
		expect(checked(ada)).toEqual([choiceOf(poll, 'Tea')]);
		await ada.get('/');
		expect(ada.page.text).toContain('You voted');
	});

	test.each(['', 'x', '1abc', '0x10', '1e30', '-1', '1.5', ' 1', '１'])(
		'with the choice %j is answered 400 “Select your choice”',
		async (choice) => {
			const poll = await aPoll();
			const voter = await member(`Voter ${Math.random()}`);
			for (const fields of [[['choice_id', choice]], []] as [string, string][][]) {
				const { status } = await voter.post(`/polls/${poll.id}`, fields);
				expect(status).toBe(400);
				expect(voter.page.querySelector('main')?.text).toContain('Select your choice');
				expect(voter.page.querySelector('title')?.text).toMatch(/^Error: /);
			}
		}
	);

	test('for a choice of another poll or none is answered 400 in words', async () => {
		const poll = await aPoll();
		const other = await aPoll();
		const cleo = await member('Cleo');
		for (const choice of [`${other.choices[0]!.id}`, '0', '99999999999', '99999999999999999999']) {
			const { status } = await cleo.post(`/polls/${poll.id}`, { choice_id: choice });
			expect(status).toBe(400);
			expect(cleo.page.querySelector('main')?.text).toContain(
				'Choice does not belong to this poll'
			);
		}
	});

	test('in a closed poll is answered 409 “This poll is closed”', async () => {
		const poll = await aPoll();
		const dora = await member('Dora');
		await polls.close(poll.id);
		const { status, text } = await dora.post(`/polls/${poll.id}`, {
			choice_id: `${poll.choices[0]!.id}`
		});
		expect(status).toBe(409);
		expect(text).toContain('This poll is closed');
		await dora.get(`/polls/${poll.id}/results`);
		expect(dora.page.text).toContain('Total votes: 0');
	});

	test.each(['/login', '/signup'])(
		'as a visitor leads through %s back to the kept choice',
		async (way) => {
			const poll = await aPoll('Coffee', 'Tea');
			const tea = choiceOf(poll, 'Tea');
			const guest = visitor();
			const posted = await guest.post(`/polls/${poll.id}`, { choice_id: `${tea}` });
			const next = `/polls/${poll.id}?choice=${tea}`;
			expect(posted).toMatchObject({
				status: 303,
				location: `/login?${new URLSearchParams({ next })}`
			});
			await guest.follow();
			if (way === '/signup') {
				const link = guest.page
					.querySelectorAll('main a')
					.find((a) => a.text.trim() === 'Create an account');
				await guest.get(link!.getAttribute('href')!);
			} else {
				await member('Returning');
			}
			const username = way === '/signup' ? 'Newcomer' : 'Returning';
			const password = 'seven quiet herons';
			const button = way === '/signup' ? 'Create account' : 'Sign in';
			await guest.submit(button, {
				username,
				password,
				...(way === '/signup' && { password_confirmation: password })
			});
			await guest.follow();
			expect(guest.path).toBe(next);
			expect(checked(guest)).toEqual([tea]);
			expect((await polls.find(poll.id))!.choices.map(({ votes }) => votes)).toEqual([0, 0]);

			expect((await guest.submit('Vote')).location).toBe(`/polls/${poll.id}/results`);
			expect((await polls.find(poll.id))!.choices.map(({ votes }) => votes)).toEqual([0, 1]);
		}
	);

	test('fifty times at once is one vote', async () => {
		const poll = await aPoll();
		const fay = await member('Fay');
		const answers = await Promise.all(
			Array.from({ length: 50 }, (_, i) =>
				fay.post(`/polls/${poll.id}`, { choice_id: `${poll.choices[i % 2]!.id}` })
			)
		);
		expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([303]));
		const tallied = (await polls.find(poll.id))!.choices.map(({ votes }) => votes);
		expect(tallied[0]! + tallied[1]!).toBe(1);
	});
});
