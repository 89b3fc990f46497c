import { error, type RequestEvent } from '@sveltejs/kit';
import { superValidate } from 'sveltekit-superforms';
import { zod4 } from 'sveltekit-superforms/adapters';
import { z } from 'zod';
import { reworked } from '../forms/polls';

/**
 * Reads and validates a posted form: the only way a form comes in.
 * Refuses with 400, in words, what no form of ours sends: files, a broken body, a field twice but
 * for those that the schema has as arrays.
 */
export async function readForm<Schema extends z.ZodObject>(event: RequestEvent, schema: Schema) {
	const lists = Object.keys(schema.shape).filter(
		(name) => schema.shape[name] instanceof z.ZodArray
	);
	return superValidate(await readFields(event, lists), zod4(schema));
}

async function readFields({ request }: RequestEvent, lists: string[]): Promise<FormData> {
	const posted = await request.formData().catch((cause) => {
		// Too large a body has its status already; superforms would make an empty form of it.
		if (cause instanceof Error && 'status' in cause) throw cause;
		error(400, 'The form could not be read');
	});

	const fields = new FormData();
	for (const [name, value] of posted) {
		// Superforms would parse these: JSON of any shape, and files in quadratic time.
		if (name.startsWith('__superform_') && name !== '__superform_id') continue;
		if (typeof value !== 'string') error(400, 'Files cannot be sent with this form');
		if (fields.has(name) && !lists.includes(name)) error(400, 'The form has the same field twice');
		fields.append(name, value);
	}
	return fields;
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
