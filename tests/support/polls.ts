import * as polls from '../../src/lib/server/polls';

/** Publishes a poll of nobody's with these choices (Coffee and Tea if none), open until it is closed. */
export function aPoll(...choices: string[]) {
	return aPollAsking('Which drink shall we have?', ...choices);
}

export function aPollAsking(question: string, ...choices: string[]) {
	return aPollBy(null, question, choices.length ? choices : ['Coffee', 'Tea']);
}

/** Publishes a poll that somebody wrote. */
export async function aPollBy(author: number | null, question: string, choices: string[]) {
	const id = await polls.create(author, { question, choices, closesAt: null });
	const poll = await polls.find(id);
	if (!poll) throw new Error(`The poll ${id} was created but cannot be found`);
	return poll;
}

/** The id of the choice with this text. */
export function choiceOf(poll: polls.Poll, text: string) {
	const choice = poll.choices.find((each) => each.text === text);
	if (!choice) throw new Error(`"${poll.question}" offers no ${text}`);
	return choice.id;
}
