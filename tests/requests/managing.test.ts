import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { projectFolder } from '../support/database';
import { manage } from '../support/managing';
import { runningSite } from '../support/running';
import { startSite } from '../support/site';
import { hasTerminals, Terminal } from '../support/terminal';
import { Visitor } from '../support/visitor';

const running = runningSite();
const { visitor, member } = running;
const password = 'nine loud geese';
const there = () => ({ DATABASE_URL: running.site.database.url, ORIGIN: running.site.origin });
const withPassword = (given = password) => ({ env: { ...there(), SHOW_OF_HANDS_PASSWORD: given } });
const run = (...given: string[]) => manage(given, { env: there() });
const everybody = async () =>
	JSON.parse((await run('users', '--json')).said) as { username: string; [key: string]: unknown }[];
const signIn = (username: string, secret = password) =>
	visitor().post('/login', { username, password: secret });

describe('createsuperuser', () => {
	test.each(['checkout', 'build'] as const)(
		'works from the %s with nobody at the terminal',
		async (from) => {
			const name = `root-${from}`;
			const outcome = await manage(['createsuperuser', name], { ...withPassword(), from });
			expect(outcome).toMatchObject({ code: 0, said: `${name} is a superuser and can sign in.\n` });
			const root = visitor();
			expect((await root.post('/login', { username: name, password })).status).toBe(303);
			expect((await root.get('/administration/activities')).text).toContain(name);
		}
	);

	test('takes the name from the environment and the password from standard input', async () => {
		const env = { ...there(), SHOW_OF_HANDS_USERNAME: 'piped' };
		expect(await manage(['createsuperuser'], { env, input: `${password}\n` })).toMatchObject({
			code: 0
		});
		expect((await signIn('piped')).status).toBe(303);
	});

	test.each([
		['password123', 'This password is too common.'],
		['short', 'Password must be at least 8 characters.'],
		['eager-weak', 'Password is too similar to the username.']
	])('refuses the password %s', async (weak, words) => {
		const outcome = await manage(['createsuperuser', 'eager-weak'], withPassword(weak));
		expect(outcome).toEqual({ code: 1, said: '', complained: `${words}\n` });
		expect(await everybody()).not.toContainEqual(
			expect.objectContaining({ username: 'eager-weak' })
		);
	});

	test('refuses a taken name, no name and no password, in words', async () => {
		await member('Taken');
		const taken = await manage(['createsuperuser', 'TAKEN'], withPassword());
		expect(taken).toMatchObject({ code: 1, complained: 'Username is already taken.\n' });
		expect(await manage(['createsuperuser'], withPassword())).toMatchObject({ code: 1 });
		const silent = await run('createsuperuser', 'silent');
		expect(silent.code).toBe(1);
		expect(silent.complained).toContain('SHOW_OF_HANDS_PASSWORD');
	});
});

