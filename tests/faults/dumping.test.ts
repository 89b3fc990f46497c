import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { close, open } from '../../src/lib/server/db';
import { projectFolder } from '../support/database';
import { aPassword as password } from '../support/people';
import { aPollAsking, choiceOf } from '../support/polls';
import { programs, startReplicas } from '../support/replicas';
import { startSite } from '../support/site';
import { Visitor } from '../support/visitor';

let server: Awaited<ReturnType<typeof startReplicas>>;
let folder: string;

beforeAll(async () => {
	if (!programs) return;
	server = await startReplicas();
	folder = await mkdtemp(join(tmpdir(), 'dumping-'));
});
afterAll(async () => {
	await server?.remove();
	if (folder) await rm(folder, { recursive: true });
});

/** The command as docs/operations.md has it, done in the folder of the backup. */
function carryOut(program: string) {
	const page = readFileSync(join(projectFolder, 'docs/operations.md'), 'utf8');
	const command = new RegExp(`^${program} .*$`, 'm').exec(page)![0];
	const PATH = [programs, process.env.PATH].join(delimiter);
	const env = { PATH, DATABASE_URL: server.primary.url };
	execFileSync('sh', ['-c', command], { cwd: folder, env });
}

const results = (text: string) => /<table[^]*<\/table>/.exec(text)![0];

test('a dump, made while the site runs, brings back everything that was lost since', async ({
	skip
}) => {
	skip(!programs, 'Needs pg_dump and a server of its age: apt-get install postgresql');
	const database = { url: server.primary.url };
	await open(database.url);
	const poll = await aPollAsking('Kept?', 'Tea', 'Coffee');
	await close();
	const place = `/polls/${poll.id}`;

	const site = await startSite({ database });
	const ada = new Visitor(site.origin);
	await ada.post('/signup', { username: 'Ada', password, password_confirmation: password });
	const vote = { choice_id: `${choiceOf(poll, 'Tea')}` };
	expect((await ada.post(place, vote)).status).toBe(303);
	const before = results((await ada.get(`${place}/results`)).text);
	carryOut('pg_dump');
	expect(await site.stop()).toBe(0);

	await server.primary.ask('truncate users, polls cascade', 'drop table tallies');
	carryOut('pg_restore');

	const again = await startSite({ database });
	try {
		const returning = new Visitor(again.origin, {}, ada.cookies);
		const after = await returning.get(`${place}/results`);
		expect(after.text).toContain('Your vote');
		expect(results(after.text)).toBe(before);
		// What keeps the tallies, and what numbers new accounts, has come back as well.
		const bea = new Visitor(again.origin);
		await bea.post('/signup', { username: 'Bea', password, password_confirmation: password });
		expect((await bea.post(place, vote)).status).toBe(303);
		expect((await bea.get(`${place}/results`)).text).toContain('2 votes');
	} finally {
		await again.stop();
	}
});
