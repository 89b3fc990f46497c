import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * The project's folder, found by the migrations in it, so that the site starts from whatever folder
 * it is called and whether it runs from source or from the build.
 */
export const projectFolder = (() => {
	const here = dirname(fileURLToPath(import.meta.url));
	for (let folder = here; ; folder = dirname(folder)) {
		if (existsSync(join(folder, 'drizzle', 'meta', '_journal.json'))) return folder;
		if (folder === dirname(folder)) throw new Error(`No drizzle folder found above ${here}`);
	}
})();

/** Reads a setting's text; throws what it must be. */
type Reader<Value> = (text: string) => Value;

const wholeNumber =
	(least: number, most: number): Reader<number> =>
	(text) => {
		const number = /^\d{1,9}$/.test(text) ? Number(text) : NaN;
		if (number >= least && number <= most) return number;
		throw new Error(`must be a whole number between ${least} and ${most}`);
	};

const words: Reader<string> = (text) => text;

const oneOf =
	<Word extends string>(...known: Word[]): Reader<Word> =>
	(text) => {
		const found = known.find((word) => word === text);
		if (found) return found;
		throw new Error(`must be one of ${known.join(', ')}`);
	};

const flag: Reader<boolean> = (text) => oneOf('true', 'false')(text) === 'true';

const headerName: Reader<string> = (text) => {
	if (/^[\w-]+$/.test(text)) return text.toLowerCase();
	throw new Error('must be the name of a header, like X-Forwarded-For');
};

/** The addresses of a database's hosts: one, or for fail-over several, like postgres://one:5432,two/polls. */
export function eachHost(url: string): string[] {
	const [, before = '', hosts = '', after = ''] =
		/^(postgres(?:ql)?:\/\/(?:[^@/]*@)?)([^/?]+)(.*)$/.exec(url) ?? [];
	return hosts.split(',').map((host) => `${before}${host}${after}`);
}

const postgresUrl: Reader<string> = (text) => {
	if (eachHost(text).every((each) => URL.canParse(each))) return text;
	throw new Error('must look like postgres://user:password@host:5432/name');
};

const siteOrigin: Reader<string> = (text) => {
	if (/^https?:/.test(text) && URL.canParse(text) && new URL(text).origin === text) return text;
	throw new Error('must look like https://polls.example.org, without a path');
};

const setting = <Value, Default>(read: Reader<Value>, fallback: Default, meaning: string) => ({
	read,
	fallback,
	meaning
});

/** Every setting there is, by its name in the environment. */
export const settings = {
	DATABASE_URL: setting(
		postgresUrl,
		undefined,
		'PostgreSQL 14 or newer, at one host or several (`one:5432,two:5432`). Without it the site starts its own'
	),
	DATABASE_POOL: setting(wholeNumber(1, 1000), 10, 'Connections to the database per process'),
	DATABASE_PREPARE: setting(
		flag,
		true,
		'`false` behind a pooler in transaction mode, PgBouncer say (see docs/scaling.md)'
	),
	DATA_DIR: setting(words, '.data', "Where the site's own PostgreSQL keeps its data"),
	ORIGIN: setting(
		siteOrigin,
		undefined,
		'The address people type, e.g. `https://polls.example.org`; by default `http://localhost:PORT`'
	),
	HOST: setting(words, '127.0.0.1', 'The address to listen on; `0.0.0.0` for all'),
	PORT: setting(wholeNumber(0, 65_535), 3000, 'The port to listen on'),
	SHUTDOWN_DELAY: setting(
		wholeNumber(0, 600),
		0,
		'Seconds at a shutdown in which `/readyz` says 503 and all are still answered'
	),
	SHUTDOWN_TIMEOUT: setting(
		wholeNumber(1, 600),
		8,
		'Seconds that requests in flight get at a shutdown'
	),
	ADDRESS_HEADER: setting(
		headerName,
		undefined,
		'The header in which your proxy names the visitor, e.g. `X-Forwarded-For`. Believed as it comes'
	),
	XFF_DEPTH: setting(wholeNumber(1, 20), 1, 'How many proxies of yours add to `X-Forwarded-For`'),
	SIGN_UPS_PER_HOUR: setting(
		wholeNumber(1, 1_000_000),
		300,
		'Accounts that may be asked for from one address in an hour'
	),
	VISITOR_PAGE_AGE: setting(
		wholeNumber(0, 60),
		1,
		'Seconds that a page for visitors may be old; what is posted here shows at once all the same'
	),
	LOG_LEVEL: setting(
		oneOf('silent', 'error', 'warn', 'info', 'debug'),
		'info',
		'`silent`, `error`, `warn`, `info`, or `debug`, which adds a line for each request'
	)
};

type Settings = typeof settings;
export type Config = {
	[Name in keyof Settings]: ReturnType<Settings[Name]['read']> | Settings[Name]['fallback'];
};

/** A setting that only proves wrong when it is used, in a sentence that names it. */
export class WrongSetting extends Error {}

/**
 * Reads the settings from an environment. An empty variable counts as not set, as compose files and
 * shells mean it.
 * @throws {Error} with a sentence for each wrong setting that names it.
 */
export function readSettings(environment: Record<string, string | undefined>): Config {
	const wrong: string[] = [];
	const entries = Object.entries(settings).map(([name, { read, fallback }]) => {
		const text = environment[name];
		try {
			return [name, text ? read(text) : fallback];
		} catch (cause) {
			wrong.push(`The setting ${name} ${(cause as Error).message}.`);
			return [name, fallback];
		}
	});
	if (wrong.length) throw new Error(wrong.join('\n'));
	return Object.fromEntries(entries) as Config;
}

const file = join(projectFolder, '.env');
if (existsSync(file)) process.loadEnvFile(file);

export const config = (() => {
	try {
		return readSettings(process.env);
	} catch (cause) {
		// Whatever is starting here, server or command: a sentence helps more than a stack.
		console.error((cause as Error).message);
		process.exit(1);
	}
})();

/**
 * Passes on the settings that adapter-node's handler reads from the environment itself, with our
 * defaults: without an origin it would take plain http for https and refuse every form post.
 * @returns the site's origin
 */
export function tellHandler(): string {
	// Bytes. Twenty choices of 200 emoji fit.
	process.env.BODY_SIZE_LIMIT = '65536';
	process.env.ADDRESS_HEADER = config.ADDRESS_HEADER ?? '';
	process.env.XFF_DEPTH = `${config.XFF_DEPTH}`;
	return (process.env.ORIGIN = config.ORIGIN ?? `http://localhost:${config.PORT}`);
}

/**
 * What a management command is told by the environment, so that a password never stands among the
 * arguments, which everybody on the machine can read. No setting: the site itself must not know them.
 */
export const told = (what: 'USERNAME' | 'PASSWORD') =>
	process.env[`SHOW_OF_HANDS_${what}`] || undefined;
