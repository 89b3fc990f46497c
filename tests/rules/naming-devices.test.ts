import { describe, expect, test } from 'vitest';
import * as devices from '../../src/lib/server/devices';

describe('naming devices', () => {
	test.each([
		['Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0', 'Firefox on Linux'],
		[
			'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36 Edg/126.0.0.0',
			'Microsoft Edge on Windows'
		],
		[
			'Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1',
			'Safari on iOS'
		],
		[
			'Mozilla/5.0 (Linux; Android 14; SM-G991B) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/25.0 Chrome/121.0.0.0 Mobile Safari/537.36',
			'Samsung Internet on Android'
		],
		['w3m/0.5.3+git20230121', 'w3m'],
		['Lynx/2.9.0dev.12 libwww-FM/2.14', 'Lynx'],
		['ELinks/0.13.2 (textmode; Linux 5; 80x24-2)', 'Links'],
		['curl/8.5.0', 'Unknown device'],
		['', 'Unknown device'],
		[null, 'Unknown device']
	])('calls %j %s', (userAgent, name) => {
		expect(devices.named(userAgent)).toBe(name);
	});

	test.each([
		'<script>alert(1)</script>/1 x',
		'A\u0000b/1 ',
		'\u{1f600}'.repeat(300),
		`${'x/1 '.repeat(5_000)}`
	])('makes short, plain words of %j, whatever it claims', (claim) => {
		expect(devices.named(claim)).toMatch(/^[\w .+-]{1,100}$/);
	});
});
