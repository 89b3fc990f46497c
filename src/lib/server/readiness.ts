import { sql } from 'drizzle-orm';
import * as accountEvents from './account-events';
import * as attempts from './attempts';
import { config, WrongSetting } from './config';
import * as database from './db';
import { migrate } from './db/migrations';
import * as formerUsernames from './former-usernames';
import { log } from './log';
import * as passwords from './passwords';
import * as samples from './samples';
import * as sessions from './sessions';

let ready = false;
let ending = false;
let purging: NodeJS.Timeout | undefined;

/** True once the database has been reached and its tables are up to date. */
export const isReady = () => ready;

/** True if the database answers right now, within a second. */
export async function answers(): Promise<boolean> {
	const late = new Promise<false>((resolve) => setTimeout(resolve, 1_000, false).unref());
	const now = database.db.execute(sql`select 1`).then(
		() => true,
		() => false
	);
	return ready && Promise.race([now, late]);
}

/**
 * Readies the database: opens it, migrates, and fills in sample polls if it is the site's own and
 * new. If the database is away this goes on trying in the background, while pages answer 503.
 * Any other failure stops the start.
 */
export async function begin(): Promise<void> {
	ready = ending = false;
	const address = await database.address();
	await database.open(address, {
		silent: () => log.warn({ event: 'database-silent' }),
		returned: () => log.warn({ event: 'database-back' })
	});
	let listening = false;
	const arriving = arrive(address).catch((cause) => {
		if (listening) log.error({ event: 'start-failed', error: database.describe(cause) });
		else if (cause instanceof WrongSetting) console.error(cause.message);
		else throw cause;
		process.exit(1);
	});
	// A database that is away or silent, or migrated by somebody else for a while, does not stop /healthz.
	const awhile = new Promise((resolve) => setTimeout(resolve, 1_000));
	// The site's own has just been started: whoever opens their first page wants to see the samples.
	const arrived = config.DATABASE_URL ? Promise.race([arriving, awhile]) : arriving;
	await Promise.all([arrived, passwords.warmUp(), rehearse()]);
	listening = true;

	purging = setInterval(() => {
		for (const { purge } of [sessions, attempts, accountEvents, formerUsernames]) {
			purge().catch((cause) =>
				log.error({ event: 'purge-failed', error: database.describe(cause) })
			);
		}
	}, 3_600_000).unref();
}

/** Does while the database is waited for what the first visitor would wait for. */
async function rehearse(): Promise<void> {
	// Node loads its Fetch API at the first use of it.
	new Response(new Request('http://localhost').body);
	// The pool's first connection.
	await answers();
}

async function tried(address: string): Promise<boolean> {
	try {
		await migrate(address);
		if (!config.DATABASE_URL) await samples.fillOnce();
		ready = true;
	} catch (cause) {
		if (!database.isOutage(cause)) throw cause;
		log.warn({ event: 'database-away', error: database.errorCode(cause) });
	}
	return ready;
}

async function arrive(address: string): Promise<void> {
	while (!(await tried(address)) && !ending)
		await new Promise((resolve) => setTimeout(resolve, 500));
}

/** Closes the database and, when nobody else uses it, stops the site's own PostgreSQL. */
export async function end(): Promise<void> {
	ready = false;
	ending = true;
	clearInterval(purging);
	await database.close();
	await database.leave();
}
