import postgres from 'postgres';
import { config } from '../config';
import { towardsPrimary } from './hosts';

/**
 * Milliseconds. A lock that somebody else holds for long must not hold our connections for long. A
 * pooler in transaction mode refuses a client's settings: there it is told them itself (docs/scaling.md).
 */
export const timeouts = {
	lock_timeout: 500,
	statement_timeout: 5_000,
	idle_in_transaction_session_timeout: 10_000
};

/** A client of postgres.js, connected as the site does it everywhere, with these options besides. */
export function client(
	url: string,
	options: Pick<postgres.Options<never>, 'max' | 'connect_timeout' | 'backoff' | 'idle_timeout'>
): postgres.Sql {
	return postgres(url, {
		...towardsPrimary(url),
		...options,
		prepare: config.DATABASE_PREPARE,
		connection: {
			application_name: 'show-of-hands',
			...(config.DATABASE_PREPARE ? timeouts : {})
		},
		// Asked by postgres.js on each new connection, for arrays, which we do not use; when that
		// connection breaks, nobody handles the error, and the process would end.
		fetch_types: false,
		onnotice: () => {}
	});
}
