import { sql } from 'drizzle-orm';
import { db } from './db';
import { choices, polls, users, votes } from './db/schema';
import { canonical } from './usernames';

type Sample = {
	question: string;
	/** Each choice with its part of the votes. */
	choices: Record<string, number>;
	/** Out of all sample voters, in percent. */
	turnout: number;
	openedDaysAgo: number;
	/** Days from now; negative when it has closed. */
	closesInDays?: number;
};

const samples: Sample[] = [
	{
		question: 'Which day suits the annual dinner?',
		choices: { 'Friday 4 June': 8, 'Saturday 5 June': 13, 'Sunday 6 June': 4 },
		turnout: 62,
		openedDaysAgo: 40,
		closesInDays: -19
	},
	{
		question: 'Should the reading room open on Sundays?',
		choices: { Yes: 21, 'Yes, in winter only': 9, No: 6 },
		turnout: 71,
		openedDaysAgo: 33,
		closesInDays: -12
	},
	{
		question: 'Where does the summer trip go?',
		choices: { Lisbon: 14, Ljubljana: 11, Ghent: 7, Bergen: 3 },
		turnout: 83,
		openedDaysAgo: 27,
		closesInDays: -3
	},
	{
		question: 'What should we plant along the fence?',
		choices: { Hazel: 9, Currants: 9, 'Climbing roses': 5, 'Leave it as it is': 2 },
		turnout: 44,
		openedDaysAgo: 21
	},
	{
		question: 'How often should the newsletter come out?',
		choices: { 'Every week': 3, 'Every month': 17, 'Four times a year': 6 },
		turnout: 52,
		openedDaysAgo: 17
	},
	{
		question: 'Which colour for the club shirts?',
		choices: { 'Bottle green': 12, 'Navy blue': 10, Plum: 11, Mustard: 4, 'Off-white': 2 },
		turnout: 66,
		openedDaysAgo: 14,
		closesInDays: 5
	},
	{
		question: 'Do we buy the second-hand piano?',
		choices: { Yes: 15, No: 12, 'Ask again next year': 4 },
		turnout: 58,
		openedDaysAgo: 11,
		closesInDays: 9
	},
	{
		question: 'What time should training start?',
		choices: { '18:00': 5, '18:30': 12, '19:00': 9, '19:30': 3 },
		turnout: 38,
		openedDaysAgo: 9
	},
	{
		question: 'Which book do we read next?',
		choices: { Middlemarch: 7, 'The Master and Margarita': 9, 'Pale Fire': 4, 'The Leopard': 6 },
		turnout: 31,
		openedDaysAgo: 6,
		closesInDays: 14
	},
	{
		question: 'Tea or coffee at the meetings?',
		choices: { Tea: 10, Coffee: 14, 'Both, as before': 19 },
		turnout: 57,
		openedDaysAgo: 4
	},
	{
		question: 'Should pets be welcome at the open day?',
		choices: { Yes: 11, 'Dogs on a lead only': 13, No: 4 },
		turnout: 23,
		openedDaysAgo: 2,
		closesInDays: 21
	},
	{
		question: 'What shall we call the new rowing boat?',
		choices: { Kingfisher: 1, 'Second Wind': 1, 'Slow and Steady': 1, Patience: 1 },
		turnout: 0,
		openedDaysAgo: 1,
		closesInDays: 30
	}
];

const voters = 120;
const day = 86_400_000;

/**
 * Fills an empty database with sample polls and votes. The voters have no password, so nobody can
 * sign in as one of them. Does nothing where there is a poll or a user already; of several processes
 * at once, one fills.
 */
export async function fillOnce(): Promise<void> {
	await db.transaction(async (tx) => {
		await tx.execute(sql`lock table ${polls} in share row exclusive mode`);
		if ((await tx.$count(polls)) || (await tx.$count(users))) return;

		const names = Array.from({ length: voters }, (_, index) => `Sample voter ${index + 1}`);
		const people = await tx
			.insert(users)
			.values(names.map((username) => ({ username, usernameKey: canonical(username) })))
			.returning({ id: users.id });

		for (const sample of samples) {
			const opened = Date.now() - sample.openedDaysAgo * day;
			const closes = sample.closesInDays && Date.now() + sample.closesInDays * day;
			const [poll] = await tx
				.insert(polls)
				.values({
					question: sample.question,
					createdAt: new Date(opened),
					closesAt: closes ? new Date(closes) : null
				})
				.returning({ id: polls.id });
			const offered = await tx
				.insert(choices)
				.values(Object.keys(sample.choices).map((text) => ({ pollId: poll!.id, text })))
				.returning({ id: choices.id });

			const turnout = people.slice(0, Math.round((voters * sample.turnout) / 100));
			const spread = Object.values(sample.choices).flatMap((weight, index) =>
				Array<number>(weight).fill(offered[index]!.id)
			);
			const last = Math.min(closes || Date.now(), Date.now());
			const cast = turnout.map(({ id }, index) => ({
				pollId: poll!.id,
				userId: id,
				choiceId: spread[(index * 7) % spread.length]!,
				createdAt: new Date(opened + ((last - opened) * (index + 1)) / (turnout.length + 1))
			}));
			if (cast.length) await tx.insert(votes).values(cast);
		}
	});
}
