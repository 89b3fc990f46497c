import { isIP } from 'node:net';
import type { RequestEvent } from '@sveltejs/kit';

/**
 * Where a request comes from, as one who can be limited: an IPv4 address, or the /64 that one
 * customer has of IPv6. A proxy's header counts only if ADDRESS_HEADER names it; where it is missing
 * or no address, the connection's own counts.
 */
export function of(event: RequestEvent): string {
	return network(named(event)) ?? network(event.platform?.req.socket.remoteAddress) ?? 'unknown';
}

function named(event: RequestEvent): string | undefined {
	try {
		return event.getClientAddress();
	} catch {
		// adapter-node throws where the header is missing: somebody went around the proxy.
	}
}

/** The network that an address stands for, or null if it is none. `[::1]:80` and `1.2.3.4:80` are. */
export function network(text = ''): string | null {
	const address = text
		.trim()
		.replace(/^\[(.*)\](:\d+)?$/, '$1')
		.replace(/^([\d.]+):\d+$/, '$1');
	const version = isIP(address);
	if (version !== 6) return version ? address : null;
	// The URL parser writes every spelling of an address in one way.
	const plain = new URL(`http://[${address.replace(/%.*$/, '')}]`).hostname.slice(1, -1);
	const [head = '', tail] = plain.split('::');
	const before = head.split(':').filter(Boolean);
	const after = tail?.split(':').filter(Boolean) ?? [];
	const groups = [
		...before,
		...Array<string>(8 - before.length - after.length).fill('0'),
		...after
	];
	// ::ffff:1.2.3.4 is an IPv4 address.
	if (groups.slice(0, 6).join() === '0,0,0,0,0,ffff') {
		const [high = 0, low = 0] = groups.slice(6).map((group) => parseInt(group, 16));
		return [high >> 8, high & 255, low >> 8, low & 255].join('.');
	}
	return `${groups.slice(0, 4).join(':')}::/64`;
}
