import { findChromium, findTextBrowser } from './browser';
import { createDatabase, finish, prepare } from './database';
import { watchLogs } from './log-watch';
import { startSite } from './site';

/** One built site for all journeys. The environment is what Playwright hands on to its workers. */
export default async function () {
	process.env.CHROMIUM_PATH = findChromium();
	findTextBrowser('w3m');
	findTextBrowser('lynx');

	const server = await prepare();
	const endWatch = watchLogs();
	const database = await createDatabase();
	const site = await startSite({ database });
	process.env.SITE_ORIGIN = site.origin;
	process.env.SITE_DATABASE = database.url;
	process.env.SITE_SERVER = JSON.stringify(server);

	return async () => {
		await site.stop();
		await database.drop();
		await finish(server);
		endWatch();
	};
}
