import { eq } from 'drizzle-orm';
import { db } from '../../src/lib/server/db';
import { users } from '../../src/lib/server/db/schema';
import * as polls from '../../src/lib/server/polls';
import { aMember, uniquely } from './people';
import { aPollAsking, choiceOf } from './polls';
import { Visitor } from './visitor';

export type World = Awaited<ReturnType<typeof aWorld>>;

const inWords = (length: number) =>
	'A question that needs many words '.repeat(10).slice(0, length - 1) + '?';

/** Everything that the pages in pages.ts show: ordinary things, and the longest and oddest there can be. */
export async function aWorld(origin: string) {
	const ada = await aMember(uniquely('ada'));
	const longest = await aMember(uniquely('Wolfeschlegelsteinhausenbergerdorff').padEnd(150, 'f'));
	const root = await aMember(uniquely('root'));
	await db.update(users).set({ isSuperuser: true }).where(eq(users.id, root.id));
	const idle = await aMember(uniquely('idle'));
	await db.update(users).set({ isActive: false }).where(eq(users.id, idle.id));

	const drinks = () => aPollAsking('Which drink shall we have?', 'Coffee', 'Tea', 'Lemonade');
	const open = await drinks();
	await polls.vote(longest.id, open.id, choiceOf(open, 'Tea'));
	await polls.vote(root.id, open.id, choiceOf(open, 'Tea'));
	const closed = await aPollAsking('Where does the summer trip go?', 'Lisbon', 'Ljubljana');
	await polls.vote(ada.id, closed.id, choiceOf(closed, 'Lisbon'));
	await polls.close(closed.id);
	const numbers = Array.from({ length: 20 }, (_, i) => `${i + 1}`);
	const crowded = await aPollAsking(inWords(200), ...numbers.map((n) => n.padEnd(200, ' words')));
	const unbroken = await aPollAsking('W'.repeat(200), 'M'.repeat(200), '👩‍👩‍👧‍👦'.repeat(28));
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
		idle,
		open,
		closed,
		crowded,
		unbroken,
		rightToLeft,
		/** For votes, and for whatever else may happen to a poll while somebody looks at it. */
		spare: await drinks(),
		closing: await drinks(),
		/** The cookies of those who are signed in. */
		sessions: {
			member: await session(origin, ada),
			longest: await session(origin, longest),
			superuser: await session(origin, root)
		}
	};
}

async function session(
	origin: string,
	{ username, password }: { username: string; password: string }
) {
	const visitor = new Visitor(origin);
	await visitor.post('/login', { username, password });
	// The greeting is told once, and now.
	await visitor.follow();
	return visitor.cookies;
}
