import fc from 'fast-check';

/** Any text, and texts of the characters that break things. */
const odd = [
	'\0',
	'\n',
	'\t',
	'\\',
	'/',
	'//',
	'.',
	'..',
	':',
	'@',
	'?',
	'#',
	'%2f',
	'%5c',
	'%00',
	' '
]
	.concat([
		'\u200b',
		'\u202e',
		'\ufffd',
		'\ud800',
		'\u0085',
		'\u2028',
		'ﬀ',
		'ß',
		'İ',
		'ı',
		'ς',
		'＠'
	])
	.concat([
		'javascript:',
		'http:',
		'https://evil.example',
		'evil.example',
		'polls',
		'&',
		'=',
		'[]'
	]);
export const text = fc.oneof(
	fc.string({ unit: 'binary', maxLength: 200 }),
	fc.array(fc.constantFrom(...odd), { maxLength: 12 }).map((parts) => parts.join(''))
);
