import type postgres from 'postgres';

/**
 * Milliseconds between two looks, and how many of them in vain make a silence. They are counted instead
 * of the time, because what came while this process itself was busy is read between two looks.
 */
const interval = 100;
const looks = 10;

/** Why queries are refused: the database does not even answer the simplest. */
export class Silence extends Error {
	code = 'CONNECTION_SILENT';
}

/**
 * Tells a database that is silent (frozen, or behind a network that swallows everything) from one that
 * is slow: PostgreSQL's own limits end a slow query, and nothing ends a silent one.
 * @param connect makes a client of its own for the pulse, which waits behind nobody
 */
export function watch(connect: () => postgres.Sql, tell: { silent(): void; returned(): void }) {
	let client: postgres.Sql | undefined;
	let feeling = false;
	let inVain = 0;
	let ended = false;

	/** True if anything was answered, to us or others; false after so many looks without. */
	function answers() {
		const asked = (client ??= connect());
		inVain = 0;
		return new Promise<boolean>((resolve) => {
			const timer = setInterval(() => ++inVain >= looks && done(false), interval);
			function done(answered: boolean) {
				clearInterval(timer);
				resolve(answered);
			}
			asked`select 1`.then(
				() => done(true),
				// Whoever is refused was answered; the others learn it the same way.
				({ code }: { code?: string }) => done(!/TIMEOUT|TIMEDOUT/.test(`${code}`))
			);
		});
	}

	function leave() {
		void client?.end({ timeout: 0 });
		client = undefined;
	}

	return {
		/** Somebody was answered something. */
		noteAnswer() {
			inVain = 0;
		},
		/** Somebody waits for long: makes sure that there is an answer to be had. */
		async feel() {
			if (feeling || ended) return;
			feeling = true;
			let silent = false;
			while (!(await answers()) && !ended) {
				leave();
				if (!silent) tell.silent();
				silent = true;
				await new Promise((resolve) => setTimeout(resolve, interval));
			}
			feeling = false;
			if (silent && !ended) tell.returned();
		},
		end() {
			ended = true;
			leave();
		}
	};
}
