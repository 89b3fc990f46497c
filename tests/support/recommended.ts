import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectFolder } from './database';

/** The configuration that a page of docs/ shows, so that what is tested is what is told. */
export function recommended(page: string, language: string): string {
	const text = readFileSync(join(projectFolder, 'docs', page), 'utf8');
	const [, block] = new RegExp(`\`\`\`${language}\\n([^]*?)\`\`\``).exec(text) ?? [];
	if (!block) throw new Error(`docs/${page} shows no ${language}`);
	return block;
}
