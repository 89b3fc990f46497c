import { spawn, type ChildProcess } from 'node:child_process';
import { setTimeout as wait } from 'node:timers/promises';
import { find } from './programs';

const rows = 60;
const columns = 120;

/** Whether `script`, whose terminals these are, is the one of util-linux. */
export const hasTerminals = process.platform === 'linux' && find('script') !== null;

/** A program in a terminal of its own: keys go in, and what the screen shows can be read. */
export class Terminal {
	private readonly child: ChildProcess;
	private readonly screen = Array.from({ length: rows }, () => Array<string>(columns).fill(' '));
	private row = 0;
	private column = 0;
	private rest = '';
	/** The lines that scroll: first and last. */
	private region: [number, number] = [0, rows - 1];

	/** @param command as a shell reads it. */
	constructor(command: string, env: Record<string, string>) {
		const inner = `stty rows ${rows} cols ${columns}; exec ${command}`;
		this.child = spawn('script', ['-qefc', inner, '/dev/null'], {
			env: { PATH: process.env.PATH, TERM: 'vt100', LANG: 'C.UTF-8', SHELL: '/bin/sh', ...env }
		});
		this.child.stdout!.setEncoding('utf8');
		this.child.stdout!.on('data', (text: string) => this.show(text));
	}

	/** What the screen shows, line by line. */
	get text() {
		return this.screen.map((line) => line.join('').trimEnd()).join('\n');
	}

	async type(...keys: string[]) {
		for (const key of keys) {
			this.child.stdin!.write(key);
			await wait(60);
		}
	}

	/** Waits until the screen shows something. Gives what it shows. */
	async until(wanted: string | RegExp) {
		const isThere = () =>
			typeof wanted === 'string' ? this.text.includes(wanted) : wanted.test(this.text);
		for (const deadline = Date.now() + 8_000; !isThere(); await wait(30)) {
			if (Date.now() > deadline)
				throw new Error(`The screen never showed ${wanted}, but:\n${this.text}`);
		}
		return this.text;
	}

	async close() {
		const ended = new Promise((resolve) => this.child.once('exit', resolve));
		if (this.child.exitCode !== null) return;
		this.child.kill();
		await ended;
	}

	/** As much of a VT100 as text browsers use. */
	private show(text: string) {
		const parts = (this.rest + text).match(
			// eslint-disable-next-line no-control-regex
			/\x1b\[[?\d;]*[A-Za-z@]|\x1b[()][A-Z0-9]|\x1b[^[()]|\x1b\[?[?\d;]*[()]?$|[^\x1b]/gu
		);
		this.rest = '';
		for (const part of parts ?? []) {
			// eslint-disable-next-line no-control-regex
			if (/^\x1b(\[[?\d;]*|[()]?)$/.test(part)) this.rest = part;
			else if (part.startsWith('\x1b['))
				this.move(part.at(-1)!, part.slice(2, -1).split(';').map(Number));
			else if (part.startsWith('\x1b')) this.index(part[1]!);
			else this.put(part);
		}
	}

	private move(what: string, [first = 0, second = 0]: number[]) {
		const by = first || 1;
		if (what === 'H' || what === 'f') [this.row, this.column] = [by - 1, (second || 1) - 1];
		if (what === 'r') [this.region, this.row, this.column] = [[by - 1, (second || rows) - 1], 0, 0];
		if (what === 'A') this.row -= by;
		if (what === 'B') this.row += by;
		if (what === 'C') this.column += by;
		if (what === 'D') this.column -= by;
		if (what === 'K') this.clearLine(this.row, first);
		if (what === 'J') {
			this.clearLine(this.row, first);
			this.screen.forEach((line, row) => {
				if (first === 2 || (first === 1 ? row < this.row : row > this.row)) line.fill(' ');
			});
		}
		this.stayInside();
	}

	private clearLine(row: number, how: number) {
		const line = this.screen[row]!;
		if (how === 0) line.fill(' ', this.column);
		else line.fill(' ', 0, how === 1 ? this.column + 1 : columns);
	}

	private index(what: string) {
		if (what === 'D' || what === 'E') this.put('\n');
		if (what !== 'M') return;
		if (this.row === this.region[0]) this.scroll(this.region[1], this.region[0]);
		else this.row--;
	}

	/** Takes one line out and puts an empty one in. */
	private scroll(out: number, into: number) {
		this.screen.splice(out, 1);
		this.screen.splice(into, 0, Array<string>(columns).fill(' '));
	}

	private put(character: string) {
		if (character === '\r') this.column = 0;
		else if (character === '\b') this.column--;
		else if (character === '\t') this.column += 8 - (this.column % 8);
		else if (character === '\n' && this.row === this.region[1])
			this.scroll(this.region[0], this.region[1]);
		else if (character === '\n') this.row++;
		else if (character >= ' ') this.screen[this.row]![this.column++] = character;
		this.stayInside();
	}

	private stayInside() {
		this.row = Math.min(Math.max(this.row, 0), rows - 1);
		this.column = Math.min(Math.max(this.column, 0), columns - 1);
	}
}
