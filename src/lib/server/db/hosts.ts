import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { Duplex } from 'node:stream';
import postgres from 'postgres';
import { eachHost } from '../config';

/** Seconds that a host gets to answer. */
const patience = 1;

/**
 * What postgres.js must be told so that its connections lead to the host that takes writes, when the
 * address names several; nothing when it names one. postgres.js looks for that host itself, but waits
 * for ever while all are away, and takes a standby for one that can be written to
 * (docs/decisions/0008-finding-the-primary.md).
 */
export function towardsPrimary(url: string): object {
	const hosts = eachHost(url);
	if (hosts.length === 1) return {};

	/** The host that took writes when it was last asked, while connections to it are open. */
	let primary: Promise<Host> | undefined;
	async function socket() {
		const asked = (primary ??= firstWritable(hosts));
		const forget = () => {
			if (primary === asked) primary = undefined;
		};
		try {
			const { host, port } = await asked;
			return (await reached(host, port)).once('close', forget);
		} catch (cause) {
			forget();
			return failed(cause as Error);
		}
	}
	return { host: 'primary', port: 5432, socket };
}

interface Host {
	host: string;
	port: number;
}

/**
 * The first host of these that takes writes. All are asked at once, but their order decides, so that
 * all instances choose alike.
 * @throws the last one's error, or PostgreSQL's 25006 (read_only_sql_transaction) if it only reads
 */
async function firstWritable(urls: string[]): Promise<Host> {
	const answers = await Promise.allSettled(urls.map(asWritable));
	const found = answers.find((answer) => answer.status === 'fulfilled');
	if (found) return found.value;
	throw (answers.at(-1) as PromiseRejectedResult).reason;
}

async function asWritable(url: string): Promise<Host> {
	const options = { max: 1, connect_timeout: patience, prepare: false, fetch_types: false };
	const sql = postgres(url, { ...options, target_session_attrs: undefined, onnotice: () => {} });
	try {
		// On in a standby, and where somebody has stopped writes.
		const [answer] = await sql`show transaction_read_only`;
		if (answer?.transaction_read_only === 'on') {
			throw Object.assign(new Error('The host only reads'), { code: '25006' });
		}
		return { host: sql.options.host[0]!, port: sql.options.port[0]! };
	} finally {
		await sql.end({ timeout: 0 });
	}
}

/** A connected socket. postgres.js reads its `host` for TLS. */
async function reached(host: string, port: number): Promise<Socket> {
	const socket = connect({ host, port, timeout: patience * 1000 });
	socket.once('timeout', () =>
		socket.destroy(Object.assign(new Error('No answer'), { code: 'ETIMEDOUT' }))
	);
	await once(socket, 'connect');
	return Object.assign(socket.setTimeout(0), { host, port });
}

/**
 * A socket that fails with this error as soon as it is written to: postgres.js never uses a connection
 * again whose socket was refused to it.
 */
const failed = (cause: Error) =>
	new Duplex({ read() {}, write: (_chunk, _encoding, done) => done(cause) });
