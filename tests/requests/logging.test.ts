import { createHash } from 'node:crypto';
import { sql } from 'drizzle-orm';
import { beforeAll, describe, expect, test } from 'vitest';
import { db } from '../../src/lib/server/db';
import { users } from '../../src/lib/server/db/schema';
import { aPoll } from '../support/polls';
import { runningSite } from '../support/running';

const running = runningSite({ env: { LOG_LEVEL: 'debug' } });
const password = 'seven quiet herons';
const typo = 'my secret typed as a name';

type Line = Record<string, unknown> & { event: string; requestId: string };
const lines = () =>
	running.site
		.output()
		.split('\n')
		.filter(Boolean)
		.map((line) => JSON.parse(line) as Line);
const named = (event: string) => lines().filter((line) => line.event === event);

const secrets: string[] = [password, encodeURIComponent(password), password.replaceAll(' ', '+')];
const answers: Record<string, string> = {};

/**
 * All that happens on a site, well and badly, after which its log is read. The names are too long to
 * come about by chance in a request's id.
 */
beforeAll(async () => {
	const ada = await running.member('Adalina', password);
	secrets.push(ada.cookies.get('sessionid')!);
	const poll = await aPoll();
	await ada.post(`/polls/${poll.id}`, { choice_id: `${poll.choices[0]!.id}` });
	await ada.post('/logout', {});

	const bea = running.visitor();
	for (const wrong of ['wrong password one', 'wrong password one two']) {
		secrets.push(wrong);
		await bea.post('/login', { username: 'Adalina', password: wrong });
	}
	await bea.post('/login', { username: typo, password });
	await bea.post('/login', { username: `x\n{"event":"forged"}\r\n`, password });
	await bea.post('/login', { username: 'Adalina', password });
	secrets.push(bea.cookies.get('sessionid')!);
	for (let i = 0; i < 12; i++) await bea.post('/login', { username: 'guessed', password: 'wrong' });

	await bea.post('/logout', {}, { 'sec-fetch-site': 'cross-site' });
	await bea.get('/', { host: 'evil.example' });
	await bea.get(`/login?next=/polls/${poll.id}&password=${encodeURIComponent(password)}`);
	await bea.post('/login', `username=a&username=b&password=${password}`);

	// A failure of ours whose parameters hold the new account's hash.
	await db.execute(sql`create function broken() returns trigger language plpgsql as
		$$ begin raise exception 'no: %', new.password_hash; end $$`);
	await db.execute(
		sql`create trigger broken before insert on users for each row execute function broken()`
	);
	const cleo = running.visitor();
	const fields = { username: 'Cleopatra', password, password_confirmation: password };
	const { status, headers, text } = await cleo.post('/signup', fields);
	expect(status).toBe(500);
	answers.page = text;
	answers.id = String(headers['x-request-id']);
	await db.execute(sql`drop trigger broken on users`);

	for (const { hash } of await db.select({ hash: users.passwordHash }).from(users)) {
		if (hash) secrets.push(hash);
	}
});

describe('the log', () => {
	test('is JSON, a line for each event, with a time and a level', () => {
		expect(lines().length).toBeGreaterThan(20);
		for (const line of lines()) {
			expect(line).toMatchObject({
				level: expect.stringMatching(/^(debug|info|warn|error)$/),
				time: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
				event: expect.any(String)
			});
			if (line.event !== 'started') expect(line.requestId).toMatch(/^[0-9a-f-]{36}$/);
		}
		expect(named('forged')).toEqual([]);
	});

	test('tells who signed up, in and out', async () => {
		const [ada] = await db.select().from(users);
		for (const event of ['signed-up', 'signed-in', 'signed-out']) {
			expect(named(event)).toEqual([expect.objectContaining({ userId: ada!.id, level: 'info' })]);
		}
	});

	test('tells failed sign-ins apart by name, without the name', () => {
		const [one, two, other] = named('sign-in-failed');
		expect(one).toMatchObject({ level: 'warn', why: 'invalid-credentials' });
		expect(one?.name).toBe(two?.name);
		expect(one?.name).not.toBe(other?.name);
		expect(running.site.output()).not.toContain(typo);
		expect(running.site.output()).not.toMatch(/adalina|cleopatra/i);
	});

	test('tells refusals and throttling', () => {
		expect(named('refused').map(({ why }) => why)).toEqual(['foreign', 'host']);
		expect(named('throttled')).toHaveLength(2);
		expect(named('throttled')[0]).toMatchObject({ kind: 'sign-in', from: '127.0.0.1' });
	});

	test('tells a failure by its code and the id that its page shows', () => {
		const failures = lines().filter(({ level }) => level === 'error');
		expect(failures).toEqual([
			expect.objectContaining({ event: 'failure', error: 'P0001', requestId: answers.id })
		]);
		expect(answers.page).toContain(answers.id);
		expect(answers.page).not.toMatch(/argon2|insert into|P0001/i);
	});

	test('has no password, hash or token in it', () => {
		const text = running.site.output();
		const more = secrets.map((secret) => createHash('sha256').update(secret).digest('hex'));
		for (const secret of [...secrets, ...more]) expect(text).not.toContain(secret);
		expect(text).not.toMatch(/argon2|\$m=|sessionid|insert into/i);
	});
});
