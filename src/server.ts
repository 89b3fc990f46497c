import { createServer, type RequestListener } from 'node:http';
import { config, tellHandler } from './lib/server/config';

/**
 * The built site's entry, around adapter-node's handler: sets what the handler reads from the
 * environment, listens, and at SIGTERM or SIGINT answers what is in flight, then ends.
 */
const origin = tellHandler();

const { handler } = (await import(new URL('./handler.js', import.meta.url).href)) as {
	handler: RequestListener;
};

const server = createServer(handler);
server.listen(config.PORT, config.HOST, () => {
	console.log(`Show of Hands is at ${origin}`);
});

let stopping = false;

function stop(signal: NodeJS.Signals) {
	if (stopping) return;
	stopping = true;
	server.close(() => {
		// Not one of Node's events: adapter-node's name for "the last request is answered".
		process.emit('sveltekit:shutdown' as never, signal as never);
	});
	server.closeIdleConnections();
	setTimeout(() => server.closeAllConnections(), config.SHUTDOWN_TIMEOUT * 1000).unref();
}

process.on('SIGTERM', stop);
process.on('SIGINT', stop);
