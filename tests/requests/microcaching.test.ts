import { describe, expect, test } from 'vitest';
import * as polls from '../../src/lib/server/polls';
import { aMember, uniquely } from '../support/people';
import { aPoll, choiceOf } from '../support/polls';
import { runningSite } from '../support/running';
import type { Visitor } from '../support/visitor';

// A minute: what is shared here is not by chance made anew.
const { visitor, member } = runningSite({ env: { VISITOR_PAGE_AGE: '60' } });

/** Somebody votes for Tea, and this site is not told. */
async function voteBehindItsBack(poll: polls.Poll) {
	const { id } = await aMember(uniquely('somebody'));
	expect(await polls.vote(id, poll.id, choiceOf(poll, 'Tea'))).toBe('counted');
}

/** How many votes a visitor reads of. */
async function votesSeen(poll: polls.Poll, reader = visitor()) {
	const { status } = await reader.get(`/polls/${poll.id}/results`);
	expect(status).toBe(200);
	return Number(/\d+/.exec(reader.page.querySelector('p.total')!.text)?.[0]);
}

describe('a page for visitors', () => {
	test('is shared, until somebody posts something here', async () => {
		const poll = await aPoll();
		expect(await votesSeen(poll)).toBe(0);
		await voteBehindItsBack(poll);
		expect(await votesSeen(poll)).toBe(0);

		await visitor().post('/login', { username: 'nobody', password: 'none' });
		expect(await votesSeen(poll)).toBe(1);
	});

	test('has a nonce of its own in its header and its HTML each time', async () => {
		const { id } = await aPoll();
		const nonces = [];
		for (let i = 0; i < 3; i++) {
			const { text, headers } = await visitor().get(`/polls/${id}`);
			const [, nonce] = /'nonce-([^']+)'/.exec(`${headers['content-security-policy']}`) ?? [];
			const used = [...text.matchAll(/nonce="([^"]+)"/g)].map(([, each]) => each);
			expect(used.length).toBeGreaterThan(0);
			expect(new Set(used)).toEqual(new Set([nonce]));
			expect(headers['cache-control']).toBe('no-store');
			nonces.push(nonce);
		}
		expect(new Set(nonces).size).toBe(3);
	});

	test('is not for those who are signed in or send any cookie, nor is theirs for visitors', async () => {
		const poll = await aPoll();
		const ada = await member(uniquely('Ada'));
		const isSignedIn = ({ page }: Visitor) =>
			page.querySelector('header [href="/logout"]') !== null;
		const reader = visitor();
		for (const path of ['/', `/polls/${poll.id}`, `/polls/${poll.id}/results`]) {
			await reader.get(path);
			await ada.get(path);
			expect(isSignedIn(ada)).toBe(true);
			await reader.get(path);
			expect(isSignedIn(reader)).toBe(false);
		}

		await voteBehindItsBack(poll);
		expect(await votesSeen(poll)).toBe(0);
		expect(await votesSeen(poll, ada)).toBe(1);
		const withCookie = visitor();
		withCookie.cookies.set('theme', 'dark');
		expect(await votesSeen(poll, withCookie)).toBe(1);
	});

	test('shows a vote to its voter at once, though they have signed out', async () => {
		const poll = await aPoll();
		const ada = await member(uniquely('Ada'));
		expect(await votesSeen(poll)).toBe(0);
		await ada.post(`/polls/${poll.id}`, { choice_id: `${choiceOf(poll, 'Tea')}` });
		await ada.post('/logout');
		ada.cookies.clear();
		expect(await votesSeen(poll, ada)).toBe(1);
	});

	test('that was being rendered during a vote is not kept', async () => {
		const poll = await aPoll();
		const path = `/polls/${poll.id}`;
		const voters = await Promise.all(Array.from({ length: 20 }, () => member(uniquely('voter'))));
		for (const [i, voter] of voters.entries()) {
			const crowd = Array.from({ length: 4 }, () => votesSeen(poll));
			await voter.post(path, { choice_id: `${choiceOf(poll, i % 2 ? 'Tea' : 'Coffee')}` });
			expect(voter.answer?.status).toBe(303);
			expect(await votesSeen(poll)).toBe(i + 1);
			await Promise.all(crowd);
		}
	});

	test('that is missing is looked for again, and made-up addresses drive out old ones', async () => {
		const poll = await aPoll();
		const next = `/polls/${poll.id + 1}`;
		expect((await visitor().get(next)).status).toBe(404);
		await aPoll();
		expect((await visitor().get(next)).status).toBe(200);

		expect(await votesSeen(poll)).toBe(0);
		await voteBehindItsBack(poll);
		for (let i = 0; i < 60; i++) await visitor().get(`/?page=${i + 2}`);
		expect(await votesSeen(poll)).toBe(1);
	});
});
