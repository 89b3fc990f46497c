import { request, type IncomingHttpHeaders } from 'node:http';
import { parse } from 'node-html-parser';
import { readForm } from './form-reading';
import { noteFields } from './log-watch';

export type Fields = Record<string, string> | [name: string, value: string][] | string | Buffer;
export type Headers = Record<string, string | string[] | undefined>;

/** One answer of the site, as it came. */
export interface Answer {
	status: number;
	headers: IncomingHttpHeaders;
	/** The Set-Cookie headers, word for word. */
	setCookies: string[];
	/** Where a redirect leads, as a path when it stays on the site. */
	location: string | undefined;
	text: string;
}

/**
 * Somebody with a browser, without the browser: keeps cookies, sends what browsers send, and follows
 * no redirect unasked. The headers of a request win over the usual ones; undefined leaves one out.
 */
export class Visitor {
	readonly cookies: Map<string, string>;
	/** Where the last request went, and what came of it. */
	path = '/';
	answer: Answer | undefined;

	/**
	 * @param origin of the site, whose server listens on 127.0.0.1.
	 * @param cookies that the browser has already, from elsewhere
	 */
	constructor(
		readonly origin: string,
		readonly usual: Headers = {},
		cookies: Iterable<[name: string, value: string]> = []
	) {
		this.cookies = new Map(cookies);
	}

	/** All cookies, as they are sent. */
	get cookie() {
		return [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
	}

	get(path: string, headers: Headers = {}) {
		return this.send('GET', path, { 'sec-fetch-site': 'same-origin', ...headers });
	}

	/** Posts form fields, or a ready body when it is a string or bytes. */
	post(path: string, fields: Fields = {}, headers: Headers = {}) {
		const raw = typeof fields === 'string' || Buffer.isBuffer(fields);
		if (!raw) noteFields(Array.isArray(fields) ? fields : Object.entries(fields));
		const body = raw ? fields : new URLSearchParams(fields).toString();
		const usual = {
			'content-type': 'application/x-www-form-urlencoded',
			origin: this.origin,
			'sec-fetch-site': 'same-origin'
		};
		return this.send('POST', path, { ...usual, ...headers }, body);
	}

	/** Goes where the last answer redirects to, and on from there. */
	async follow() {
		for (let hop = 0; hop < 10 && this.answer?.location; hop++)
			await this.get(this.answer.location);
		if (!this.answer || this.answer.location)
			throw new Error(`No end of redirects at ${this.path}`);
		return this.answer;
	}

	/** The last page, to be searched with CSS selectors. */
	get page() {
		return parse(this.answer?.text ?? '');
	}

	/** What the page's form with this button would post as it stands, and where to. */
	form(button: string) {
		const { action, entries } = readForm(this.page, button, this.path);
		return { action, fields: Object.fromEntries(entries.map(({ name, value }) => [name, value])) };
	}

	/** Fills in, by the fields' names or ids, and sends the page's form with this button. */
	submit(button: string, filled: Record<string, string> = {}) {
		const { action, entries } = readForm(this.page, button, this.path);
		const unknown = new Map(Object.entries(filled));
		const sent = entries.map(({ id, name, value }): [string, string] => {
			const key = [id, name].find((each) => each && unknown.has(each));
			return [name, key ? filled[key]! : value];
		});
		for (const { id, name } of entries) [id, name].forEach((key) => key && unknown.delete(key));
		return this.post(action, [...sent, ...unknown]);
	}

	async send(method: string, path: string, headers: Headers = {}, body?: string | Buffer) {
		const { port, host } = new URL(this.origin);
		const length = body === undefined ? undefined : `${Buffer.byteLength(body)}`;
		const all: Headers = {
			host,
			accept: 'text/html',
			cookie: this.cookie || undefined,
			'content-length': length,
			...this.usual,
			...headers
		};
		const given = Object.fromEntries(
			Object.entries(all).filter(([, value]) => value !== undefined)
		);
		this.path = path;
		this.answer = await exchange({ host: '127.0.0.1', port, method, path, headers: given }, body);
		this.keep(this.answer.setCookies);
		const { location } = this.answer;
		if (location?.startsWith(this.origin))
			this.answer.location = location.slice(this.origin.length);
		return this.answer;
	}

	private keep(setCookies: string[]) {
		for (const line of setCookies) {
			const [pair = '', ...attributes] = line.split(/; */);
			const [name = '', value = ''] = [
				pair.slice(0, pair.indexOf('=')),
				pair.slice(pair.indexOf('=') + 1)
			];
			if (attributes.some((each) => /^max-age=(0|-\d+)$/i.test(each))) this.cookies.delete(name);
			else this.cookies.set(name, value);
		}
	}
}

function exchange(options: object, body?: string | Buffer) {
	return new Promise<Answer>((resolve, reject) => {
		const sent = request(options, (response) => {
			const chunks: Buffer[] = [];
			response.on('data', (chunk) => chunks.push(chunk));
			response.on('error', reject);
			response.on('end', () =>
				resolve({
					status: response.statusCode ?? 0,
					headers: response.headers,
					setCookies: response.headers['set-cookie'] ?? [],
					location: response.headers.location,
					text: Buffer.concat(chunks).toString()
				})
			);
		});
		sent.on('error', reject);
		sent.end(body);
	});
}
