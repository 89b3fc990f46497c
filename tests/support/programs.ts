import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

const windows = process.platform === 'win32';

/** The path of an installed program, or null. Debian keeps servers where only root's PATH looks. */
export function find(...names: string[]) {
	const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin'];
	for (const name of names)
		for (const folder of folders) {
			const path = join(folder, windows ? `${name}.exe` : name);
			if (folder && existsSync(path)) return path;
		}
	return null;
}

/** Runs a program to its end, for minutes if need be. True when it succeeded. */
export function succeeds(program: string, ...options: string[]) {
	const run = { stdio: 'ignore' as const, timeout: 600_000, shell: windows };
	return spawnSync(program, options, run).status === 0;
}

/** Installs Debian packages where that can be done without asking anybody. */
export function aptInstall(...packages: string[]) {
	if (process.getuid?.() !== 0 || !find('apt-get')) return false;
	console.log(`Installing ${packages.join(', ')} with apt-get …`);
	const install = ['install', '-y', '--no-install-recommends', ...packages];
	return (
		succeeds('apt-get', ...install) ||
		(succeeds('apt-get', 'update') && succeeds('apt-get', ...install))
	);
}
