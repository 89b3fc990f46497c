import { afterAll, beforeAll, inject } from 'vitest';
import { close, open } from '../../src/lib/server/db';
import { use } from './database';
import { startSite, type Site, type SiteOptions } from './site';
import { Visitor, type Headers } from './visitor';

/**
 * The built site, running for the tests of one file on a database of its own, which this process
 * has opened too: what the tests make with the rules is there on the site.
 */
export function runningSite(options: SiteOptions = {}) {
	let site: Site;

	beforeAll(async () => {
		use(inject('server'));
		site = await startSite(options);
		await open(site.database.url);
	});

	afterAll(async () => {
		await close();
		await site?.stop();
	});

	return {
		get site() {
			return site;
		},
		visitor: (usual?: Headers) => new Visitor(site.origin, usual),
		/** Somebody new, signed up through the site. */
		async member(username: string, password = 'seven quiet herons') {
			const visitor = new Visitor(site.origin);
			const fields = { username, password, password_confirmation: password };
			const { status } = await visitor.post('/signup', fields);
			if (status !== 303) throw new Error(`Signing up ${username} was answered ${status}`);
			// The greeting is told once; it is not part of what is tested next.
			await visitor.follow();
			return visitor;
		}
	};
}
