import { eq } from 'drizzle-orm';
import { beforeAll, describe, expect, test } from 'vitest';
import * as authorship from '../../src/lib/server/authorship';
import { db } from '../../src/lib/server/db';
import { users as table } from '../../src/lib/server/db/schema';
import * as polls from '../../src/lib/server/polls';
import * as users from '../../src/lib/server/users';
import { aPoll } from '../support/polls';
import { runningSite } from '../support/running';
import type { Fields, Visitor } from '../support/visitor';

const { visitor, member } = runningSite();
let ada: Visitor;
let bea: Visitor;
let root: Visitor;

beforeAll(async () => {
	[ada, bea, root] = [await member('Ada'), await member('Bea'), await member('Root')];
	await db.update(table).set({ isSuperuser: true }).where(eq(table.username, 'Root'));
});

const idOf = async (name: string) => (await users.find(name))!.id;
const words = { question: 'Which way?', choices: ['Left', 'Right'] };
const aPollOf = async (name: string, { votes = 0, closed = false } = {}) => {
	const id = Number(await authorship.publish(await idOf(name), words, null));
	const choice = (await polls.find(id))!.choices[0]!.id;
	if (votes) await polls.vote(await idOf('Bea'), id, choice);
	if (closed) await polls.close(id);
	return id;
};
const other: Fields = [
	['question', 'Which other way?'],
	['choices', 'Up'],
	['choices', 'Down']
];

/** Everything that is an author's, by address: pages without fields, posts with. */
const doors: [path: string, fields?: Fields][] = [
	['edit'],
	['delete'],
	['edit?/save', other],
	['edit?/save', {}],
	['edit?/save', { change: 'add' }],
	['edit?/save', { change: '0' }],
	['edit?/close', { close: 'now' }],
	['edit?/reopen', { closes_at: '' }],
	['edit?/reschedule', { closes_at: '2999-01-01T10:00', time_zone: 'UTC' }],
	['delete', { poll: '1' }]
];

const knock = (who: Visitor, id: number | string, [path, fields]: (typeof doors)[number]) =>
	fields ? who.post(`/polls/${id}/${path}`, fields) : who.get(`/polls/${id}/${path}`);

describe.each(doors)('/polls/[id]/%s %j', (...door) => {
	test('leads visitors to sign in', async () => {
		const id = await aPollOf('Ada');
		const answer = await knock(visitor(), id, door);
		const next = `/polls/${id}/${door[0].split('?')[0]}`;
		expect(answer).toMatchObject({
			status: 303,
			location: `/login?${new URLSearchParams({ next })}`
		});
	});

	test('is refused to other members and to superusers, and changes nothing', async () => {
		const id = await aPollOf('Ada');
		const before = await polls.find(id);
		for (const who of [bea, root]) {
			const { status } = await knock(who, id, door);
			expect(status).toBe(403);
			expect(who.page.querySelector('h1')?.text).toBe("Only the poll's author can change it");
		}
		expect(await polls.find(id)).toEqual(before);
		const nobodys = await aPoll();
		expect((await knock(ada, nobodys.id, door)).status).toBe(403);
	});

	test('is open to the author', async () => {
		const { status } = await knock(ada, await aPollOf('Ada'), door);
		// Pages, a form with one field more or less, and one without anything in it come back.
		const [, fields] = door;
		const expected = !fields || JSON.stringify(fields).includes('change') ? 200 : 303;
		expect(status).toBe(fields && !Object.keys(fields).length ? 400 : expected);
	});

	test('signs deactivated authors out instead', async () => {
		const name = `Cleo ${crypto.randomUUID()}`;
		const cleo = await member(name);
		const id = await aPollOf(name);
		const before = await polls.find(id);
		await db.update(table).set({ isActive: false }).where(eq(table.username, name));
		const { status, location } = await knock(cleo, id, door);
		expect(status).toBe(303);
		expect(location).toMatch(/^\/login\?next=/);
		expect(cleo.cookies.has('sessionid')).toBe(false);
		expect(await polls.find(id)).toEqual(before);
	});

	test.each(['999999', '0', '99999999999999999999'])('is not there for poll %s', async (id) => {
		expect((await knock(ada, id, door)).status).toBe(404);
		expect(ada.page.querySelector('h1')?.text).toBe('Poll not found');
	});
});

describe('the author', () => {
	test('alone sees the controls, on the ballot and on the results', async () => {
		for (const closed of [false, true]) {
			const id = await aPollOf('Ada', { closed });
			for (const path of [`/polls/${id}`, `/polls/${id}/results`]) {
				await ada.get(path);
				const links = ada.page.querySelectorAll('main a').map((a) => a.getAttribute('href'));
				const own = [`/polls/${id}/edit`, `/polls/new?from=${id}`, `/polls/${id}/delete`];
				expect(links).toEqual(expect.arrayContaining(own));
				expect(ada.form(closed ? 'Reopen' : 'Close').action).toBe(
					`/polls/${id}/edit?/${closed ? 'reopen' : 'close'}`
				);
				for (const who of [visitor(), bea, root]) {
					const { text } = await who.get(path);
					for (const each of own) expect(text).not.toContain(each);
					expect(text).not.toContain('Your poll');
				}
			}
		}
	});

	test('edits until the first vote, and then is offered to duplicate', async () => {
		const id = await aPollOf('Ada');
		await ada.get(`/polls/${id}/edit`);
		expect(ada.page.querySelector('#question')?.getAttribute('value')).toBe('Which way?');
		await knock(ada, id, ['edit?/save', other]);
		expect(await ada.follow()).toMatchObject({ status: 200 });
		expect(ada.page.querySelector('h1')?.text).toBe('Which other way?');

		const voted = await aPollOf('Ada', { votes: 1 });
		const late = await knock(ada, voted, ['edit?/save', other]);
		expect(late.status).toBe(409);
		expect(ada.page.querySelector('[role="alert"]')?.text).toContain('This poll has votes');
		expect(ada.page.querySelector('#question')).toBeNull();
		expect(ada.page.querySelector('main')?.text).toContain('Duplicate');
		expect((await polls.find(voted))?.question).toBe('Which way?');
	});

	test('closes, and reopens until a time', async () => {
		const id = await aPollOf('Ada', { votes: 1 });
		await ada.get(`/polls/${id}`);
		await ada.submit('Close');
		await ada.follow();
		expect(ada.page.text).toContain('The poll is closed.');
		expect(ada.page.text).toContain('Total votes: 1');

		expect((await knock(ada, id, ['edit?/reschedule', { closes_at: '' }])).status).toBe(409);
		await ada.get(`/polls/${id}/edit`);
		await ada.submit('Reopen', { closes_at: '2020-01-01T10:00', time_zone: 'UTC' });
		expect(ada.page.text).toContain('Closing time must be in the future');
		await ada.submit('Reopen', { closes_at: '2999-01-01T10:00', time_zone: 'Asia/Tokyo' });
		expect(await polls.find(id)).toMatchObject({
			closed: false,
			closesAt: new Date('2999-01-01T01:00:00Z')
		});
	});

	test('is told what goes with a poll before deleting it', async () => {
		const id = await aPollOf('Ada', { votes: 1 });
		await ada.get(`/polls/${id}/delete`);
		const main = ada.page.querySelector('main')!.text.replace(/\s+/g, ' ');
		for (const each of ['Which way?', '2 choices', '1 vote']) expect(main).toContain(each);
		expect(await polls.find(id)).not.toBeNull();
		expect(await ada.submit('Delete poll')).toMatchObject({ location: '/?show=mine' });
		expect((await ada.get(`/polls/${id}`)).status).toBe(404);
	});
});
