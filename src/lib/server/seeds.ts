import { isNotNull } from 'drizzle-orm';
import { db, type Transaction } from './db';
import { choices, polls, users, votes } from './db/schema';
import { firstNames, lastNames, questions } from './sample-words';
import { canonical } from './usernames';

/** Mulberry32: the same samples each time, so that two people can talk about them. */
function dice(seed: number) {
	return () => {
		seed = (seed + 0x6d2b79f5) | 0;
		let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
		t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
		return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
	};
}

/** Rows that stay far below the number of parameters that PostgreSQL takes (65,535). */
function* chunks<Row>(rows: Row[]) {
	for (let start = 0; start < rows.length; start += 1000) yield rows.slice(start, start + 1000);
}

/** True if nobody can sign in and nobody has asked anything: there may be the polls of samples.ts. */
export async function isUntouched(): Promise<boolean> {
	const people = await db.$count(users, isNotNull(users.passwordHash));
	return people === 0 && (await db.$count(polls, isNotNull(polls.authorId))) === 0;
}

const day = 86_400_000;

/**
 * Fills in people without passwords, open and closed polls, some by `author`, and their votes. All
 * or nothing. Gives the number of votes; `progress` hears of every poll.
 */
export async function fill(
	size: { people: number; polls: number },
	author: number,
	progress: (polls: number) => void
): Promise<number> {
	const random = dice(size.people + size.polls);
	return db.transaction(async (tx) => {
		const people = await addPeople(tx, size.people);
		let cast = 0;
		for (let index = 0; index < size.polls; index++) {
			// Asked over the last hundred days, the newest just now; a third has closed.
			const asked = Date.now() - ((size.polls - index) / size.polls) * 100 * day;
			const length = (2 + 28 * random()) * day;
			const closesAt = random() < 0.6 ? new Date(asked + length) : null;
			const asks = index % 3 ? people[Math.floor(random() * people.length)]! : author;
			const poll = {
				authorId: asks,
				question: question(index),
				createdAt: new Date(asked),
				closesAt
			};
			cast += await addPoll(tx, poll, questions[index % questions.length]![2], people, random);
			progress(index + 1);
		}
		return cast;
	});
}

function question(index: number) {
	const [text, about] = questions[index % questions.length]!;
	const round = Math.floor(index / questions.length);
	const again = Math.floor(round / about.length);
	return text.replace('%', about[round % about.length]!) + (again ? ` (${again + 1})` : '');
}

async function addPeople(tx: Transaction, number: number) {
	const taken = await tx.$count(users);
	const rows = Array.from({ length: number }, (_, index) => {
		const first = firstNames[index % firstNames.length];
		const last = lastNames[Math.floor(index / firstNames.length) % lastNames.length];
		const username = `${first} ${last} ${taken + index + 1}`;
		return { username, usernameKey: canonical(username) };
	});
	const ids: number[] = [];
	for (const chunk of chunks(rows)) {
		const added = tx.insert(users).values(chunk).onConflictDoNothing().returning({ id: users.id });
		ids.push(...(await added).map(({ id }) => id));
	}
	return ids;
}

async function addPoll(
	tx: Transaction,
	values: { authorId: number; question: string; createdAt: Date; closesAt: Date | null },
	texts: string[],
	people: number[],
	random: () => number
) {
	const [poll] = await tx.insert(polls).values(values).returning({ id: polls.id });
	const offered = await tx
		.insert(choices)
		.values(texts.map((text) => ({ pollId: poll!.id, text })))
		.returning({ id: choices.id });

	// Some choices are loved and some are not; most polls are answered by few, some by nearly all.
	const weights = offered.map(() => random() ** 2 + 0.03);
	const total = weights.reduce((sum, each) => sum + each, 0);
	const turnout = 0.02 + 0.85 * random() ** 1.7;
	const end = Math.min(values.closesAt?.getTime() ?? Date.now(), Date.now());
	const cast = people
		.filter(() => random() < turnout)
		.map((userId) => {
			let rest = random() * total;
			const picked = offered.find((_, index) => (rest -= weights[index]!) < 0) ?? offered[0]!;
			// Most vote soon after a question is asked.
			const at = values.createdAt.getTime() + (end - values.createdAt.getTime()) * random() ** 2;
			return { pollId: poll!.id, userId, choiceId: picked.id, createdAt: new Date(at) };
		});
	for (const chunk of chunks(cast)) await tx.insert(votes).values(chunk);
	return cast.length;
}
