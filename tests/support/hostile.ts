import { connect } from 'node:net';
import type { Fields } from './visitor';

const boundary = 'x-boundary-x';
const part = (name: string, value: string, more = '') =>
	`--${boundary}\r\ncontent-disposition: form-data; name="${name}"${more}\r\n\r\n${value}\r\n`;
const end = `--${boundary}--\r\n`;
export const multipart = `multipart/form-data; boundary=${boundary}`;
const urlencoded = 'application/x-www-form-urlencoded';

const good = 'username=ada&password=seven%20quiet%20herons&session=end&choice_id=1';

/** Posts that no form of the site makes: what is wrong, the body, and its content type. */
export const hostilePosts: [what: string, body: Fields, type?: string][] = [
	['a field twice', `${good}&username=bea&choice_id=2&session=end`],
	['a field shaped like a list', 'username[]=ada&password[]=x&choice_id[]=1&choice_id[]=1'],
	['a field shaped like an object', 'username[$ne]=&password[$ne]=&choice_id[id]=1'],
	[
		'fields named like the parts of an object',
		'__proto__=1&constructor=1&toString=1&hasOwnProperty=1'
	],
	['60,000 fields', 'a=&'.repeat(20_000) + 'b&'.repeat(2_000) + good],
	['60,000 separators', '&'.repeat(60_000)],
	['60,000 different fields', Array.from({ length: 9_000 }, (_, i) => `f${i}=`).join('&')],
	['a body over the limit', `${good}&filling=${'x'.repeat(70_000)}`],
	['a password of a megabyte', `username=ada&password=${'x'.repeat(1_000_000)}`],
	['160 KB of __superform_file_ keys', superformFiles(160_000)],
	['60 KB of __superform_file_ keys', superformFiles(60_000)],
	['a cyclic __superform_json', `__superform_json=${encodeURIComponent('[{"username":0}]')}`],
	['a deep __superform_json', `__superform_json=${'%5B'.repeat(15_000)}`],
	['broken percent signs', 'username=%&password=%zz%1&choice_id=%'],
	['broken UTF-8', 'username=%ff%fe&password=%c3%28&choice_id=%ed%a0%80'],
	['raw bytes', Buffer.from([0x75, 0x3d, 0xff, 0xfe, 0x00, 0x26, 0x80])],
	['NUL', 'username=%00&password=%00%00&choice_id=1%00&session=%00'],
	['control characters', 'username=a%08%1b%5b2J&password=%01&choice_id=%0d%0a&session=%07'],
	['a lone surrogate', 'username=%ed%a0%80&password=%ed%bf%bf&choice_id=%ed%b0%80'],
	['nothing', ''],
	['nonsense', '\u0000\u0001\u0002'],
	['JSON', '{"username":{"$ne":null}}', 'application/json'],
	['plain text', good, 'text/plain'],
	[
		'XML',
		'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]>',
		'text/xml'
	],
	['no type', good, ''],
	['a nonsense type', good, 'nonsense'],
	['SvelteKit’s binary form', good, 'application/x-sveltekit-formdata'],
	['a file where text belongs', part('username', 'x', '; filename="x.txt"') + end, multipart],
	['multipart without an end', part('username', 'ada').slice(0, -8), multipart],
	['multipart without a boundary', part('username', 'ada') + end, 'multipart/form-data'],
	['multipart with another boundary', part('a', 'b') + end, 'multipart/form-data; boundary=other'],
	['multipart without names', `--${boundary}\r\n\r\nx\r\n${end}`, multipart],
	[
		'multipart with 900 parts',
		Array.from({ length: 900 }, () => part('a', '')).join('') + end,
		multipart
	],
	['urlencoded with a charset', good.replaceAll('=', '%3D'), `${urlencoded}; charset=utf-7`]
];

function superformFiles(bytes: number) {
	return Array.from({ length: bytes / 24 }, (_, i) => `__superform_file_a[${i}]=x`).join('&');
}

/** Addresses and methods that nobody needs. */
export const hostileAddresses: [method: string, path: string, headers?: Record<string, string>][] =
	[
		...[
			'/%',
			'/%ff',
			'/%00',
			'/polls/%00',
			'/polls/%ed%a0%80',
			'/polls/1e30',
			'/polls/0x10',
			'/polls/1abc',
			'/polls/99999999999',
			'/polls/99999999999999999999999',
			'/polls/-1',
			'/polls/1.5',
			'/polls/ 1'.replace(' ', '%20'),
			'/polls/٣',
			'/polls/1/results/x',
			'/..%2f..%2fetc/passwd',
			'/../../etc/passwd',
			'/_app/../../package.json',
			'/_app/%2e%2e/%2e%2e/package.json',
			'/.env',
			'/.git/config',
			'/__data.json/x',
			`/${'x'.repeat(8_000)}`,
			'/polls/' + '1'.repeat(5_000),
			'/<script>alert(1)</script>'.replace(/[<>]/g, encodeURIComponent),
			'/nowhere//',
			'/;/',
			'/%5c%5cevil'
		].map((path): [string, string] => ['GET', encodeURI(path).replaceAll('%25', '%')]),
		...[
			'/login?/nonsense',
			'/login?/default',
			'/login?/__proto__',
			'/polls/1?/edit',
			'/?/x',
			'/nowhere?/x',
			'/signup?/'
		].map((path): [string, string] => ['POST', path]),
		...['OPTIONS', 'PUT', 'PATCH', 'DELETE', 'POST'].flatMap((method) =>
			['/favicon.svg', '/robots.txt', '/_app/version.json', '/login/__data.json'].map(
				(path): [string, string] => [method, path]
			)
		),
		...['PUT', 'PATCH', 'DELETE', 'TRACE', 'PROPFIND', 'LOCK', 'M-SEARCH', 'PURGE'].flatMap(
			(method) =>
				['/', '/login', '/current-user', '/nowhere'].map((path): [string, string] => [method, path])
		),
		['POST', '/current-user'],
		['POST', '/healthz'],
		['POST', '/nowhere', { 'content-type': 'text/xml' }]
	];

/** Sends these bytes as they are, and gives what comes back until the connection closes. */
export function raw(origin: string, bytes: string | Buffer, patience = 5_000) {
	return new Promise<string>((resolve, reject) => {
		let answer = '';
		const socket = connect(Number(new URL(origin).port), '127.0.0.1', () => socket.write(bytes));
		socket.setTimeout(patience, () => socket.destroy());
		socket.on('data', (chunk) => (answer += chunk.toString('latin1')));
		socket.on('error', (cause) => (answer ? resolve(answer) : reject(cause)));
		socket.on('close', () => resolve(answer));
	});
}
