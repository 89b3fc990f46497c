import { eq } from 'drizzle-orm';
import { beforeAll, describe, expect, test } from 'vitest';
import { db } from '../../src/lib/server/db';
import { votes } from '../../src/lib/server/db/schema';
import type { Poll } from '../../src/lib/server/polls';
import { aPoll, choiceOf } from '../support/polls';
import { runningSite } from '../support/running';

const running = runningSite();
let poll: Poll;
beforeAll(async () => void (poll = await aPoll('Coffee', 'Tea')));

const ballot = () => `/polls/${poll.id}`;
const words = 'You are signed in as somebody else now';

/** A browser in which one member looked at a page, and then another signed in. */
async function changedHands(path: string, button: string) {
	const browser = await running.member(`Ada ${Math.random()}`);
	await browser.get(path);
	const { action, fields } = browser.form(button);
	const bea = await running.member(`Bea ${Math.random()}`);
	browser.cookies.set('sessionid', bea.cookies.get('sessionid')!);
	return { browser, action, fields };
}

describe('a form that was rendered for one member and sent when another is signed in', () => {
	test('casts no vote', async () => {
		const { browser, action, fields } = await changedHands(ballot(), 'Vote');
		expect(fields.as).toMatch(/^\d+$/);
		const answer = await browser.post(action, {
			...fields,
			choice_id: `${choiceOf(poll, 'Tea')}`
		});
		expect(answer.status).toBe(409);
		expect(browser.page.querySelector('h1')?.text).toContain(words);
		// Whoever reads that sees in the nav who it is.
		expect(browser.page.querySelector('nav')?.text).toContain('Signed in as Bea');
		expect(await db.$count(votes, eq(votes.pollId, poll.id))).toBe(0);
	});

	test('signs nobody out', async () => {
		const { browser, action, fields } = await changedHands('/logout', 'Sign out');
		expect((await browser.post(action, fields)).status).toBe(409);
		expect((await browser.get('/current-user')).text).toContain('Bea');
	});

	test('is told so by script', async () => {
		const { browser, action, fields } = await changedHands(ballot(), 'Vote');
		const script = { accept: 'application/json', 'x-sveltekit-action': 'true' };
		const { status, text } = await browser.post(action, fields, script);
		expect(status).toBe(409);
		expect(JSON.parse(text)).toMatchObject({ type: 'error' });
		expect(text).toContain(words);
	});
});

describe('a form', () => {
	test.each([
		['that says nothing of whom it is for', {}],
		['that was rendered for nobody', { as: '' }]
	])('%s is accepted', async (_, fields) => {
		const ada = await running.member(`Ada ${Math.random()}`);
		expect((await ada.post('/logout', { session: 'end', ...fields })).status).toBe(303);
	});

	test('that its own member sends when signed out meanwhile asks to sign in', async () => {
		const ada = await running.member(`Ada ${Math.random()}`);
		await ada.get(ballot());
		ada.cookies.clear();
		const choice = choiceOf(poll, 'Tea');
		expect(await ada.submit('Vote', { choice_id: `${choice}` })).toMatchObject({
			status: 303,
			location: `/login?next=${encodeURIComponent(`${ballot()}?choice=${choice}`)}`
		});
	});

	test.each(['x', '0', '-1', '1e9', ' 1', '99999999999999999999', "1' or '1'='1"])(
		'for %j is refused',
		async (as) => {
			const ada = await running.member(`Ada ${Math.random()}`);
			expect((await ada.post('/logout', { session: 'end', as })).status).toBe(409);
		}
	);
});
