const number = new Intl.NumberFormat('en-GB');
const distance = new Intl.RelativeTimeFormat('en-GB');

/** A number and its noun: "1 vote", "1,234 votes". */
export function count(n: number, noun: string): string {
	const digits = n < 1_000 ? n : number.format(n);
	return `${digits} ${noun}${n === 1 ? '' : 's'}`;
}

/** A whole percentage, 0–100. */
export function percent(share: number): string {
	return `${share}%`;
}

/** "Tea", "Tea and Coffee", "Tea, Coffee and Milk". */
export function listed(names: string[]): string {
	if (names.length < 2) return names.join('');
	return `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}

// Lists tell everybody the same moments, and to say them takes Intl a tenth of what a list costs.
const told = new Map<string, string>();

/** What was said of this key before, or what is to be said now. A thousand are remembered. */
function remembered(key: string, say: () => string): string {
	const words = told.get(key) ?? say();
	if (told.size > 1_000) told.clear();
	told.set(key, words);
	return words;
}

const units = [
	['year', 365 * 86_400],
	['month', 30 * 86_400],
	['week', 7 * 86_400],
	['day', 86_400],
	['hour', 3_600],
	['minute', 60]
] as const;

/** How far a moment is from now, in its largest whole unit: "in 3 days", "2 hours ago", "just now". */
export function away(moment: Date, now = new Date()): string {
	const seconds = (moment.getTime() - now.getTime()) / 1000;
	for (const [unit, length] of units) {
		const whole = Math.trunc(seconds / length);
		if (whole !== 0) return remembered(`${whole} ${unit}`, () => distance.format(whole, unit));
	}
	return seconds > 0 ? 'in less than a minute' : 'just now';
}

// Kept: making one takes a hundred times as long as using it, and a list has twenty moments.
const clocks = new Map<string, { day: Intl.DateTimeFormat; time: Intl.DateTimeFormat }>();

function clockOf(timeZone: string) {
	const known = clocks.get(timeZone);
	if (known) return known;
	const made = {
		day: new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone }),
		time: new Intl.DateTimeFormat('en-GB', {
			hour: '2-digit',
			minute: '2-digit',
			hourCycle: 'h23',
			timeZoneName: 'short',
			timeZone
		})
	};
	clocks.set(timeZone, made);
	return made;
}

/** The moment itself, to the minute, with its zone: "5 March 2026, 14:05 UTC". */
export function exactly(moment: Date, timeZone = 'UTC'): string {
	return remembered(`${Math.floor(moment.getTime() / 60_000)} ${timeZone}`, () => {
		const { day, time } = clockOf(timeZone);
		return `${day.format(moment)}, ${time.format(moment)}`;
	});
}

/** A name so long that it would hide the news of its sentence is cut. */
function brief(name: string): string {
	const characters = [...name];
	return characters.length > 60 ? `${characters.slice(0, 59).join('')}…` : name;
}

type Result = { text: string; votes: number };

/** Who is ahead, in one sentence: a lead, a tie, or nobody yet. */
export function verdict(results: Result[]): string {
	const most = Math.max(0, ...results.map((r) => r.votes));
	if (most === 0) return 'Nobody has voted yet.';
	const namesOf = (named: Result[]) => listed(named.map(({ text }) => brief(text)));

	const first = results.filter((r) => r.votes === most);
	if (first.length > 3) return `${first.length} choices are tied with ${count(most, 'vote')} each.`;
	if (first.length > 1) return `${namesOf(first)} are tied with ${count(most, 'vote')} each.`;

	const rest = results.filter((r) => r.votes < most);
	const next = Math.max(0, ...rest.map((r) => r.votes));
	const second = rest.filter((r) => r.votes === next);
	// Naming every loser of a one-sided poll would hide the winner.
	const named = second.length > 0 && second.length < 3 ? ` ${namesOf(second)}` : '';
	return `${namesOf(first)} leads${named} by ${count(most - next, 'vote')}.`;
}
