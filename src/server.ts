import { randomUUID } from 'node:crypto';
import { createServer, STATUS_CODES, type RequestListener, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { setFlagsFromString } from 'node:v8';
import { config, tellHandler } from './lib/server/config';
import * as gate from './lib/server/gate';
import * as headers from './lib/server/headers';
import { log } from './lib/server/log';

/**
 * The built site's entry, around adapter-node's handler: sets what the handler reads from the
 * environment, puts the headers on every response, refuses what SvelteKit should not see, listens,
 * and at SIGTERM or SIGINT answers what is in flight, then ends.
 */
const origin = tellHandler();
const host = config.ORIGIN && new URL(config.ORIGIN).host;
const everywhere = headers.everywhere(origin);

// V8 would let the old generation grow to four times what lives in it: most of a busy process was
// garbage. Two and a half times takes a seventh less memory (docs/speed.md).
setFlagsFromString('--heap-growing-percent=150');

const { handler } = (await import(new URL('./handler.js', import.meta.url).href)) as {
	handler: RequestListener;
};

let stopping = false;

const listener: RequestListener = (request, response) => {
	// Never the client's own: it could be anything, and name somebody else's request.
	const id = randomUUID();
	Object.assign(request, { id });
	response.setHeader('x-request-id', id);
	for (const [name, value] of Object.entries(everywhere)) response.setHeader(name, value);

	if (stopping) {
		// Whoever keeps connections, a proxy say, goes elsewhere with the next request.
		response.setHeader('connection', 'close');
		if (gate.isReadiness(request)) return refuse(response, { status: 503, words: 'not ready' });
	}
	const refusal = gate.refusal(request, host);
	if (!refusal) return handler(request, response);
	log.warn({ event: 'refused', why: refusal.why, requestId: id });
	refuse(response, refusal);
};

function refuse(response: ServerResponse, { status, words, headers }: Omit<gate.Refusal, 'why'>) {
	response
		.writeHead(status, { ...headers, 'content-type': 'text/plain; charset=utf-8' })
		.end(`${words}\n`);
}

const server = createServer(
	{
		// Milliseconds. Whoever dribbles headers or a body is cut off (Slowloris); a form takes no 20 s.
		headersTimeout: 10_000,
		requestTimeout: 20_000,
		connectionsCheckingInterval: 2_000,
		// Longer than proxies keep their connections to us, so that it is they who close them.
		keepAliveTimeout: 65_000,
		// Refused by the gate instead, with our headers.
		requireHostHeader: false
	},
	listener
);
server.maxHeadersCount = 100;

/** Answers what Node's parser gave up on, with our headers like any other response. */
function answerBroken(status: number, socket: Duplex) {
	// Node no longer watches this socket: a reset would end the process, and nobody would close it.
	socket.on('error', () => socket.destroy());
	setTimeout(() => socket.destroy(), 2_000).unref();
	if (!socket.writable) return socket.destroy();
	const lines = Object.entries({ ...everywhere, connection: 'close', 'content-length': '0' });
	const head = [
		`HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
		...lines.map(([name, value]) => `${name}: ${value}`)
	];
	socket.end(head.join('\r\n') + '\r\n\r\n');
}
server.on('clientError', (cause: NodeJS.ErrnoException, socket) => {
	const statuses: Record<string, number> = {
		HPE_HEADER_OVERFLOW: 431,
		ERR_HTTP_REQUEST_TIMEOUT: 408
	};
	answerBroken(statuses[cause.code ?? ''] ?? 400, socket);
});
// Node's own answer to an unknown Expect header would lack our headers.
server.on('checkExpectation', listener);
server.on('connect', (_, socket) => answerBroken(405, socket));

server.listen(config.PORT, config.HOST, () => {
	log.info({ event: 'started', origin }, `Show of Hands is at ${origin}`);
});

/** At first whoever asks /readyz learns that we go, while all are still answered; then the door closes. */
function stop(signal: NodeJS.Signals) {
	if (stopping) return close();
	stopping = true;
	log.info({ event: 'stopping', signal });
	setTimeout(close, config.SHUTDOWN_DELAY * 1000);
}

function close() {
	if (!server.listening) return;
	server.close(() => {
		// Not one of Node's events: adapter-node's name for "the last request is answered".
		process.emit('sveltekit:shutdown' as never, 'SIGTERM' as never);
	});
	server.closeIdleConnections();
	setTimeout(() => server.closeAllConnections(), config.SHUTDOWN_TIMEOUT * 1000).unref();
}

process.on('SIGTERM', stop);
process.on('SIGINT', stop);