describe('people', () => {
	test('are deactivated at once, activated, promoted and demoted, and it is written down', async () => {
		const cleo = await member('Cleo');
		expect(await run('deactivate', 'cleo', '--reason', 'Away')).toMatchObject({ code: 0 });
		expect((await cleo.get('/current-user')).text).toBe('{"user":null}');
		expect((await signIn('Cleo', 'seven quiet herons')).status).toBe(403);
		expect(await run('password-link', 'Cleo')).toEqual({
			code: 1,
			said: '',
			complained:
				'This account is deactivated, so no password lets anybody in: activate it first.\n'
		});
		await run('activate', 'Cleo');
		await run('promote', 'Cleo');
		await cleo.post('/login', { username: 'Cleo', password: 'seven quiet herons' });
		await cleo.get('/administration/activities');
		const log = cleo.page.querySelector('main')!.text.replace(/\s+/g, ' ');
		expect(log).toContain('terminal deactivated Cleo “Away”');
		expect(log).toContain('terminal made a superuser of Cleo');
		await run('demote', 'Cleo');
		expect((await cleo.get('/administration')).status).toBe(404);
		expect(await run('deactivate', 'Nobody at all')).toEqual({
			code: 1,
			said: '',
			complained: 'There is nobody called Nobody at all.\n'
		});
	});

	test('get a new password, or a link to set one, and lose their sessions', async () => {
		const dora = await member('Dora');
		expect(await manage(['changepassword', 'Dora'], withPassword())).toMatchObject({ code: 0 });
		expect((await dora.get('/current-user')).text).toBe('{"user":null}');
		expect((await signIn('Dora')).status).toBe(303);
		expect(await manage(['changepassword', 'Dora'], withPassword('short'))).toMatchObject({
			code: 1
		});

		const { said } = await run('password-link', 'Dora');
		const link = new URL(said.trim());
		expect(link.origin).toBe(running.site.origin);
		expect((await visitor().get(link.pathname + link.search)).text).toContain('Set a new password');
	});

	test('are listed in a table and as JSON, without hashes', async () => {
		await member('Listed');
		const { said } = await run('users');
		expect(said.split('\n')[0]).toMatch(/^id +username +state +last sign-in +since$/);
		expect(said).toMatch(/^\d+ +Listed +active +never +\d{4}-\d\d-\d\d$/m);
		expect(await everybody()).toContainEqual(
			expect.objectContaining({ username: 'Listed', is_active: true, is_superuser: false })
		);
		expect(JSON.stringify(await everybody())).not.toContain('argon2');
	});
});

test('help, mistakes and a database that is away are told, with exit codes', async () => {
	const help = await manage(['--help'], {});
	expect(help.code).toBe(0);
	for (const name of ['createsuperuser', 'password-link', 'purge-sessions', 'seed', 'migrate'])
		expect(help.said).toContain(name);
	expect(await manage(['conjure'], {})).toMatchObject({ code: 1, said: '' });
	const env = { DATABASE_URL: 'postgres://nobody:secret@127.0.0.1:1/none' };
	const away = await manage(['users'], { env });
	expect(away).toMatchObject({ code: 1, said: '' });
	expect(away.complained).toContain('The database does not answer');
	expect(away.complained).not.toContain('secret');
	expect(await run('purge-sessions')).toMatchObject({ code: 0 });
	expect(await run('migrate')).toMatchObject({ code: 0 });
});

test('the embedded database is shared with the running site, and made when it is not there', async () => {
	const folder = mkdtempSync(join(tmpdir(), 'managing-'));
	const env = { DATA_DIR: folder, DATABASE_URL: '', SHOW_OF_HANDS_PASSWORD: password };
	try {
		const first = await manage(['createsuperuser', 'early'], { env });
		expect(first).toMatchObject({ code: 0, said: 'early is a superuser and can sign in.\n' });
		const site = await startSite({ env });
		try {
			expect(await manage(['createsuperuser', 'late'], { env })).toMatchObject({ code: 0 });
			for (const username of ['early', 'late']) {
				const guest = new Visitor(site.origin);
				expect((await guest.post('/login', { username, password })).status).toBe(303);
			}
		} finally {
			expect(await site.stop()).toBe(0);
		}
		expect(JSON.parse((await manage(['users', '--json'], { env })).said)).toHaveLength(2);
	} finally {
		rmSync(folder, { recursive: true, force: true });
	}
}, 60_000);

test.skipIf(!hasTerminals)('passwords that are typed are not shown', async () => {
	const terminal = new Terminal('node build/manage.js createsuperuser typist', there());
	try {
		await terminal.until('Password');
		await terminal.type(password, '\r');
		await terminal.until('Confirm password');
		expect(terminal.text).not.toContain(password);
		await terminal.type(password, '\r');
		await terminal.until('typist is a superuser');
		expect(terminal.text).not.toContain(password);
	} finally {
		await terminal.close();
	}
	expect((await signIn('typist')).status).toBe(303);
});

test('the site does not carry the commands along', () => {
	const server = join(projectFolder, 'build/server');
	const files = readdirSync(server, { recursive: true, encoding: 'utf8' }).filter((file) =>
		file.endsWith('.js')
	);
	for (const file of files)
		expect(readFileSync(join(server, file), 'utf8')).not.toContain('SHOW_OF_HANDS_USERNAME');
});
