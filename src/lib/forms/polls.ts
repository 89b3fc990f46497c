import { z } from 'zod';
import { isTimeZone, momentAt } from './times';

/** What a poll may be refused for when somebody votes, and the words for it. */
export const voteRefusals = {
	'unknown-choice': 'Choice does not belong to this poll',
	'poll-closed': 'This poll is closed'
} as const;

/** What an author may be refused for, and the words for it. */
export const authorRefusals = {
	'not-the-author': "Only the poll's author can change it",
	'poll-has-votes': 'This poll has votes, so its question and choices can no longer change',
	'poll-closed': voteRefusals['poll-closed'],
	'closing-time-past': 'Closing time must be in the future'
} as const;

export const ballot = z.object({
	// Digits only: number parsers read 1abc, 0x10 and 1e30 as numbers too.
	choice_id: z.string().regex(/^\d+$/, 'Select your choice')
});

/** A form whose button says it all. It is read like any other: whose it was is in it. */
export const pressed = z.object({});

/** How many choices a poll has. */
export const limits = { fewest: 2, most: 20 };

/** Control characters (PostgreSQL refuses NUL), line breaks, halves of characters, broken input. */
const forbidden = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\uFFFD]/u;
/** Something that can be seen: a text of zero-width characters is an empty one. */
const visible = /[^\p{C}\p{Z}\p{M}]/u;

/** What is wrong with a trimmed question or choice, in words, or null. */
function complaint(what: 'Question' | 'Choice', text: string): string | null {
	// Characters as people count them in a rule: code points, not UTF-16 units or bytes.
	if (!visible.test(text) || [...text].length > 200)
		return `${what} must be between 1 and 200 characters`;
	return forbidden.test(text) ? `${what} contains characters that are not allowed` : null;
}

/** Soft hyphens, and what has no width and joins nothing: nobody sees them. */
const unseen = /[\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]/g;

/**
 * When two choices are the same to whoever reads them: in any case, spacing and width. Not NFKC, to
 * which "m²" and "m2" are the same.
 */
const likeness = (text: string) =>
	text
		.normalize('NFC')
		.replace(unseen, '')
		.replace(/[\uff00-\uffef]+/g, (wide) => wide.normalize('NFKC'))
		.replace(/\s+/g, ' ')
		.trim()
		.toUpperCase()
		.toLowerCase();

/** What is wrong with the choices, by their index; blank ones count only when there are too few. */
function* complaints(choices: string[]): Generator<[index: number, message: string]> {
	const seen = new Map<string, number>();
	let missing = limits.fewest - choices.filter(Boolean).length;
	for (const [index, choice] of choices.entries()) {
		if (!choice && missing-- <= 0) continue;
		const wrong = complaint('Choice', choice);
		const first = seen.get(likeness(choice));
		if (wrong) yield [index, wrong];
		else if (first) yield [index, `Choice ${index + 1} is the same as choice ${first}`];
		else seen.set(likeness(choice), index + 1);
	}
}

/** What a poll says. Blank choices are left out by `wordsOf`. */
export const wording = z.object({
	question: z
		.string()
		.trim()
		.check((context) => {
			const message = complaint('Question', context.value);
			if (message) context.issues.push({ code: 'custom', message, input: context.value });
		}),
	choices: z.array(z.string().trim()).check(({ value, issues }) => {
		for (const [index, message] of complaints(value)) {
			issues.push({ code: 'custom', message, path: [index], input: value[index] });
		}
		const written = value.filter(Boolean).length;
		if (written > limits.most || value.length < limits.fewest) {
			const message = `A poll has between ${limits.fewest} and ${limits.most} choices`;
			issues.push({ code: 'custom', message, input: value });
		}
	}),
	/** What a button that is not the form's main one asks for: `add`, or the index of a choice to remove. */
	change: z.string().default('')
});

type ClosingTime = { closes_at: string; time_zone: string };

const closing = { closes_at: z.string().default(''), time_zone: z.string().default('UTC') };

function closesInFuture({ value, issues }: z.core.ParsePayload<ClosingTime>) {
	const { closes_at: local, time_zone: zone } = value;
	const refuse = (field: keyof ClosingTime, message: string) => {
		issues.push({ code: 'custom', message, path: [field], input: value[field] });
	};
	if (!isTimeZone(zone)) return refuse('time_zone', 'Choose a time zone from the list');
	if (!local.trim()) return;
	const moment = momentAt(local, zone);
	if (!moment) refuse('closes_at', 'Closing time must be a date and a time: 2030-12-31 18:00');
	else if (moment <= new Date()) refuse('closes_at', authorRefusals['closing-time-past']);
}

export const schedule = z.object(closing).check(closesInFuture);

/** A new poll. `submission` tells a form that is sent twice from two forms. */
export const draft = wording
	.extend({ ...closing, submission: z.string().default('') })
	.check(closesInFuture);

/** What a valid form says, as the rules take it. */
export const wordsOf = ({ question, choices }: { question: string; choices: string[] }) => ({
	question,
	choices: choices.filter(Boolean)
});

/** When a valid form says that the poll closes; null for when somebody closes it. */
export const closingTimeOf = ({ closes_at, time_zone }: ClosingTime) =>
	momentAt(closes_at, time_zone);

/** The choices once "Add another choice" or a "Remove" is pressed. */
export function reworked({ choices, change }: { choices: string[]; change: string }): string[] {
	const changed =
		change === 'add' ? [...choices, ''] : choices.filter((_, index) => `${index}` !== change);
	while (changed.length < limits.fewest) changed.push('');
	return changed.slice(0, Math.max(limits.most, choices.length));
}
