import { eq } from 'drizzle-orm';
import { beforeAll, describe, expect, test } from 'vitest';
import { draft } from '../../src/lib/forms/polls';
import * as authorship from '../../src/lib/server/authorship';
import { db } from '../../src/lib/server/db';
import { polls as table } from '../../src/lib/server/db/schema';
import * as polls from '../../src/lib/server/polls';
import { aMember, type Member } from '../support/people';

let ada: Member;
const drinks = { question: 'What shall we drink?', choices: ['Coffee', 'Tea'] };
const tomorrow = () => new Date(Date.now() + 86_400_000);

beforeAll(async () => {
	ada = await aMember('Ada');
});

/** What a form with these answers is refused for, by field. */
function complaints(fields: Partial<typeof drinks & { closes_at: string; time_zone: string }>) {
	const { error } = draft.safeParse({ ...drinks, ...fields });
	return Object.fromEntries(
		error?.issues.map((issue) => [issue.path.join('-'), issue.message]) ?? []
	);
}

describe('the form of a poll', () => {
	const long = 'Question must be between 1 and 200 characters';

	test('counts characters, and trims them', () => {
		expect(complaints({ question: '🗳️'.repeat(100) })).toEqual({});
		expect(complaints({ question: `  ${'é'.repeat(200)}  ` })).toEqual({});
		for (const question of ['', '   ', '\u200b\u200b', 'x'.repeat(201), '🗳'.repeat(201)])
			expect(complaints({ question })).toEqual({ question: long });
		expect(complaints({ choices: ['Tea', '🫖'.repeat(201), '☕'.repeat(200)] })).toEqual({
			'choices-1': 'Choice must be between 1 and 200 characters'
		});
	});

	test.each(['a\0b', 'a\u0007b', 'a\nb', 'a\u2028b', 'a\ud800b', 'a\ufffdb'])(
		'refuses characters that cannot be shown or stored: %j',
		(text) => {
			expect(complaints({ question: text, choices: ['Tea', text] })).toEqual({
				question: 'Question contains characters that are not allowed',
				'choices-1': 'Choice contains characters that are not allowed'
			});
		}
	);

	test('wants 2 to 20 different choices, and leaves empty ones out', () => {
		const many = (n: number) => Array.from({ length: n }, (_, i) => `Choice no. ${i}`);
		expect(complaints({ choices: ['Tea', '', ' ', 'Coffee'] })).toEqual({});
		expect(complaints({ choices: ['Tea', ' ', ''] })).toEqual({
			'choices-1': 'Choice must be between 1 and 200 characters'
		});
		expect(Object.keys(complaints({ choices: ['', '', ''] }))).toEqual(['choices-0', 'choices-1']);
		expect(complaints({ choices: many(20) })).toEqual({});
		for (const choices of [[], ['Tea'], many(21)])
			expect(complaints({ choices })).toEqual({ choices: 'A poll has between 2 and 20 choices' });
	});

	test('refuses the same choice twice, however it is written', () => {
		const unseen = ['Ca\u00adfé', 'Café\u200b', '\u202aCafé\u202c'];
		for (const again of ['Café', ' café', 'CAFE\u0301', 'cafe\u0301 ', 'ＣＡＦé', ...unseen]) {
			expect(complaints({ choices: ['Café', 'Tea', again] })).toEqual({
				'choices-2': 'Choice 3 is the same as choice 1'
			});
		}
		for (const choices of [
			['Cafe', 'Café'],
			['5 m²', '5 m2'],
			['👩\u200d👧', '👩👧']
		])
			expect(complaints({ choices })).toEqual({});
		expect(complaints({ choices: ['Tea  or milk', 'tea or milk'] })).not.toEqual({});
	});

	test('wants a closing time that is one, in the future, in a zone that exists', () => {
		expect(complaints({ closes_at: '', time_zone: 'UTC' })).toEqual({});
		expect(complaints({ closes_at: '2999-01-01T10:00', time_zone: 'Europe/Paris' })).toEqual({});
		expect(complaints({ closes_at: '2020-01-01T10:00' })).toEqual({
			closes_at: 'Closing time must be in the future'
		});
		expect(complaints({ closes_at: 'soon' })).toEqual({
			closes_at: 'Closing time must be a date and a time: 2030-12-31 18:00'
		});
		expect(complaints({ closes_at: '2999-01-01T10:00', time_zone: 'Moon' })).toEqual({
			time_zone: 'Choose a time zone from the list'
		});
	});
});

describe('publishing', () => {
	test('keeps question, choices in their order, author and closing time', async () => {
		const closesAt = tomorrow();
		const id = await authorship.publish(ada.id, drinks, closesAt);
		expect(await polls.find(Number(id))).toMatchObject({
			authorId: ada.id,
			question: drinks.question,
			choices: [{ text: 'Coffee' }, { text: 'Tea' }],
			closesAt,
			closed: false
		});
	});

	test('a form that is sent twice, or eight times at once, makes one poll', async () => {
		const name = crypto.randomUUID();
		const send = () => authorship.publish(ada.id, drinks, null, name);
		const ids = await Promise.all(Array.from({ length: 8 }, send));
		expect(new Set(ids).size).toBe(1);
		expect(await send()).toBe(ids[0]);
		expect((await polls.find(Number(ids[0])))?.choices).toHaveLength(2);
	});

	test('a form that was changed before it was sent again makes another', async () => {
		const name = crypto.randomUUID();
		const first = await authorship.publish(ada.id, drinks, null, name);
		const changed = { ...drinks, question: 'What shall we eat?' };
		expect(await authorship.publish(ada.id, changed, null, name)).not.toBe(first);
		const bea = await aMember('Bea');
		expect(await authorship.publish(bea.id, drinks, null, name)).not.toBe(first);
	});

	test('refuses a closing time that has passed, and words that no form lets through', async () => {
		const before = await db.$count(table, eq(table.authorId, ada.id));
		expect(await authorship.publish(ada.id, drinks, new Date(Date.now() - 1))).toBe(
			'closing-time-past'
		);
		await expect(
			authorship.publish(ada.id, { question: 'One?', choices: ['One'] }, null)
		).rejects.toThrow();
		expect(await db.$count(table, eq(table.authorId, ada.id))).toBe(before);
	});
});
