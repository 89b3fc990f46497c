import { text } from 'node:stream/consumers';
import * as prompts from '@inquirer/prompts';
import { told } from '../lib/server/config';

/** A command that cannot be done: its message is all that is said, and the exit code is 1. */
export class Refused extends Error {}

const isThere = () => Boolean(process.stdin.isTTY && process.stdout.isTTY);

/** Says what came of a command; everything else goes to standard error. */
export function say(...lines: string[]) {
	process.stdout.write(`${lines.join('\n')}\n`);
}

/** The name given as an argument, by the environment, or by whoever sits there. */
export async function askUsername(given: string | undefined): Promise<string> {
	const name = given ?? told('USERNAME');
	if (name) return name;
	if (isThere()) return prompts.input({ message: 'Username', required: true });
	throw new Refused('No username: give it as an argument or in SHOW_OF_HANDS_USERNAME.');
}

/** The new password, given by the environment, on standard input, or typed twice and not shown. */
export async function askPassword(): Promise<string> {
	const given = told('PASSWORD') ?? (isThere() ? undefined : await fromInput());
	if (given) return given;
	if (!isThere()) {
		throw new Refused('No password: set SHOW_OF_HANDS_PASSWORD or write it to standard input.');
	}
	const password = await prompts.password({ message: 'Password' });
	if (password !== (await prompts.password({ message: 'Confirm password' })))
		throw new Refused('Passwords do not match');
	return password;
}

/** The first line of what is piped in. A pipe that stays open and silent is nobody. */
async function fromInput(): Promise<string> {
	const silence = new Promise<string>((resolve) => setTimeout(resolve, 5_000, '').unref());
	const all = await Promise.race([text(process.stdin), silence]);
	process.stdin.destroy();
	return all.split(/\r?\n/)[0] ?? '';
}
