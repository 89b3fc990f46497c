import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, readFile, readdir, rm, stat } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import postgres from 'postgres';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import * as embedded from '../../src/lib/server/db/embedded';

const isRoot = process.getuid?.() === 0;
let parent: string;
let folder: string;
/** Where the data is, which may be outside of the folder. */
let home: string;

beforeEach(async () => {
	parent = await mkdtemp(join(tmpdir(), 'embedded-'));
	await chmod(parent, 0o755);
	folder = join(parent, 'data');
	home = folder;
});

afterEach(async () => {
	await embedded.stop(folder);
	await rm(home, { recursive: true, force: true });
	await rm(parent, { recursive: true, force: true });
});

describe('the embedded database', () => {
	test('starts once for all who ask at the same time, in this process and in others', async () => {
		const others = [anotherProcess('start'), anotherProcess('start'), anotherProcess('start')];
		const urls = await Promise.all([embedded.start(folder), embedded.start(folder), ...others]);

		expect(new Set(urls.map((url) => url.trim().split('\n').at(-1))).size).toBe(1);
		expect(await readdir(folder)).toEqual(['postgres']);
		expect(await ask(urls[0], 'select current_database() as it')).toBe('show_of_hands');
	});

	test('listens to this machine only, wants its password, and hides it', async () => {
		const url = new URL(await embedded.start(folder));
		expect(await ask(url.href, 'show listen_addresses')).toBe('127.0.0.1');
		expect(await ask(url.href, 'show unix_socket_directories')).toBe('');
		expect(await ask(url.href, 'show fsync')).toBe('on');
		expect((await stat(join(folder, 'postgres/password'))).mode & 0o777).toBe(0o600);

		url.password = 'guessed';
		await expect(ask(url.href, 'select 1')).rejects.toMatchObject({ code: '28P01' });
	});

	test('keeps its rows over a stop, and its port unless somebody else has got it', async () => {
		const url = await embedded.start(folder);
		await ask(url, 'create table kept (it int)');
		await ask(url, 'insert into kept values (7)');
		await embedded.stop(folder);
		await expect(ask(url, 'select 1')).rejects.toThrow();
		expect(await embedded.start(folder)).toBe(url);
		expect(await ask(url, 'select it from kept')).toBe(7);

		await embedded.stop(folder);
		const squatter = createServer().listen(Number(new URL(url).port), '127.0.0.1');
		await once(squatter, 'listening');
		const next = await embedded.start(folder);
		squatter.close();
		expect(new URL(next).port).not.toBe(new URL(url).port);
		expect(await ask(next, 'select it from kept')).toBe(7);
	});

	test('loses no committed row when PostgreSQL is killed', async () => {
		const url = await embedded.start(folder);
		await ask(url, 'create table kept (it int)');
		await ask(url, 'insert into kept values (7)');
		const [pid] = (await readFile(join(folder, 'postgres/data/postmaster.pid'), 'utf8')).split(
			'\n'
		);
		process.kill(Number(pid), 'SIGKILL');

		expect(await ask(await embedded.start(folder), 'select it from kept')).toBe(7);
	});

	test('starts although the first preparation was killed', async () => {
		const first = spawn(...anotherProcessIs('start'), { stdio: 'ignore' });
		while (!(await readdir(folder).catch(() => [])).length) await wait(5);
		await wait(100);
		first.kill('SIGKILL');
		await once(first, 'exit');

		expect(await ask(await embedded.start(folder), 'select 7 as it')).toBe(7);
		await embedded.stop(folder);
		await embedded.start(folder);
		expect(await readdir(folder)).toEqual(['postgres']);
	});

	test('stops when the last one leaves, and not before', async () => {
		const url = await embedded.start(folder);
		const other = spawn(...anotherProcessIs('start', 'stay'), {
			stdio: ['ignore', 'pipe', 'inherit']
		});
		await once(other.stdout, 'data');
		await embedded.leave(folder);
		expect(await ask(url, 'select 7 as it')).toBe(7);

		other.kill('SIGKILL');
		await once(other, 'exit');
		const guest = postgres(url, { max: 1 });
		await guest`select 1`;
		await embedded.leave(folder);
		expect(await ask(url, 'select 7 as it')).toBe(7);

		await guest.end();
		await embedded.leave(folder);
		await expect(ask(url, 'select 1')).rejects.toThrow();
	});

	test('is there for whoever starts it while the last one leaves', async () => {
		await embedded.start(folder);
		for (let round = 0; round < 2; round++) {
			const [, url] = await Promise.all([anotherProcess('leave'), anotherProcess('start', 'ask')]);
			expect(url).toContain('7 rows');
			await embedded.start(folder);
		}
	});

	test.runIf(isRoot)('finds a place outside where only root can go, and stays there', async () => {
		await chmod(parent, 0o700);
		const url = await embedded.start(folder);
		home = (await readFile(join(folder, 'elsewhere'), 'utf8')).trim();
		expect(dirname(home)).toBe('/var/lib/show-of-hands');
		await ask(url, 'create table kept (it int)');
		await embedded.stop(folder);

		await chmod(parent, 0o755);
		expect(await ask(await embedded.start(folder), 'select count(*)::int as it from kept')).toBe(0);
	});
});

async function ask(url: string | undefined, query: string) {
	const sql = postgres(url ?? '', { max: 1 });
	try {
		const [row] = await sql.unsafe(query);
		return row && Object.values(row)[0];
	} finally {
		await sql.end();
	}
}

function anotherProcessIs(...steps: ('start' | 'leave' | 'stay' | 'ask')[]): [string, string[]] {
	const script = join(import.meta.dirname, '../support/embedded-client.ts');
	return [process.execPath, ['--import', 'tsx', script, folder, ...steps]];
}

async function anotherProcess(...steps: Parameters<typeof anotherProcessIs>) {
	const child = spawn(...anotherProcessIs(...steps), { stdio: ['ignore', 'pipe', 'inherit'] });
	let said = '';
	child.stdout.on('data', (chunk) => (said += chunk));
	const [code] = await once(child, 'close');
	expect(code).toBe(0);
	return said;
}
