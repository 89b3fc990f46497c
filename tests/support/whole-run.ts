import type { TestProject } from 'vitest/node';
import { finish, prepare, type TestServer } from './database';
import { watchLogs } from './log-watch';

declare module 'vitest' {
	interface ProvidedContext {
		server: TestServer;
	}
}

/** One PostgreSQL for the whole run of vitest, and one watch over the logs of all sites. */
export default async function (project: TestProject) {
	// Every project inherits this file; what the root provides reaches them all.
	if (!project.isRootProject()) return;
	const server = await prepare();
	project.provide('server', server);
	const endWatch = watchLogs();
	return async () => {
		await finish(server);
		endWatch();
	};
}
