import Bowser from 'bowser';

/** Browsers that name no system, and that the parser does not know. */
const textBrowsers: [RegExp, string][] = [
	[/^w3m\b/i, 'w3m'],
	[/^Lynx\b/i, 'Lynx'],
	[/^E?Links\b/i, 'Links']
];

/**
 * The device in words that its owner knows it by: "Firefox on Linux". What a browser says of itself
 * is a claim, good enough to recognise one's own and never a reason to let anybody in.
 */
export function named(userAgent: string | null): string {
	const claim = userAgent?.trim().slice(0, 500);
	if (!claim) return 'Unknown device';
	const plain = textBrowsers.find(([pattern]) => pattern.test(claim));
	if (plain) return plain[1];

	const { browser, os } = Bowser.parse(claim);
	// The names come from the parser's own lists, but for browsers that it takes at their word.
	const program = browser.name?.replace(/ for Android$|[^\w .+-]/g, '').slice(0, 40);
	const words = [program, os.name && program ? `on ${os.name}` : os.name].filter(Boolean).join(' ');
	return words.slice(0, 100) || 'Unknown device';
}
