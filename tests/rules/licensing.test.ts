import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { projectFolder } from '../support/database';
import { packagesByLicence } from '../support/licences';

/** Whoever runs or changes the site need do no more than keep the notices. */
const free =
	/^(MIT|ISC|0BSD|BSD-[23]-Clause|Apache-2\.0|BlueOak-1\.0\.0|Unlicense|OFL-1\.1|\(MIT (AND Zlib|OR CC0-1\.0)\))$/;
/** Tools under the Mozilla licence, which asks more of whoever passes them on: they do not ship. */
const tools = /^(axe-core|lightningcss(-.+)?)$/;

test('every package has a licence that lets anybody run, change and pass on the site', () => {
	const packages = [...packagesByLicence()].flatMap(([licence, names]) =>
		names.map((name) => ({ name, licence }))
	);
	expect(packages.length).toBeGreaterThan(100);
	expect(
		packages.filter(
			({ name, licence }) => !free.test(licence) && !(licence === 'MPL-2.0' && tools.test(name))
		)
	).toEqual([]);
});

test('the lock file names no registry, so that everybody installs from their own', () => {
	const lock = readFileSync(join(projectFolder, 'package-lock.json'), 'utf8');
	expect(lock).toContain('"integrity"');
	expect(lock).not.toContain('"resolved"');
});
