import { beforeAll, describe, expect, test } from 'vitest';
import { signedInMembers } from '../bench/members';
import { aPollAsking, choiceOf } from '../support/polls';
import { runningSite } from '../support/running';
import { Visitor } from '../support/visitor';

const running = runningSite();
const crowd = 40;

let people: { visitor: Visitor; username: string }[];

beforeAll(async () => {
	const cookies = await signedInMembers(crowd);
	people = cookies.map((cookie, i) => {
		const [name = '', value = ''] = cookie.split('=');
		const visitor = new Visitor(running.site.origin, {}, [[name, value]]);
		return { visitor, username: `member ${i + 1}` };
	});
});

/** Who the page says is signed in; null for nobody. */
const shownTo = ({ page }: Visitor) => page.querySelector('header .who')?.attributes.title ?? null;

describe('forty members who ask at the same moment', () => {
	test('are each told who they are, how they voted, and nothing of the others', async () => {
		const poll = await aPollAsking('Together?', 'Tea', 'Coffee');
		const place = `/polls/${poll.id}`;
		const all = <Result>(work: (each: (typeof people)[0], i: number) => Promise<Result>) =>
			Promise.all(people.map(work));

		// Every third of them votes, each for one or the other, all at once.
		const voted = await all(async ({ visitor }, i) => {
			if (i % 3) return null;
			const text = i % 2 ? 'Tea' : 'Coffee';
			const { status } = await visitor.post(place, { choice_id: `${choiceOf(poll, text)}` });
			expect(status).toBe(303);
			return text;
		});
		await all(async ({ visitor, username }, i) => {
			const list = await visitor.get('/');
			expect(shownTo(visitor)).toBe(username);
			expect(list.text.includes('You voted')).toBe(voted[i] !== null);
			await visitor.get(place);
			expect(shownTo(visitor)).toBe(username);
			const chosen = visitor.page.querySelector('input[checked]');
			const text = chosen && poll.choices.find(({ id }) => `${id}` === chosen.attributes.value);
			expect(text?.text ?? null).toBe(voted[i]);
		});
	});

	test('are members no more as soon as they have signed out', async () => {
		const shown = await Promise.all(
			people.map(async ({ visitor }, i) => {
				const token = [...visitor.cookies];
				if (i % 2) expect((await visitor.post('/logout')).status).toBe(303);
				const again = new Visitor(running.site.origin, {}, token);
				await again.get('/');
				return shownTo(again);
			})
		);
		expect(shown).toEqual(people.map(({ username }, i) => (i % 2 ? null : username)));
	});
});
