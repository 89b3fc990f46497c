import { afterAll, beforeAll, inject } from 'vitest';
import { close, open } from '../../src/lib/server/db';
import { createDatabase, use, type TestDatabase } from './database';

let database: TestDatabase;

use(inject('server'));

beforeAll(async () => {
	database = await createDatabase();
	await open(database.url);
});

afterAll(async () => {
	await close();
	await database?.drop();
});
