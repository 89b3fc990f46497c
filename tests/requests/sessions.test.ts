import { createHash } from 'node:crypto';
import { eq } from 'drizzle-orm';
import { describe, expect, test } from 'vitest';
import { db } from '../../src/lib/server/db';
import { sessions, users } from '../../src/lib/server/db/schema';
import * as lifecycle from '../../src/lib/server/sessions';
import { startSite } from '../support/site';
import { runningSite } from '../support/running';
import { Visitor } from '../support/visitor';

const running = runningSite();
const day = 86_400_000;
const fromNow = (days: number) => new Date(Date.now() + days * day);
const tokenOf = (visitor: Visitor) => visitor.cookies.get('sessionid') ?? '';
const rowOf = (token: string) => eq(sessions.id, createHash('sha256').update(token).digest('hex'));
const whoIs = async (visitor: Visitor) =>
	JSON.parse((await visitor.get('/current-user')).text).user;

async function age(visitor: Visitor, values: Partial<typeof sessions.$inferInsert>) {
	const changed = await db
		.update(sessions)
		.set(values)
		.where(rowOf(tokenOf(visitor)))
		.returning();
	expect(changed).toHaveLength(1);
}

describe('the session cookie', () => {
	test('has exactly the promised attributes on plain http', async () => {
		const fields = { username: 'Ada', password: 'seven quiet herons' };
		const { setCookies } = await running
			.visitor()
			.post('/signup', { ...fields, password_confirmation: fields.password });
		const cookie = setCookies.find((line) => line.startsWith('sessionid='));
		expect(cookie).toMatch(
			/^sessionid=[a-z2-7]{40}; Max-Age=1209600; Path=\/; HttpOnly; SameSite=Lax$/
		);
	});

	test('is Secure as well where the origin is https, when set and when cleared', async () => {
		const origin = 'https://polls.example.org';
		const site = await startSite({ database: running.site.database, env: { ORIGIN: origin } });
		try {
			const headers = { host: 'polls.example.org', origin };
			const fields = { username: 'Secura', password: 'seven quiet herons' };
			const visitor = new Visitor(`http://localhost:${new URL(site.origin).port}`, headers);
			const { setCookies } = await visitor.post(
				'/signup',
				{ ...fields, password_confirmation: fields.password },
				headers
			);
			expect(setCookies.find((line) => line.startsWith('sessionid='))).toMatch(
				/^sessionid=\w+; Max-Age=1209600; Path=\/; HttpOnly; Secure; SameSite=Lax$/
			);
			const cleared = await visitor.post('/logout', {}, headers);
			expect(cleared.setCookies.find((line) => line.startsWith('sessionid='))).toBe(
				'sessionid=; Max-Age=0; Path=/; HttpOnly; Secure; SameSite=Lax'
			);
		} finally {
			await site.stop();
		}
	});

	test('is not set for visitors', async () => {
		for (const path of ['/', '/login', '/current-user']) {
			expect((await running.visitor().get(path)).setCookies).toEqual([]);
		}
	});
});

describe('the table of sessions', () => {
	test('holds nothing that works as a cookie', async () => {
		const bea = await running.member('Bea');
		const rows = await db.select().from(sessions);
		expect(JSON.stringify(rows)).not.toContain(tokenOf(bea));
		for (const { id } of rows) {
			const thief = running.visitor();
			thief.cookies.set('sessionid', id);
			expect(await whoIs(thief)).toBeNull();
		}
	});

	test.each(['x', 'a'.repeat(40), 'ä', '"; drop table sessions', '%00', 'a'.repeat(5_000)])(
		'never takes over a planted token: %j',
		async (planted) => {
			const victim = running.visitor();
			victim.cookies.set('sessionid', encodeURIComponent(planted));
			expect(await whoIs(victim)).toBeNull();
			expect(victim.cookies.has('sessionid')).toBe(false);

			victim.cookies.set('sessionid', encodeURIComponent(planted));
			const name = `Victim ${createHash('md5').update(planted).digest('hex').slice(0, 8)}`;
			const fields = { username: name, password: 'seven quiet herons' };
			await victim.post('/signup', { ...fields, password_confirmation: fields.password });
			expect(tokenOf(victim)).toMatch(/^[a-z2-7]{40}$/);
			expect(tokenOf(victim)).not.toBe(planted);
		}
	);
});

