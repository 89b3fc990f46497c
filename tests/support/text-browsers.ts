import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Terminal } from './terminal';

/** The real w3m or lynx, used through its keys and its screen. */
export abstract class TextBrowser {
	protected readonly home = mkdtempSync(join(tmpdir(), 'text-browser-'));
	protected abstract readonly terminal: Terminal;

	/** Waits until the screen shows the words. */
	see(words: string | RegExp) {
		return this.terminal.until(words);
	}

	abstract follow(link: string): Promise<void>;
	abstract fill(label: string, text: string): Promise<void>;
	abstract choose(radio: string): Promise<void>;
	abstract press(button: string): Promise<void>;

	async close() {
		await this.terminal.close();
		rmSync(this.home, { recursive: true, force: true });
	}
}

/** Its cursor goes wherever a search finds something; Enter does what can be done there. */
export class W3m extends TextBrowser {
	protected readonly terminal: Terminal;

	constructor(url: string) {
		super();
		const options = '-cookie -o accept_cookie=1 -o ignorecase_search=0';
		this.terminal = new Terminal(`w3m ${options} '${url}'`, { HOME: this.home });
	}

	async follow(link: string) {
		await this.terminal.type('g', `/${link}\r`, '\r');
	}

	async fill(label: string, text: string) {
		await this.terminal.type('g', `/${label}\r`, '\t', '\r');
		await this.see(/^(TEXT|Password):/m);
		await this.terminal.type(`${text}\r`);
	}

	async choose(radio: string) {
		// Back from the label to the button before it.
		await this.terminal.type('g', `/${radio}\r`, '\x1b\t', '\r');
	}

	async press(button: string) {
		// From the end, because a heading may read the same.
		await this.terminal.type('G', `?${button}\r`, '\r');
	}
}

const lynxSettings = [
	'DEFAULT_KEYPAD_MODE:LINKS_AND_FIELDS_ARE_NUMBERED',
	// Else the number of the next field would be typed into this one.
	'TEXTFIELDS_NEED_ACTIVATION:TRUE',
	'ACCEPT_ALL_COOKIES:TRUE',
	// Seconds that messages stay, in which keys are lost.
	...['INFOSECS:0', 'MESSAGESECS:0', 'ALERTSECS:0']
];

/** Numbers everything on the page that can be used. */
export class Lynx extends TextBrowser {
	protected readonly terminal: Terminal;

	constructor(url: string) {
		super();
		const settings = join(this.home, 'lynx.cfg');
		writeFileSync(settings, lynxSettings.join('\n'));
		this.terminal = new Terminal(`lynx -cfg='${settings}' '${url}'`, { HOME: this.home });
	}

	follow(link: string) {
		return this.use(`\\[(\\d+)\\]${link}`);
	}

	async fill(label: string, text: string) {
		await this.use(`${label}\\n[^]*?\\[(\\d+)\\]`);
		await this.terminal.type('\r', text, '\t');
	}

	async choose(radio: string) {
		await this.use(`\\[(\\d+)\\][^\\n[]*${radio}`);
		await this.terminal.type('\r');
	}

	async press(button: string) {
		// A button with a value is shown as that.
		await this.use(`\\[(\\d+)\\][^\\n)[]*\\) ${button}`);
		await this.terminal.type('\r');
	}

	private async use(pattern: string) {
		const [, number] = new RegExp(pattern).exec(await this.see(new RegExp(pattern))) ?? [];
		await this.terminal.type(`${number}\r`);
	}
}
