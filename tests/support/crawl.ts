import type { Answer, Visitor } from './visitor';

interface FoundForm {
	/** The page it stands on, and where it posts to, both as paths. */
	page: string;
	action: string;
	/** What it would post as it stands. */
	fields: Record<string, string>;
}

/** Pages that differ in their numbers only are one kind. */
const kindOf = (path: string) => path.replace(/\d+/g, 'N').replace(/=[^&]*/g, '=');

/** Follows every link of the site that the visitor sees, from the polls on; one page of each kind. */
export async function crawl(visitor: Visitor) {
	const pages: { path: string; answer: Answer }[] = [];
	const forms = new Map<string, FoundForm>();
	const seen = new Set<string>();
	const todo = ['/', '/login', '/signup', '/recover', '/current-user', '/nowhere'];
	for (const path of todo) {
		if (seen.has(kindOf(path))) continue;
		seen.add(kindOf(path));
		pages.push({ path, answer: await visitor.get(path) });
		for (const link of visitor.page.querySelectorAll('a[href^="/"]'))
			todo.push(link.getAttribute('href')!.replaceAll('&amp;', '&'));
		for (const form of visitor.page.querySelectorAll('form[method=post]')) {
			const target = new URL(form.getAttribute('action') ?? path, visitor.origin + path);
			const action = target.pathname + target.search;
			const fields: Record<string, string> = {};
			for (const input of form.querySelectorAll('input[name], textarea[name], select[name]'))
				fields[input.getAttribute('name')!] = input.getAttribute('value') ?? '';
			forms.set(kindOf(action), { page: path, action, fields });
		}
	}
	return { pages, forms: [...forms.values()] };
}
