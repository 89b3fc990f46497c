import { error, type RequestEvent } from '@sveltejs/kit';
import { setError, superValidate } from 'sveltekit-superforms';
import { zod4 } from 'sveltekit-superforms/adapters';
import { z } from 'zod';
import { reworked } from '../forms/polls';

/** No form of ours has more; each costs time that whoever sends 60,000 does not pay. */
const mostFields = 100;

/** Lone surrogates and what broken UTF-8 becomes, NUL (PostgreSQL refuses it) and other controls. */
// eslint-disable-next-line no-control-regex
const unreadable = /[\p{Cs}\uFFFD\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F]/u;

/**
 * Reads and validates a posted form: the only way a form comes in.
 * Refuses in words what no form of ours sends: files, a field twice where the schema wants one, a
 * broken body (400), one that is too large (413), and a form that was rendered for somebody else than
 * is signed in now (409). Control characters make a field invalid, unless its schema says
 * `.meta({ unchecked: true })`.
 */
export async function readForm<Schema extends z.ZodObject>(event: RequestEvent, schema: Schema) {
	const fields = await readFields(event.request, schema);
	refuseIfAnothers(fields.get('as'), event.locals.user?.id);

	const form = await superValidate(fields, zod4(schema));
	const errors = form.errors as Record<string, unknown>;
	for (const [name, value] of fields) {
		const rule = ruleOf(schema, name);
		if (!rule || rule.meta()?.unchecked || errors[name] || !unreadable.test(String(value)))
			continue;
		setError(form, name as never, 'This contains characters that are not allowed');
	}
	return form;
}

// Not `shape[name]` alone: somebody may send a field named "constructor".
const ruleOf = (schema: z.ZodObject, name: string) =>
	Object.hasOwn(schema.shape, name) ? (schema.shape[name] as z.ZodType) : undefined;

/** A page that was rendered for Ada and is sent when Bea has signed in must not act for Bea. */
function refuseIfAnothers(as: FormDataEntryValue | null, userId: number | undefined) {
	if (!as || userId === undefined || as === String(userId)) return;
	error(409, 'You are signed in as somebody else now, so this form was not accepted');
}

async function readFields(request: Request, schema: z.ZodObject): Promise<FormData> {
	const fields = new FormData();
	const names = new Set<string>();
	let count = 0;
	for (const [name, value] of await readBody(request)) {
		if (++count > mostFields) error(400, 'The form has too many fields');
		// Superforms would parse these: JSON of any shape, and files in quadratic time.
		if (name.startsWith('__superform_') && name !== '__superform_id') continue;
		if (typeof value !== 'string') error(400, 'Files cannot be sent with this form');
		if (names.has(name) && !(ruleOf(schema, name) instanceof z.ZodArray)) {
			error(400, 'The form has the same field twice');
		}
		names.add(name);
		fields.append(name, value);
	}
	return fields;
}

async function readBody(request: Request): Promise<Iterable<[string, FormDataEntryValue]>> {
	const type = request.headers.get('content-type')?.split(';')[0]?.trim().toLowerCase();
	try {
		if (type === 'multipart/form-data') return await request.formData();
		if (type === 'application/x-www-form-urlencoded') {
			const body = await request.text();
			// Only so far: taking 60,000 apart takes a while.
			return new URLSearchParams(body.split('&', mostFields + 1).join('&'));
		}
	} catch (cause) {
		const status = cause instanceof Error && 'status' in cause ? cause.status : undefined;
		// Reading more than BODY_SIZE_LIMIT fails with a 413 of SvelteKit's.
		if (status === 413) error(413, 'The form is too large');
		error(400, 'The form could not be read');
	}
	error(415, 'The form could not be read');
}

/**
 * A poll's form with one field more or less, and with everything that was typed. The button that asks
 * for it goes by a name and a value: text browsers know no `formaction`.
 */
export function rework<
	Form extends { data: { choices: string[]; change: string }; errors: object }
>(form: Form): Form {
	form.data.choices = reworked(form.data);
	form.data.change = '';
	form.errors = {};
	return form;
}
