import { z } from 'zod';

/** What a poll may be refused for when somebody votes, and the words for it. */
export const voteRefusals = {
	'unknown-choice': 'Choice does not belong to this poll',
	'poll-closed': 'This poll is closed'
} as const;

export const ballot = z.object({
	// Digits only: number parsers read 1abc, 0x10 and 1e30 as numbers too.
	choice_id: z.string().regex(/^\d+$/, 'Select your choice')
});
