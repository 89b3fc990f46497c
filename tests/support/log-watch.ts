import { appendFileSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { aPassword } from './people';

/** What must be in no log, by its looks. */
const shapes: Record<string, RegExp> = {
	'a password’s hash': /\$argon2|\$m=\d+,t=/,
	'a session’s token': /(?<![a-z0-9])[a-z2-7]{40}(?![a-z0-9])/,
	'the SHA-256 of something': /(?<![0-9a-f])[0-9a-f]{64}(?![0-9a-f])/,
	'a recovery code': /(?<![\w-])([0-9a-hjkmnp-tv-z]{4}-){3}[0-9a-hjkmnp-tv-z]{4}(?![\w-])/,
	'the secret of a one-time link':
		/secret=|(?<![\w-/.])(?=[\w-]*[A-Z])(?=[\w-]*[a-z])[\w-]{43}(?![\w-.])/,
	'a statement or its parameters': /insert into|update "?users|params:/i
};

/** What is in a log but must not be, one entry for each. @param typed secrets that were typed in */
export function leaksIn(log: string, typed: Iterable<string>): string[] {
	const leaks = Object.entries(shapes).flatMap(([what, shape]) => {
		const line = log.split('\n').find((each) => shape.test(each));
		return line ? [`${what}: ${line}`] : [];
	});
	for (const secret of typed) {
		// Shorter ones are words like any other.
		if (secret.length < 8) continue;
		const spellings = [secret, encodeURIComponent(secret), secret.replaceAll(' ', '+')];
		if (spellings.some((each) => log.includes(each))) leaks.push(`what was typed: ${secret}`);
	}
	return leaks;
}

const files = { log: 'TEST_SITES_LOG', secrets: 'TEST_SITES_SECRETS' };

/** Adds to what the run keeps, if it keeps anything. */
function keep(what: keyof typeof files, text: string) {
	const file = process.env[files[what]];
	if (file) appendFileSync(file, text);
}

/** A site has written this to its log. */
export const noteLog = (text: string) => keep('log', text);

/** This was typed into a site. */
export function noteFields(fields: Iterable<readonly [name: string, value: string]>) {
	for (const [name, value] of fields)
		if (/password|^code$/.test(name)) keep('secrets', `${JSON.stringify(value)}\n`);
}

/**
 * Keeps the logs of all sites of a run, whichever worker starts them. Gives what ends it.
 * @throws {Error} at the end, if a secret is in them
 */
export function watchLogs(): () => void {
	const folder = mkdtempSync(join(tmpdir(), 'show-of-hands-log-'));
	for (const [name, variable] of Object.entries(files)) process.env[variable] = join(folder, name);
	const read = (name: string) =>
		existsSync(join(folder, name)) ? readFileSync(join(folder, name), 'utf8') : '';
	return () => {
		const log = read('log');
		const typed = read('secrets')
			.split('\n')
			.filter(Boolean)
			.map((line) => JSON.parse(line));
		const secrets = new Set<string>([aPassword, ...typed]);
		rmSync(folder, { recursive: true });
		const leaks = leaksIn(log, secrets);
		if (leaks.length) {
			// vitest prints what is thrown here, but would end with 0.
			process.exitCode = 1;
			throw new Error(`The log of the sites tells secrets:\n${leaks.join('\n')}`);
		}
		const lines = log.split('\n').length - 1;
		if (lines)
			console.log(`The sites’ log: ${lines} lines, none with one of ${secrets.size} secrets.`);
	};
}
