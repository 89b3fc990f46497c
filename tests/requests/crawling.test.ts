import { createHash } from 'node:crypto';
import { eq } from 'drizzle-orm';
import { beforeAll, describe, expect, test } from 'vitest';
import * as administration from '../../src/lib/server/administration';
import { db } from '../../src/lib/server/db';
import * as tables from '../../src/lib/server/db/schema';
import * as accountTables from '../../src/lib/server/db/schema-accounts';
import * as polls from '../../src/lib/server/polls';
import * as users from '../../src/lib/server/users';
import { crawl } from '../support/crawl';
import { hostilePosts } from '../support/hostile';
import { codesOf } from '../support/people';
import { choiceOf } from '../support/polls';
import { runningSite } from '../support/running';
import type { Visitor } from '../support/visitor';

const running = runningSite();
const password = 'seven quiet herons';
const readers = ['a visitor', 'a member', 'a superuser'] as const;
const people = {} as Record<(typeof readers)[number], Visitor>;
/** Found by following links, as each of them. */
const found = {} as Record<(typeof readers)[number], Awaited<ReturnType<typeof crawl>>>;
const secrets: string[] = [password];
let before: string;

/** All that a request could change, but for sessions being seen and what is written about it. */
async function everything() {
	const { users, polls, choices, votes } = tables;
	const { recoveryCodes, passwordLinks, activities } = accountTables;
	const kept = [users, polls, choices, votes, recoveryCodes, passwordLinks, activities];
	const rows = await Promise.all(kept.map((table) => db.select().from(table)));
	const sessions = await db.select({ id: tables.sessions.id }).from(tables.sessions);
	return JSON.stringify(
		[...rows, sessions].map((some) => some.map((row) => JSON.stringify(row)).sort())
	);
}

beforeAll(async () => {
	people['a visitor'] = running.visitor();
	people['a member'] = await running.member('Ada');
	people['a superuser'] = await running.member('Root');
	const [ada, root] = [await users.find('Ada'), await users.find('Root')];
	await administration.promote(null, root!.id);
	for (const closesAt of [null, new Date(Date.now() + 1e9)]) {
		const question = closesAt ? 'Lunch?' : 'Dinner?';
		const id = await polls.create(ada!.id, { question, choices: ['Soup', 'Salad'], closesAt });
		await polls.vote(root!.id, id, choiceOf((await polls.find(id))!, 'Soup'));
	}
	secrets.push(...(await codesOf(ada!)));
	for (const visitor of Object.values(people)) {
		const token = visitor.cookies.get('sessionid');
		if (token) secrets.push(token, createHash('sha256').update(token).digest('hex'));
	}
	for (const { passwordHash } of await db.select().from(tables.users)) secrets.push(passwordHash!);
	for (const { hash } of await db.select().from(accountTables.recoveryCodes)) secrets.push(hash);

	before = await everything();
	for (const reader of readers) found[reader] = await crawl(people[reader]);
}, 120_000);

describe('what is found by following links as', () => {
	test.each(readers)('%s is more than a few pages, and none fails', (reader) => {
		const { pages } = found[reader];
		expect(pages.length).toBeGreaterThan(
			{ 'a visitor': 8, 'a member': 18, 'a superuser': 22 }[reader]
		);
		for (const { path, answer } of pages)
			expect([200, 302, 303, 404], path).toContain(answer.status);
	});

	test.each(readers)('%s is stored nowhere', (reader) => {
		for (const { path, answer } of found[reader].pages)
			expect(answer.headers['cache-control'], path).toBe('no-store');
	});

	test.each(readers)(
		'%s holds no hash, token, password or flag, as a page or as data',
		async (reader) => {
			for (const { path, answer } of found[reader].pages) {
				const url = new URL(path, running.site.origin);
				const dataPath = `${url.pathname.replace(/\/$/, '')}/__data.json${url.search}`;
				const data = await people[reader].get(dataPath);
				expect(data.headers['cache-control'], dataPath).toBe('no-store');
				for (const { text, setCookies } of [answer, data]) {
					for (const secret of secrets) expect(text, path).not.toContain(secret);
					expect(text, path).not.toMatch(/argon2|is_?superuser|password_?hash|token/i);
					expect(setCookies.join(), path).not.toContain('sessionid');
				}
			}
		}
	);
});

test('looking at everything, in every way, changes nothing', async () => {
	const disguised = {
		'x-http-method-override': 'DELETE',
		'x-http-method': 'POST',
		'x-method-override': 'POST'
	};
	for (const reader of readers) {
		const { pages, forms } = found[reader];
		const paths = [...pages.map(({ path }) => path), ...forms.map(({ action }) => action)];
		for (const path of paths) {
			for (const method of ['GET', 'HEAD', 'OPTIONS']) {
				const { status } = await people[reader].send(method, path, disguised);
				expect(status, `${method} ${path}`).toBeLessThan(500);
			}
		}
	}
	expect(await everything()).toBe(before);
});

describe('every form of', () => {
	const signedIn = ['a member', 'a superuser'] as const;

	test.each(signedIn)(
		'%s says for whom it is, and is refused when it was another’s',
		async (reader) => {
			const { id } = JSON.parse((await people[reader].get('/current-user')).text).user;
			const other = reader === 'a member' ? 'a superuser' : 'a member';
			const { id: otherId } = JSON.parse((await people[other].get('/current-user')).text).user;
			const { forms } = found[reader];
			expect(forms.length).toBeGreaterThan(reader === 'a member' ? 9 : 11);
			for (const { page, action, fields } of forms) {
				if (page === '/recover') continue;
				expect(fields.as, `${page} → ${action}`).toBe(`${id}`);
				const answer = await people[reader].post(action, { ...fields, as: `${otherId}` });
				expect(answer.status, `${page} → ${action}`).toBe(409);
			}
			expect(await everything()).toBe(before);
		}
	);

	test.each(signedIn)(
		'%s withstands what no form of ours sends',
		{ timeout: 240_000 },
		async (reader) => {
			for (const { action } of found[reader].forms) {
				if (action === '/logout') continue;
				for (const [what, body, type] of hostilePosts) {
					const begun = performance.now();
					const headers = type === undefined ? {} : { 'content-type': type || undefined };
					const { status, text } = await people[reader].post(action, body, headers);
					expect(status, `${what} at ${action}`).toBeLessThan(500);
					expect(performance.now() - begun, `${what} at ${action}`).toBeLessThan(10_000);
					expect(text).not.toMatch(
						/^\s*at .+:\d+:\d+|node_modules|syntax error|relation "|\$argon2/im
					);
				}
			}
			const { user } = JSON.parse((await people[reader].get('/current-user')).text);
			expect(user).toMatchObject({ is_active: true });
			if (reader === 'a superuser') return;
			const [still] = await db.select().from(tables.users).where(eq(tables.users.id, user.id));
			expect(still).toMatchObject({ isSuperuser: false });
		}
	);
});
