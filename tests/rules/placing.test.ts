import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { network, of } from '../../src/lib/server/addresses';

describe('an address', () => {
	test.each([
		['203.0.113.7', '203.0.113.7'],
		[' 203.0.113.7:4711', '203.0.113.7'],
		['::ffff:203.0.113.7', '203.0.113.7'],
		['::FFFF:cb00:7107', '203.0.113.7'],
		['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
		['2001:DB8:1:2::', '2001:db8:1:2::/64'],
		['2001:0db8:0001:0002:ffff::1', '2001:db8:1:2::/64'],
		['[2001:db8:1:2::9]:443', '2001:db8:1:2::/64'],
		['fe80::1%eth0', 'fe80:0:0:0::/64'],
		['::1', '0:0:0:0::/64']
	])('%s counts as %s', (address, expected) => {
		expect(network(address)).toBe(expected);
	});

	test.each([
		'',
		'unknown',
		'203.0.113',
		'203.0.113.999',
		'evil.example',
		'1.2.3.4, 5.6.7.8',
		'_x'
	])('%j is none', (text) => expect(network(text)).toBeNull());

	test('of IPv6 counts like all others of its /64, and like no other', () => {
		const group = fc.integer({ min: 0x100, max: 0xffff }).map((n) => n.toString(16));
		const four = fc.array(group, { minLength: 4, maxLength: 4 });
		fc.assert(
			fc.property(four, four, four, (net, one, two) => {
				expect(network([...net, ...one].join(':'))).toBe(network([...net, ...two].join(':')));
				expect(network([...net, ...one].join(':'))).toBe(`${net.join(':')}::/64`);
			})
		);
	});

	test('is the connection’s where the proxy’s header is missing or nonsense', () => {
		const event = (getClientAddress: () => string) =>
			({
				getClientAddress,
				platform: { req: { socket: { remoteAddress: '::ffff:192.0.2.1' } } }
			}) as unknown as Parameters<typeof of>[0];
		expect(of(event(() => '203.0.113.7'))).toBe('203.0.113.7');
		expect(of(event(() => '" or 1=1'))).toBe('192.0.2.1');
		const missing = () => {
			throw new Error('Address header was specified but is absent from request');
		};
		expect(of(event(missing))).toBe('192.0.2.1');
	});
});
