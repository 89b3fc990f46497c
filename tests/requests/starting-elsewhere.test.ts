import { cpSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { createDatabase, projectFolder, use, type TestDatabase } from '../support/database';
import { startSite } from '../support/site';
import { Visitor } from '../support/visitor';

let folder: string;
let database: TestDatabase;

/** What the Dockerfile copies: the build, the migrations, and the packages that are no devDependencies. */
beforeAll(async () => {
	use(inject('server'));
	database = await createDatabase('bare');
	folder = await mkdtemp(join(tmpdir(), 'elsewhere-'));
	await chmod(folder, 0o755);
	for (const part of ['package.json', 'drizzle', 'build'])
		cpSync(join(projectFolder, part), join(folder, part), { recursive: true });
	const ours = createRequire(join(projectFolder, 'package.json'));
	const { dependencies } = ours('./package.json') as { dependencies: Record<string, string> };
	for (const name of Object.keys(dependencies)) {
		const scope = join('node_modules', dirname(name));
		await mkdir(join(folder, scope), { recursive: true });
		// With its binaries for this machine, which lie beside it.
		cpSync(join(projectFolder, scope), join(folder, scope), { recursive: true });
	}
});
afterAll(async () => {
	await database?.drop();
	await rm(folder, { recursive: true, force: true });
});

test('a pruned copy, started from another folder, migrates and serves', async () => {
	const site = await startSite({ database, build: join(folder, 'build'), from: '/' });
	const ada = new Visitor(site.origin);
	const fields = { username: 'Ada', password: 'seven quiet herons' };
	const signUp = { ...fields, password_confirmation: fields.password };
	expect((await ada.post('/signup', signUp)).status).toBe(303);
	expect((await ada.follow()).text).toContain('Ada');
	expect((await ada.get('/favicon.svg')).status).toBe(200);
	expect(await site.stop()).toBe(0);
});
