import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/**
 * A way to the database that counts what passes: messages of PostgreSQL's protocol 3, see
 * https://www.postgresql.org/docs/current/protocol-message-formats.html
 */
export async function eavesdrop(url: string) {
	const heard = { executed: 0, parsed: 0, roundTrips: 0 };
	const sockets = new Set<Socket>();
	const { hostname, port } = new URL(url);

	const server = createServer((near) => {
		const far = connect(Number(port || 5432), hostname);
		for (const socket of [near, far]) {
			sockets.add(socket);
			socket.on('error', () => {}).on('close', () => (near.destroy(), far.destroy()));
		}
		let answered = true;
		const count = messages((type) => {
			if (type === 'E' || type === 'Q') heard.executed++;
			if (type === 'P' || type === 'Q') heard.parsed++;
		});
		near.on('data', (chunk) => {
			if (answered) heard.roundTrips++;
			answered = false;
			count(chunk);
			far.write(chunk);
		});
		far.on('data', (chunk) => {
			answered = true;
			near.write(chunk);
		});
	});
	await once(server.listen(0, '127.0.0.1'), 'listening');

	const near = new URL(url);
	near.hostname = '127.0.0.1';
	near.port = `${(server.address() as AddressInfo).port}`;
	return {
		url: near.href,
		heard,
		close() {
			server.close();
			for (const socket of sockets) socket.destroy();
		}
	};
}

/** Tells the type of each message in what comes piece by piece. The first of a connection has none. */
function messages(tell: (type: string) => void) {
	let rest = Buffer.alloc(0);
	let begun = false;
	return (chunk: Buffer) => {
		rest = Buffer.concat([rest, chunk]);
		for (;;) {
			const head = begun ? 1 : 0;
			if (rest.length < head + 4) return;
			const length = head + rest.readUInt32BE(head);
			if (rest.length < length) return;
			if (begun) tell(String.fromCharCode(rest[0]!));
			begun = true;
			rest = rest.subarray(length);
		}
	};
}
