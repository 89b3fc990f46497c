import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { projectFolder } from './database';

export interface Kept {
	/** From the top, e.g. tests/rules/voting.test.ts. */
	file: string;
	/** Of a test, or of a group; as it is written, with its %s. */
	title: string;
}

/** What docs/promises.md promises, and by which tests each is kept. */
export function readPromises(): { words: string; tests: Kept[] }[] {
	const text = readFileSync(join(projectFolder, 'docs/promises.md'), 'utf8');
	return text
		.split(/^- /m)
		.slice(1)
		.map((item) => {
			const [words = '', ...lines] = item.split(/^#/m)[0]!.trim().split('\n');
			const spans = lines.join('\n').matchAll(/^\s+`(\w+)\/([\w-]+): (.+)`$/gm);
			const tests = [...spans].map(([, folder, name, title]) => ({
				file: `tests/${folder}/${name}.${folder === 'journeys' ? 'spec' : 'test'}.ts`,
				title: title!
			}));
			return { words, tests };
		});
}

/** The titles of a file's tests and groups, as they are written. */
export function titlesIn(file: string): string[] {
	const path = join(projectFolder, file);
	if (!existsSync(path)) return [];
	const titles: string[] = [];
	const visit = (node: ts.Node) => {
		if (ts.isCallExpression(node) && /^(test|describe)\b/.test(node.expression.getText())) {
			const [title] = node.arguments;
			if (title && ts.isStringLiteralLike(title)) titles.push(title.text);
		}
		ts.forEachChild(node, visit);
	};
	visit(ts.createSourceFile(file, readFileSync(path, 'utf8'), ts.ScriptTarget.Latest, true));
	return titles;
}

/** One test that has run, by its title and those of the groups that it is in. */
export interface Ran {
	file: string;
	titles: string[];
	outcome: 'passed' | 'failed' | 'skipped';
}

/**
 * What a run has to say about the promises, in one or more lines.
 * @param files those whose tests this kind of run knows; promises that others keep are left to them
 */
export function account(ran: Ran[], files: RegExp): string[] {
	const counts = { kept: 0, broken: [] as string[], untried: 0 };
	for (const { words, tests } of readPromises()) {
		const outcomes = tests
			.filter(({ file }) => files.test(file))
			.map((each) => outcomesOf(each, ran));
		if (!outcomes.length) continue;
		if (outcomes.flat().includes('failed')) counts.broken.push(words);
		else if (outcomes.every((each) => each.includes('passed'))) counts.kept++;
		else counts.untried++;
	}
	const { kept, broken, untried } = counts;
	const line = `Promises about attacks: ${kept} kept, ${broken.length} broken, ${untried} not tried`;
	return [line, ...broken.map((words) => `  BROKEN: ${words}`)];
}

function outcomesOf({ file, title }: Kept, ran: Ran[]) {
	// %s and the like stand for what a table fills in.
	const pieces = title
		.split(/%(?:\d\$)?[sdj]/)
		.map((piece) => piece.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'));
	const filled = new RegExp(`^${pieces.join('[^]*')}$`);
	return ran
		.filter((each) => each.file === file && each.titles.some((one) => filled.test(one)))
		.map(({ outcome }) => outcome);
}
