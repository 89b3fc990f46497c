import { sql } from 'drizzle-orm';
import { describe, expect, test } from 'vitest';
import { db } from '../../src/lib/server/db';
import { runningSite } from '../support/running';
import type { Visitor } from '../support/visitor';

const running = runningSite();
const password = 'seven quiet herons';
const words = (visitor: Visitor) => visitor.page.querySelector('main')?.text ?? '';
/** As if the password had been asked for longer ago than counts. */
const age = () => db.execute(sql`update sessions set proven_at = now() - interval '11 minutes'`);

describe('what needs a proof', () => {
	test.each([
		['/account/recovery-codes', 'Make recovery codes', {}],
		['/account/username', 'Change username', { username: 'Typed Name' }],
		['/account/delete', 'Delete my account', { confirmation: 'Typed Name' }],
		['/account/data', 'Continue', {}]
	])(
		'%s asks for the password after ten minutes, and keeps what was typed',
		async (path, button, typed) => {
			const name = `Gwen ${button}`;
			const gwen = await running.member(name);
			await age();
			await gwen.get(path);
			for (const guess of ['', 'wrong password']) {
				await gwen.get(path);
				const { status, text } = await gwen.submit(button, { ...typed, current_password: guess });
				expect(status).toBe(401);
				expect(gwen.form(button).fields).toMatchObject({ ...typed, current_password: '' });
				expect(text).not.toContain('wrong password');
			}
			// Loaded while fresh, posted when stale: the field comes with the answer.
			const { text } = await gwen.post(path, typed);
			expect(text).toContain('Enter your password to confirm that it is you');
			const answer = await gwen.submit(button, { ...typed, current_password: password });
			expect(answer.status).not.toBe(401);
			expect(answer.location ?? '').not.toMatch(/herons|Typed/);
			if (path !== '/account/delete') {
				await gwen.get('/account/recovery-codes');
				expect(gwen.page.querySelector('[name=current_password]')).toBeNull();
			}
		}
	);

	test.each(['recovery-codes', 'username', 'delete', 'data'])(
		'tells password managers at /account/%s whose password it wants, once and only when it does',
		async (page) => {
			const fay = await running.member(`Fay ${page}`);
			const told = () =>
				fay.page
					.querySelectorAll('form [autocomplete]')
					.filter((input) => input.getAttribute('autocomplete') !== 'off')
					.map((input) => [input.getAttribute('autocomplete'), input.getAttribute('value') ?? '']);
			await fay.get(`/account/${page}`);
			expect(told()).toEqual([]);
			await age();
			await fay.get(`/account/${page}`);
			expect(told()).toEqual([
				['username', `Fay ${page}`],
				['current-password', '']
			]);
		}
	);

	test('is not asked for within ten minutes of signing in', async () => {
		const hana = await running.member('Hana');
		await hana.get('/account/recovery-codes');
		expect((await hana.submit('Make recovery codes')).status).toBe(200);
		expect(hana.page.querySelectorAll('code')).toHaveLength(10);
		await hana.get('/account/recovery-codes');
		expect(words(hana)).toMatch(/10 codes left/);
		expect(hana.page.querySelectorAll('code')).toHaveLength(0);
	});
});

describe('a proof of another account', () => {
	test('is none', async () => {
		const ida = await running.member('Ida');
		await running.member('Jane', 'another good password');
		await age();
		const answer = await ida.post('/account/recovery-codes', {
			current_password: 'another good password'
		});
		expect(answer.status).toBe(401);
	});
});
