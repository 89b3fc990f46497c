import type { TestProject } from 'vitest/node';
import { finish, prepare, type TestServer } from './database';

declare module 'vitest' {
	interface ProvidedContext {
		server: TestServer;
	}
}

/** One PostgreSQL for the whole run of vitest. */
export default async function (project: TestProject) {
	// Every project inherits this file; what the root provides reaches them all.
	if (!project.isRootProject()) return;
	const server = await prepare();
	project.provide('server', server);
	return () => finish(server);
}