describe('the life of a session', () => {
	test('is left alone in its first half', async () => {
		const cleo = await running.member('Cleo');
		const expiresAt = fromNow(7.1);
		await age(cleo, { expiresAt });
		await cleo.get('/');
		expect(cleo.answer?.setCookies).toEqual([]);
		expect(
			await db
				.select()
				.from(sessions)
				.where(rowOf(tokenOf(cleo)))
		).toMatchObject([{ expiresAt }]);
	});

	test('is renewed in its second half, under the same token', async () => {
		const dora = await running.member('Dora');
		const token = tokenOf(dora);
		await age(dora, { expiresAt: fromNow(6.9) });
		const { setCookies } = await dora.get('/');
		expect(setCookies).toEqual([
			`sessionid=${token}; Max-Age=1209600; Path=/; HttpOnly; SameSite=Lax`
		]);
		const [row] = await db.select().from(sessions).where(rowOf(token));
		expect(row!.expiresAt.getTime()).toBeGreaterThan(fromNow(13.9).getTime());
	});

	test('ends when nobody came for 14 days', async () => {
		const edith = await running.member('Edith');
		await age(edith, { expiresAt: fromNow(-0.001) });
		expect(await whoIs(edith)).toBeNull();
		expect(edith.cookies.has('sessionid')).toBe(false);
	});

	test('ends 30 days after the sign-in, however often it was renewed', async () => {
		const fay = await running.member('Fay');
		await age(fay, { createdAt: fromNow(-29.9), expiresAt: fromNow(1) });
		expect(await whoIs(fay)).toMatchObject({ username: 'Fay' });
		await age(fay, { createdAt: fromNow(-30.001) });
		expect(await whoIs(fay)).toBeNull();
	});

	test('ends at the next request of someone deactivated or deleted', async () => {
		const gwen = await running.member('Gwen');
		await db.update(users).set({ isActive: false }).where(eq(users.username, 'Gwen'));
		expect(await whoIs(gwen)).toBeNull();
		expect(gwen.cookies.has('sessionid')).toBe(false);

		const hana = await running.member('Hana');
		await db.delete(users).where(eq(users.username, 'Hana'));
		expect(await whoIs(hana)).toBeNull();
	});

	test('leaves no row behind once it can no longer be resumed', async () => {
		const ida = await running.member('Ida');
		const jane = await running.member('Jane');
		const kate = await running.member('Kate');
		await age(ida, { expiresAt: fromNow(-1) });
		await age(jane, { createdAt: fromNow(-31) });

		await lifecycle.purge();
		expect(
			await db
				.select()
				.from(sessions)
				.where(rowOf(tokenOf(ida)))
		).toEqual([]);
		expect(
			await db
				.select()
				.from(sessions)
				.where(rowOf(tokenOf(jane)))
		).toEqual([]);
		expect(await whoIs(kate)).toMatchObject({ username: 'Kate' });
	});
});

describe('/current-user', () => {
	test('says who is signed in, and no more, to be stored nowhere', async () => {
		const visitor = running.visitor();
		const nobody = await visitor.get('/current-user');
		expect(nobody).toMatchObject({ status: 200, text: '{"user":null}' });

		const lea = await running.member('Lea');
		const { headers, text } = await lea.get('/current-user');
		expect(headers).toMatchObject({
			'cache-control': 'no-store',
			'content-type': 'application/json'
		});
		const { user } = JSON.parse(text);
		expect(user).toEqual({ id: expect.any(Number), username: 'Lea', is_active: true });
	});
});
