import { startSite } from '../../support/site';
import type { Measurement } from '../figures';
import { aReader, twentyPolls } from '../readers';
import { eavesdrop } from '../wire';

const pages = 50;

/** What a page asks of the database, heard on the wire between the two. */
export default {
	about: 'statements of a signed-in GET /, counted between the site and PostgreSQL',
	async run({ database }) {
		await twentyPolls();
		const wire = await eavesdrop(database.url);
		const site = await startSite({ database: wire, env: { DATABASE_POOL: '1' } });
		try {
			const reader = await aReader(site.origin);
			// Prepared at the first page, used at the others.
			await reader.get('/');
			const before = { ...wire.heard };
			for (let i = 0; i < pages; i++) await reader.get('/');
			const each = (what: keyof typeof before) => (wire.heard[what] - before[what]) / pages;
			return [
				{ what: 'statements', value: each('executed'), unit: '', atMost: 2, aim: 1 },
				{ what: 'of them parsed anew', value: each('parsed'), unit: '', atMost: 0 },
				{ what: 'round trips', value: each('roundTrips'), unit: '', aim: 1 }
			];
		} finally {
			await site.stop();
			wire.close();
		}
	}
} satisfies Measurement;
