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

const files = ['docs/promises.md', 'docs/promises-faults.md'];

/** What the site promises about what, and by which tests each is kept. */
export function readPromises(): { about: string; words: string; tests: Kept[] }[] {
	const text = files.map((file) => readFileSync(join(projectFolder, file), 'utf8')).join('\n');
	return text.split(/^# What is promised about /m).flatMap((part) => {
		const [heading = '', ...items] = part.split(/^- /m);
		const [about = ''] = heading.split('\n');
		return items.map((item) => {
			const [words = '', ...lines] = item.split(/^#/m)[0]!.trim().split('\n');
			const spans = lines.join('\n').matchAll(/^\s+`(\w+)\/([\w-]+): (.+)`$/gm);
			const tests = [...spans].map(([, folder, name, title]) => ({
				file: `tests/${folder}/${name}.${folder === 'journeys' ? 'spec' : 'test'}.ts`,
				title: title!
			}));
			return { about, words, tests };
		});
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
 * What a run has to say about the promises: how many of each kind were kept, and which are broken.
 * @param files those whose tests this kind of run knows; promises that others keep are left to them
 */
export function account(ran: Ran[], files: RegExp): string[] {
	const counts = new Map<string, { kept: number; broken: string[]; untried: number }>();
	for (const { about, words, tests } of readPromises()) {
		const outcomes = tests
			.filter(({ file }) => files.test(file))
			.map((each) => outcomesOf(each, ran));
		if (!outcomes.length) continue;
		const count = counts.get(about) ?? { kept: 0, broken: [], untried: 0 };
		counts.set(about, count);
		if (outcomes.flat().includes('failed')) count.broken.push(words);
		else if (outcomes.every((each) => each.includes('passed'))) count.kept++;
		else count.untried++;
	}
	return [...counts].flatMap(([about, { kept, broken, untried }]) => [
		`Promises about ${about}: ${kept} kept, ${broken.length} broken, ${untried} not tried`,
		...broken.map((words) => `  BROKEN: ${words}`)
	]);
}

function outcomesOf({ file, title }: Kept, ran: Ran[]) {
	// %s and the like stand for what a table fills in.
	const pieces = title
		.split(/%(?:\d\$)?[sdij]/)
		.map((piece) => piece.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'));
	const filled = new RegExp(`^${pieces.join('[^]*')}$`);
	return ran
		.filter((each) => each.file === file && each.titles.some((one) => filled.test(one)))
		.map(({ outcome }) => outcome);
}
