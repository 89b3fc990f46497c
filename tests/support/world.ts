import { eq, sql } from 'drizzle-orm';
import * as administration from '../../src/lib/server/administration';
import * as authorship from '../../src/lib/server/authorship';
import { db } from '../../src/lib/server/db';
import { sessions } from '../../src/lib/server/db/schema';
import * as polls from '../../src/lib/server/polls';
import * as recoveryCodes from '../../src/lib/server/recovery-codes';
import { cookiesOf } from './entering';
import { aMember, aPassword, uniquely, type Member } from './people';
import { aPollAsking, aPollBy, choiceOf } from './polls';
import { Visitor } from './visitor';

export type World = Awaited<ReturnType<typeof aWorld>>;

const aNewPassword = { password: aPassword, password_confirmation: aPassword };

const inWords = (length: number) =>
	'A question that needs many words '.repeat(10).slice(0, length - 1) + '?';

/** Everything that the pages in pages.ts show: ordinary things, and the longest and oddest there can be. */
export async function aWorld(origin: string) {
	const ada = await aMember(uniquely('ada'));
	const longest = await aMember(uniquely('Wolfeschlegelsteinhausenbergerdorff').padEnd(150, 'f'));
	const root = await aMember(uniquely('root'));
	await administration.promote(null, root.id, 'Founded this site');
	const idle = await aMember(uniquely('idle'));
	await administration.deactivate(root, idle.id, 'Asked for it while travelling');
	const link = await administration.makePasswordLink(null, ada.id);
	if (typeof link === 'string') throw new Error(`No password link: ${link}`);
	const besieged = await aMember(uniquely('besieged'));
	const guesser = new Visitor(origin);
	for (let guess = 0; guess < 10; guess++)
		await guesser.post('/recover', {
			username: besieged.username,
			code: 'a guess',
			...aNewPassword
		});

	const drinks = () => aPollAsking('Which drink shall we have?', 'Coffee', 'Tea', 'Lemonade');
	const open = await drinks();
	await polls.vote(longest.id, open.id, choiceOf(open, 'Tea'));
	await polls.vote(root.id, open.id, choiceOf(open, 'Tea'));
	const closed = await aPollAsking('Where does the summer trip go?', 'Lisbon', 'Ljubljana');
	await polls.vote(ada.id, closed.id, choiceOf(closed, 'Lisbon'));
	await polls.close(closed.id);
	const numbers = Array.from({ length: 20 }, (_, i) => `${i + 1}`);
	const grace = await aMember(uniquely('grace'));
	await recoveryCodes.make(grace, 'Firefox on Linux');
	const own = (question: string, ...choices: string[]) => aPollBy(grace.id, question, choices);
	const crowded = await own(inWords(200), ...numbers.map((n) => n.padEnd(200, ' words')));
	const unbroken = await own('W'.repeat(200), 'M'.repeat(200), '👩‍👩‍👧‍👦'.repeat(28));
	const draft = await own('When do we meet?', 'Monday', 'Tuesday');
	const frozen = await own('Who brings the cake?', 'Ada', 'Grace', 'Nobody');
	await polls.vote(ada.id, frozen.id, choiceOf(frozen, 'Grace'));
	const ended = await own('Which hall do we rent?', 'The large one', 'The small one');
	await authorship.close(grace.id, ended.id);
	const tied = await aPollAsking('Coffee or tea?', 'Coffee', 'Tea', 'Neither');
	await polls.vote(ada.id, tied.id, choiceOf(tied, 'Tea'));
	await polls.vote(grace.id, tied.id, choiceOf(tied, 'Coffee'));
	await polls.vote(ada.id, unbroken.id, choiceOf(unbroken, 'M'.repeat(200)));
	const rightToLeft = await aPollAsking('מה נשתה היום?', 'קפה', 'شاي بالنعناع', 'Tea 🫖');
	for (const [person, text] of [
		[ada, 'קפה'],
		[root, 'Tea 🫖']
	] as const)
		await polls.vote(person.id, rightToLeft.id, choiceOf(rightToLeft, text));

	return {
		origin,
		ada,
		besieged,
		idle,
		longest,
		root,
		/** Of a link that sets a new password. */
		secret: link.secret,
		open,
		closed,
		crowded,
		draft,
		ended,
		frozen,
		tied,
		unbroken,
		rightToLeft,
		/** For votes, and for whatever else may happen to a poll while somebody looks at it. */
		spare: await drinks(),
		closing: await drinks(),
		/** The cookies of those who are signed in. */
		sessions: {
			member: await cookiesOf(origin, ada),
			longest: await cookiesOf(origin, longest),
			superuser: await cookiesOf(origin, root),
			/** Wrote some of the polls, and is signed in elsewhere too. */
			author: (await cookiesOf(origin, grace)) && (await cookiesOf(origin, grace)),
			/** Has not been asked for the password for a while. */
			away: await longAgo(origin, await aMember(uniquely('away')))
		}
	};
}

async function longAgo(origin: string, person: Member) {
	await recoveryCodes.make(person, 'Firefox on Linux');
	const cookies = await cookiesOf(origin, person);
	await db
		.update(sessions)
		.set({ provenAt: sql`now() - interval '11 minutes'` })
		.where(eq(sessions.userId, person.id));
	return cookies;
}
