import { execFileSync } from 'node:child_process';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import * as embedded from '../../src/lib/server/db/embedded';
import { until } from '../support/crowds';
import { aPassword as password } from '../support/people';
import { startSite } from '../support/site';
import { Visitor } from '../support/visitor';

let folder: string;

beforeEach(async () => {
	folder = await mkdtemp(join(tmpdir(), 'restoring-'));
	await chmod(folder, 0o755);
});
afterEach(async () => {
	await embedded.stop(join(folder, 'data'));
	await rm(folder, { recursive: true });
});

/** The site on its own PostgreSQL, started from a folder that is not the project's. */
const siteIn = (name: string, ready = true) =>
	startSite({
		database: { url: '' },
		env: { DATA_DIR: join(folder, name) },
		from: tmpdir(),
		ready
	});

test('the very first page of a new site has the sample polls', async () => {
	const site = await siteIn('new', false);
	const guest = new Visitor(site.origin);
	const asked = () => guest.get('/').then(Boolean, () => false);
	await until(asked, 60_000);
	expect(guest.answer?.status).toBe(200);
	expect(guest.page.querySelectorAll('main h2').length).toBeGreaterThan(5);
	expect(await site.stop()).toBe(0);
});

test('a copy of the data folder, made while the site is stopped, has everything', async () => {
	const site = await siteIn('data');
	const ada = new Visitor(site.origin);
	const fields = { username: 'Ada', password, password_confirmation: password };
	expect((await ada.post('/signup', fields)).status).toBe(303);
	// The samples, of which some are closed.
	let poll = 0;
	const radio = () => ada.page.querySelector('input[name=choice_id]');
	do await ada.get(`/polls/${++poll}`);
	while (!radio() && poll < 20);
	const vote = { choice_id: radio()!.getAttribute('value')! };
	expect((await ada.post(`/polls/${poll}`, vote)).status).toBe(303);
	const results = await ada.get(`/polls/${poll}/results`);
	expect(await site.stop()).toBe(0);

	// As docs/operations.md says: owners and modes have to come along.
	execFileSync('tar', ['-C', folder, '-czf', join(folder, 'backup.tar.gz'), 'data']);
	await rm(join(folder, 'data'), { recursive: true });
	execFileSync('tar', ['-C', folder, '-xzpf', join(folder, 'backup.tar.gz')]);

	const again = await siteIn('data');
	const returning = new Visitor(again.origin);
	expect((await returning.post('/login', { username: 'ada', password })).status).toBe(303);
	const restored = await returning.get(`/polls/${poll}/results`);
	const table = /<table[^]*<\/table>/;
	expect(restored.text).toContain('Your vote');
	expect(table.exec(restored.text)![0]).toBe(table.exec(results.text)![0]);
	expect(await again.stop()).toBe(0);
});
