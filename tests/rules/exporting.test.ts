import { sql } from 'drizzle-orm';
import { describe, expect, test } from 'vitest';
import * as accounts from '../../src/lib/server/accounts';
import { db } from '../../src/lib/server/db';
import { sessions } from '../../src/lib/server/db/schema';
import { activities } from '../../src/lib/server/db/schema-accounts';
import * as exports from '../../src/lib/server/exports';
import * as polls from '../../src/lib/server/polls';
import { aMember, codesOf, uniquely } from '../support/people';
import { aPoll, choiceOf } from '../support/polls';

async function exportOf(user: Parameters<typeof exports.of>[0]) {
	let text = '';
	let pieces = 0;
	for await (const piece of exports.of(user)) {
		text += piece;
		pieces++;
	}
	return { text, pieces, data: JSON.parse(text) };
}

describe('exporting', () => {
	test('gives everything that the site holds about a person, and no secret', async () => {
		const [ada, bea] = [await aMember(uniquely('Ada')), await aMember(uniquely('bea'))];
		const name = uniquely('Ada "L" \u2028');
		await accounts.changeUsername(ada, name.replace('\u2028', '’'), 'w3m');
		const codes = await codesOf(ada);
		const poll = await aPoll();
		await polls.vote(ada.id, poll.id, choiceOf(poll, 'Tea'));
		await polls.vote(bea.id, poll.id, choiceOf(poll, 'Coffee'));
		await polls.create(ada.id, { question: 'Mine?', choices: ['Yes', 'No'] });
		const id = 'a'.repeat(64);
		await db
			.insert(sessions)
			.values({ id, userId: ada.id, device: 'w3m', expiresAt: new Date(4e12) });
		await db.insert(activities).values({
			actor: 'Zora',
			action: 'deactivate',
			userId: ada.id,
			subject: 'ada',
			reason: 'why not'
		});

		const { text, data } = await exportOf(ada);
		expect(data).toMatchObject({
			account: { id: ada.id, username: name.replace('\u2028', '’'), is_active: true },
			recovery_codes: { unused: 10 },
			former_usernames: [{ name: ada.username.toLowerCase() }],
			sessions: [{ device: 'w3m' }],
			votes: [{ poll: poll.id, question: poll.question, choice: 'Tea' }],
			polls: [{ question: 'Mine?', choices: ['Yes', 'No'] }],
			log: [{ kind: 'signed-up' }, { kind: 'username-changed' }, { kind: 'codes-made' }],
			administration: [{ action: 'deactivate', reason: 'why not' }]
		});
		for (const secret of ['argon2', id, ...codes, 'hash', 'superuser', 'Zora', bea.username]) {
			expect(text).not.toContain(secret);
		}
	});

	test('comes in pieces, however many votes there are', async () => {
		const cleo = await aMember(uniquely('cleo'));
		await db.execute(sql`
			with made as (
				insert into polls (question) select 'Piece ' || n from generate_series(1, 1200) n returning id
			), offered as (
				insert into choices (poll_id, text) select id, 'Yes' from made returning poll_id, id
			) select count(*) from offered`);
		await db.execute(sql`
			insert into votes (poll_id, choice_id, user_id)
			select poll_id, c.id, ${cleo.id}::bigint from choices c
			join polls p on p.id = c.poll_id where question like 'Piece %'`);
		const { data, pieces } = await exportOf(cleo);
		expect(data.votes).toHaveLength(1200);
		expect(new Set(data.votes.map((vote: { poll: number }) => vote.poll)).size).toBe(1200);
		expect(pieces).toBeGreaterThan(1200);
	});
});
