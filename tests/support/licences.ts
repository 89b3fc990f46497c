import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectFolder } from './database';

/** The names of all packages, those for other systems too, by the licence that the lock file tells. */
export function packagesByLicence(): Map<string, string[]> {
	const lock = readFileSync(join(projectFolder, 'package-lock.json'), 'utf8');
	const { packages } = JSON.parse(lock) as { packages: Record<string, { license?: string }> };
	const found = new Map<string, string[]>();
	for (const [path, { license = 'none' }] of Object.entries(packages)) {
		const name = path.split('node_modules/').at(-1)!;
		if (name) found.set(license, [...(found.get(license) ?? []), name]);
	}
	return found;
}
