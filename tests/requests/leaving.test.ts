import { eq, sql } from 'drizzle-orm';
import { describe, expect, test } from 'vitest';
import { db } from '../../src/lib/server/db';
import { users } from '../../src/lib/server/db/schema';
import * as polls from '../../src/lib/server/polls';
import { find } from '../../src/lib/server/users';
import { aPoll, choiceOf } from '../support/polls';
import { runningSite } from '../support/running';
import type { Visitor } from '../support/visitor';

const running = runningSite();
const password = 'seven quiet herons';
const next = 'nine loud herons';
const isSignedIn = async (visitor: Visitor) =>
	(await visitor.get('/current-user')).text !== '{"user":null}';
const words = (visitor: Visitor) =>
	(visitor.page.querySelector('main')?.text ?? '').replace(/\s+/g, ' ');

async function codesOf(visitor: Visitor) {
	await visitor.get('/account/recovery-codes');
	await visitor.submit('Make recovery codes');
	return visitor.page.querySelectorAll('code').map((code) => code.text);
}

describe('getting back in', () => {
	const form = (username: string, code: string, secret = next) => ({
		username,
		code,
		password: secret,
		password_confirmation: secret
	});

	test('with a code sets a new password, signs all out, and uses the code up', async () => {
		const ada = await running.member('Ada');
		const [code = '', other = ''] = await codesOf(ada);

		const lost = running.visitor();
		await lost.get('/login');
		const link = lost.page.querySelectorAll('a').find((a) => a.text === 'Lost your password?');
		await lost.get(link?.getAttribute('href') ?? '');
		await lost.submit('Set new password', form(' ADA ', code.toUpperCase()));
		expect(lost.answer).toMatchObject({ status: 303, location: '/login' });
		await lost.follow();
		expect(words(lost)).toContain('Your password is changed, and the code is used up.');
		expect(await isSignedIn(ada)).toBe(false);
		await lost.submit('Sign in', { username: 'Ada', password: next });
		expect(await isSignedIn(lost)).toBe(true);

		await lost.get('/account/recovery-codes');
		expect(words(lost)).toContain('9 codes left');
		expect((await running.visitor().post('/recover', form('Ada', code))).status).toBe(401);
		const outcomes = await Promise.all(
			Array.from({ length: 4 }, () => running.visitor().post('/recover', form('Ada', other)))
		);
		expect(outcomes.map(({ status }) => status).sort()).toEqual([303, 401, 401, 401]);
	});

	test.each([
		['Bea', 'aaaa-bbbb-cccc-dddd', next, 401, 'Invalid username or recovery code'],
		['Nobody', 'aaaa-bbbb-cccc-dddd', next, 401, 'Invalid username or recovery code'],
		['no\0body', 'aaaa\0', next, 401, 'Invalid username or recovery code'],
		['', 'x', next, 400, 'Username must be between 1 and 150 characters'],
		['Bea', '', next, 400, 'Enter one of your recovery codes'],
		['Bea', 'x'.repeat(101), next, 400, 'Enter one of your recovery codes'],
		['Bea', 'x', 'short', 400, 'Password must be at least 8 characters']
	])('refuses %j with %j', async (username, code, secret, status, text) => {
		if (!(await find('Bea'))) await running.member('Bea');
		const lost = running.visitor();
		const answer = await lost.post('/recover', form(username, code, secret));
		expect(answer.status).toBe(status);
		expect(words(lost)).toContain(text);
		expect(answer.text).not.toContain(secret);
	});
});

describe('taking one’s data along', () => {
	test('is a JSON file, sent in pieces, after a proof', async () => {
		const cleo = await running.member('Cleo');
		const poll = await aPoll();
		await polls.vote((await find('Cleo'))!.id, poll.id, choiceOf(poll, 'Tea'));
		await cleo.get('/account/data');
		const link = cleo.page.querySelectorAll('a').find((a) => a.text.trim() === 'Download');
		const { headers, text } = await cleo.get(link?.getAttribute('href') ?? '');
		expect(headers).toMatchObject({
			'content-type': 'application/json',
			'content-disposition': 'attachment; filename="show-of-hands.json"',
			'transfer-encoding': 'chunked',
			'cache-control': 'no-store'
		});
		expect(JSON.parse(text)).toMatchObject({
			account: { username: 'Cleo' },
			votes: [{ choice: 'Tea' }],
			log: [{ kind: 'signed-up' }, { kind: 'signed-in' }, { kind: 'data-downloaded' }]
		});

		await db.execute(sql`update sessions set proven_at = now() - interval '11 minutes'`);
		expect(await cleo.get('/account/data/download')).toMatchObject({
			status: 303,
			location: '/account/data'
		});
	});
});

describe('deleting an account', () => {
	test('says what goes and what stays, asks for the name, and is final', async () => {
		const dora = await running.member('Dora Díaz');
		const phone = running.visitor();
		await phone.post('/login', { username: 'Dora Díaz', password });
		const { id } = (await find('Dora Díaz'))!;
		const poll = await aPoll();
		await polls.vote(id, poll.id, choiceOf(poll, 'Tea'));
		const written = await polls.create(id, { question: 'Mine?', choices: ['Yes', 'No'] });

		await dora.get('/account/delete');
		expect(words(dora)).toMatch(/votes in open polls: 1 vote\..*votes in closed polls: 0 votes/);
		expect(words(dora)).toContain('The poll you wrote');
		await dora.submit('Delete my account', { confirmation: 'Dora', polls: 'delete' });
		expect(dora.answer?.status).toBe(400);
		expect(words(dora)).toContain('This is not your username');
		expect(dora.form('Delete my account').fields).toMatchObject({
			confirmation: 'Dora',
			polls: 'delete'
		});

		await dora.submit('Delete my account', { confirmation: 'dora díaz' });
		expect(dora.answer).toMatchObject({ status: 303, location: '/' });
		expect(dora.cookies.has('sessionid')).toBe(false);
		await dora.follow();
		expect(words(dora)).toContain('Your account is deleted');
		expect([await isSignedIn(dora), await isSignedIn(phone)]).toEqual([false, false]);
		expect(await polls.find(written)).toBeNull();
		expect((await polls.find(poll.id))?.choices.map(({ votes }) => votes)).toEqual([0, 0]);
	});

	test('is refused to the only administrator, and by an unknown fate for the polls', async () => {
		const edith = await running.member('Edith');
		const form = { confirmation: 'Edith', polls: 'leave' };
		expect((await edith.post('/account/delete', { ...form, polls: 'burn' })).status).toBe(400);
		expect(words(edith)).toContain('Choose what becomes of your polls');
		await db.update(users).set({ isSuperuser: true }).where(eq(users.username, 'Edith'));
		expect((await edith.post('/account/delete', form)).status).toBe(409);
		expect(words(edith)).toContain('You are the only administrator.');
		expect(await isSignedIn(edith)).toBe(true);
	});
});
