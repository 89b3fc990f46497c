import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { projectFolder } from './database';

/** What came of a command. */
export interface Outcome {
	code: number | null;
	said: string;
	complained: string;
}

const programs = {
	checkout: [join(projectFolder, 'node_modules/tsx/dist/cli.mjs'), 'src/manage/index.ts'],
	build: ['build/manage.js']
};

/** Runs a management command as a process of its own, with nobody at its terminal. */
export function manage(
	given: string[],
	{
		env = {},
		input = '',
		from = 'build'
	}: { env?: Record<string, string>; input?: string; from?: keyof typeof programs }
): Promise<Outcome> {
	return new Promise((done) => {
		const child = spawn(process.execPath, [...programs[from], ...given], {
			cwd: projectFolder,
			env: { PATH: process.env.PATH, HOME: process.env.HOME, ...env }
		});
		const outcome: Outcome = { code: null, said: '', complained: '' };
		child.stdout.on('data', (chunk) => (outcome.said += chunk));
		child.stderr.on('data', (chunk) => (outcome.complained += chunk));
		child.on('close', (code) => done({ ...outcome, code }));
		child.stdin.end(input);
	});
}
