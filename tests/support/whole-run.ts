import type { TestProject } from 'vitest/node';
import { finish, prepare, type TestServer } from './database';
import { watchLogs } from './log-watch';

declare module 'vitest' {
	interface ProvidedContext {
		server: TestServer;
		whole: boolean;
	}
}

/** One PostgreSQL for the whole run of vitest, and one watch over the logs of all sites. */
export default async function (project: TestProject) {
	// Every project inherits this file; what the root provides reaches them all.
	if (!project.isRootProject()) return;
	const server = await prepare();
	project.provide('server', server);
	// What `--mode` says does not reach the projects by itself.
	project.provide('whole', project.vite.config.mode === 'whole');
	const endWatch = watchLogs();
	return async () => {
		await finish(server);
		endWatch();
	};
}
