import { isActionFailure, isHttpError, type RequestEvent } from '@sveltejs/kit';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { readForm } from '../../src/lib/server/forms';
import { text } from '../support/odd-text';

const schema = z.object({ username: z.string().max(150), choice_id: z.string().regex(/^\d+$/) });
const types = [
	'application/x-www-form-urlencoded',
	'multipart/form-data; boundary=b',
	'text/plain'
];

async function read(body: string | Uint8Array<ArrayBuffer>, type: string) {
	const headers = { 'content-type': type };
	const request = new Request('https://polls.example.org/', { method: 'POST', headers, body });
	const event = { request, locals: { user: { id: 1 } } } as unknown as RequestEvent;
	try {
		return await readForm(event, schema);
	} catch (cause) {
		if (isHttpError(cause) && cause.status >= 400 && cause.status < 500) return cause.status;
		throw cause;
	}
}

describe('whatever is posted', () => {
	const bytes = fc.uint8Array({ maxLength: 400 }).map((array) => new Uint8Array(array));
	const fields = fc
		.array(
			fc.tuple(
				fc.oneof(
					fc.constantFrom('username', 'choice_id', 'as', '__superform_json', '__proto__'),
					text
				),
				text
			)
		)
		.map((pairs) => new URLSearchParams(pairs as [string, string][]).toString());
	const parts = fc
		.array(fc.tuple(text, text))
		.map(
			(pairs) =>
				pairs
					.map(([n, v]) => `--b\r\ncontent-disposition: form-data; name="${n}"\r\n\r\n${v}\r\n`)
					.join('') + '--b--'
		);

	test('is read as a form or refused with 4xx', async () => {
		await fc.assert(
			fc.asyncProperty(
				fc.oneof(bytes, text, fields, parts),
				fc.constantFrom(...types),
				async (body, type) => {
					const form = await read(body, type);
					if (typeof form === 'number') return;
					expect(isActionFailure(form)).toBe(false);
					if (!form.valid) return;
					expect(form.data.username).not.toMatch(/[\p{Cs}\ufffd\0]/u);
					expect(form.data.choice_id).toMatch(/^\d+$/);
					expect(Object.keys(form.data).sort()).toEqual(['choice_id', 'username']);
				}
			),
			{ numRuns: 2_000 }
		);
	});

	test('comes through unchanged if it is proper', async () => {
		const proper = fc.string({ unit: 'grapheme', maxLength: 100 });
		await fc.assert(
			fc.asyncProperty(proper, fc.nat(), async (username, id) => {
				const body = new URLSearchParams({ username, choice_id: `${id}`, as: '1' }).toString();
				expect(await read(body, types[0]!)).toMatchObject({
					valid: true,
					data: { username, choice_id: `${id}` }
				});
			})
		);
	});
});

describe('a form', () => {
	const type = types[0]!;
	test.each([
		['a NUL', 'username=a%00&choice_id=1'],
		['a control character', 'username=a%07&choice_id=1'],
		['broken UTF-8', 'username=%ff&choice_id=1'],
		['a lone surrogate', 'username=%ed%a0%80&choice_id=1']
	])('with %s is invalid at that field', async (_, body) => {
		expect(await read(body, type)).toMatchObject({
			valid: false,
			errors: { username: ['This contains characters that are not allowed'] }
		});
	});

	test('with 60,000 fields is refused in milliseconds', async () => {
		const body = Array.from({ length: 60_000 }, (_, i) => `f${i}=`).join('&');
		const begun = performance.now();
		expect(await read(body, type)).toBe(400);
		expect(performance.now() - begun).toBeLessThan(200);
	});
});
