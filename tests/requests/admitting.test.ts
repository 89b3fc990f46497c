import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import * as administration from '../../src/lib/server/administration';
import { db } from '../../src/lib/server/db';
import * as tables from '../../src/lib/server/db/schema';
import { recoveryCodes } from '../../src/lib/server/db/schema-accounts';
import * as users from '../../src/lib/server/users';
import { projectFolder } from '../support/database';
import { codesOf } from '../support/people';
import { aPollBy } from '../support/polls';
import { runningSite } from '../support/running';
import type { Visitor } from '../support/visitor';

const { visitor, member } = runningSite();
const routes = join(projectFolder, 'src/routes');

/** Every page and action below a group of routes, as addresses; a new one is found by itself. */
function rooms(group: string, ids: Record<string, number>) {
	const files = readdirSync(join(routes, group), { recursive: true, encoding: 'utf8' });
	return files
		.filter((file) => /\+(page\.server|server)\.ts$/.test(file))
		.flatMap((file) => {
			const folder = `/${file.replace(/\/?\+[^/]+$/, '')}`;
			const path = folder.replace(/(\w+)\/\[id=id\]/, (_, what) => `${what}/${ids[what]}`);
			const source = readFileSync(join(routes, group, file), 'utf8');
			const [, body = ''] = /export const actions = \{(.*)\} satisfies/s.exec(source) ?? [];
			const name = body.includes('\n') ? /^\t(\w+):/gm : /(\w+):/g;
			const names = [...body.matchAll(name)].map(([, each]) => each!);
			const posts = names.map((each) => (each === 'default' ? path : `${path}?/${each}`));
			return [{ path, posts }];
		});
}

let people: Record<'owner' | 'other' | 'superuser', Visitor>;
let gone: (() => Promise<Visitor>)[];
let ownRooms: ReturnType<typeof rooms>;
let closedRooms: ReturnType<typeof rooms>;

/** All that there is of the owner, but for what says when it was looked at. */
async function everything() {
	const { users, polls, choices, votes, sessions } = tables;
	const kept = [users, polls, choices, votes, recoveryCodes];
	const rows = await Promise.all(kept.map((table) => db.select().from(table)));
	const open = await db.select({ id: sessions.id, userId: sessions.userId }).from(sessions);
	return JSON.stringify(
		[...rows, open].map((some) => some.map((row) => JSON.stringify(row)).sort())
	);
}

beforeAll(async () => {
	people = {
		owner: await member('Olga Owner'),
		other: await member('Other'),
		superuser: await member('Root')
	};
	const idOf = async (name: string) => (await users.find(name))!.id;
	await administration.promote(null, await idOf('Root'));
	const owner = (await users.find('Olga Owner'))!;
	await codesOf(owner);
	const poll = await aPollBy(owner.id, 'Whose is this?', ['Mine', 'Yours']);
	const ids = { people: owner.id, polls: poll.id };
	[ownRooms, closedRooms] = [rooms('(member)', ids), rooms('(administrator)', ids)];
	// Who was let in and is not any more, an author and a superuser.
	let count = 0;
	gone = [false, true].map((isSuperuser) => async () => {
		const name = `Gone ${++count}`;
		const who = await member(name);
		await aPollBy(await idOf(name), 'Whose was this?', ['Mine', 'Yours']);
		if (isSuperuser) await administration.promote(null, await idOf(name));
		await administration.deactivate(null, await idOf(name));
		return who;
	});
});

test('every page and action of members and superusers is looked at', () => {
	const count = (some: typeof ownRooms) => [some.length, some.flatMap(({ posts }) => posts).length];
	expect(count(ownRooms)).toEqual([11, 13]);
	expect(count(closedRooms)).toEqual([5, 7]);
});

describe('visitors, and those who were deactivated,', () => {
	test.each(['pages', 'posts'] as const)('are led to sign in from all %s', async (kind) => {
		const before = await everything();
		for (const { path, posts } of [...ownRooms, ...closedRooms])
			for (const address of kind === 'pages' ? [path] : posts) {
				const guest = visitor();
				const { status, location } = await (kind === 'pages'
					? guest.get(address)
					: guest.post(address, {}));
				const next = new URLSearchParams({ next: path });
				expect({ status, location }, address).toEqual({ status: 303, location: `/login?${next}` });
			}
		expect(await everything()).toBe(before);
	});

	test('are signed out by asking, as an author and as a superuser', async () => {
		for (const someone of gone) {
			const who = await someone();
			const token = who.cookies.get('sessionid')!;
			for (const { path, posts } of [...ownRooms, ...closedRooms])
				for (const address of [path, ...posts]) {
					who.cookies.set('sessionid', token);
					const answer = await (address === path ? who.get(path) : who.post(address, {}));
					expect(answer.location, address).toMatch(/^\/login\?next=/);
					expect(who.cookies.has('sessionid'), address).toBe(false);
				}
		}
	});
});

describe('another member', () => {
	test('sees and changes nothing of the owner’s, whatever is asked for', async () => {
		const before = await everything();
		for (const { path, posts } of ownRooms) {
			const page = await people.other.get(path);
			const ofPoll = /^\/polls\/\d/.test(path);
			expect(page.status, path).toBe(ofPoll ? 403 : 200);
			const data = await people.other.get(`${path}/__data.json`);
			expect(page.text + data.text, path).not.toContain('Olga Owner');
			// A poll's are for its author; all else is one's own, and not for another's form.

			const as = `${(await users.find('Olga Owner'))!.id}`;
			for (const post of posts) {
				const { status } = await people.other.post(post, ofPoll ? {} : { as });
				expect(status, post).toBe(ofPoll ? 403 : 409);
			}
		}
		expect(await everything()).toBe(before);
	});

	test.each(['owner', 'other'] as const)('and the %s find no administration', async (who) => {
		const before = await everything();
		for (const { path, posts } of closedRooms) {
			expect((await people[who].get(path)).status, path).toBe(404);
			for (const post of posts) expect((await people[who].post(post, {})).status, post).toBe(404);
		}
		expect(await everything()).toBe(before);
	});
});

test('the owner and a superuser are let in where they belong', async () => {
	for (const { path } of ownRooms) expect((await people.owner.get(path)).status, path).toBe(200);
	for (const { path } of closedRooms)
		expect((await people.superuser.get(path)).status, path).toBe(200);
	// A superuser is a member, and not everybody's author.
	const { path } = ownRooms.find(({ path }) => path.endsWith('/edit'))!;
	expect((await people.superuser.get(path)).status).toBe(403);
});
