import { describe, expect, test } from 'vitest';
import { aPoll } from '../support/polls';
import { runningSite } from '../support/running';
import { startSite } from '../support/site';
import { Visitor, type Headers } from '../support/visitor';

const running = runningSite();
const none = undefined;

describe('a post', () => {
	test.each<[string, Headers]>([
		['from a text browser, which sends neither header', { 'sec-fetch-site': none, origin: none }],
		['from this site', { 'sec-fetch-site': 'same-origin' }],
		['typed by the user', { 'sec-fetch-site': 'none', origin: none }],
		['of an older browser on this site', { 'sec-fetch-site': none }],
		[
			'that says same-origin under a proxy’s origin',
			{ 'sec-fetch-site': 'same-origin', origin: 'null' }
		]
	])('%s is accepted', async (_, headers) => {
		expect((await running.visitor().post('/logout', {}, headers)).status).toBe(401);
	});

	test.each<[string, Headers]>([
		['from another site', { 'sec-fetch-site': 'cross-site' }],
		['from a neighbouring subdomain', { 'sec-fetch-site': 'same-site' }],
		['from an unknown relation', { 'sec-fetch-site': 'nonsense' }],
		[
			'of an older browser on another site',
			{ 'sec-fetch-site': none, origin: 'https://evil.example' }
		],
		['from a sandbox (null)', { 'sec-fetch-site': none, origin: 'null' }],
		['from another port', { 'sec-fetch-site': none, origin: 'http://localhost:1' }]
	])('%s is refused with a readable 403, and changes nothing', async (_, headers) => {
		const ada = await running.member(`Ada ${Math.random()}`);
		const poll = await aPoll();
		const vote = { choice_id: `${poll.choices[0]!.id}` };
		for (const [path, fields] of [
			['/logout', {}],
			[`/polls/${poll.id}`, vote]
		] as const) {
			const { status, text } = await ada.post(path, fields, headers);
			expect(status).toBe(403);
			expect(text).toContain('This form was sent from another site');
		}
		expect((await ada.get('/current-user')).text).toContain('Ada');
		await ada.get(`/polls/${poll.id}/results`);
		expect(ada.page.text).toContain('Total votes: 0');
	});
});

test('a post of a site that claims our name by its Host is refused', async () => {
	// Without a configured origin any Host is answered; who posts is told by our own all the same.
	const site = await startSite({ database: running.site.database, env: { ORIGIN: '' } });
	try {
		const rebound = new Visitor(site.origin, { host: 'evil.example' });
		const forged = { 'sec-fetch-site': none, origin: 'http://evil.example' };
		expect((await rebound.get('/logout')).status).toBe(200);
		expect((await rebound.post('/logout', {}, forged)).status).toBe(403);
		expect((await rebound.post('/logout', {}, { ...forged, origin: site.origin })).status).toBe(
			401
		);
	} finally {
		await site.stop();
	}
});

test('a GET, a HEAD or a disguised method never signs out', async () => {
	const bea = await running.member('Bea');
	await bea.get('/logout', { 'x-http-method-override': 'POST', 'x-method-override': 'POST' });
	await bea.get('/logout?_method=POST', { purpose: 'prefetch', 'sec-purpose': 'prefetch' });
	await bea.send('HEAD', '/logout');
	expect((await bea.get('/current-user')).text).toContain('Bea');
});
