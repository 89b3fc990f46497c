import type { HTMLElement } from 'node-html-parser';

/** What pressing a form's button would send, field by field, and where to, as browsers do it. */
export function readForm(page: HTMLElement, button: string, path: string) {
	const form = page
		.querySelectorAll('form')
		.find((each) => buttonsOf(each).some((pressed) => pressed.text.trim() === button));
	if (!form) throw new Error(`No form with the button "${button}" at ${path}`);
	const pressed = buttonsOf(form).find((each) => each.text.trim() === button)!;

	const entries = form
		.querySelectorAll('input[name], select[name]')
		.filter((field) => !isChoice(field) || field.hasAttribute('checked'))
		.map((field) => ({
			id: field.id,
			name: field.getAttribute('name')!,
			value: field.tagName === 'SELECT' ? selected(field) : (field.getAttribute('value') ?? '')
		}));
	const name = pressed.getAttribute('name');
	if (name) entries.push({ id: '', name, value: pressed.getAttribute('value') ?? '' });

	const action = pressed.getAttribute('formaction') ?? form.getAttribute('action') ?? path;
	const { pathname, search } = new URL(action, `http://localhost${path}`);
	return { action: pathname + search, entries };
}

// A button that nobody sees is there for whoever presses Enter, and does the same.
const buttonsOf = (form: HTMLElement) => form.querySelectorAll('button:not([hidden])');

const isChoice = (field: HTMLElement) =>
	['radio', 'checkbox'].includes(field.getAttribute('type') ?? '');

function selected(field: HTMLElement) {
	const options = field.querySelectorAll('option');
	const chosen = options.find((each) => each.hasAttribute('selected')) ?? options[0];
	return chosen?.getAttribute('value') ?? chosen?.text.trim() ?? '';
}
