import { createHmac, randomBytes } from 'node:crypto';
import pino from 'pino';
import { config } from './config';
import { canonical } from './usernames';

/**
 * The log: JSON, one line for each event, on the standard output. Passwords, tokens, hashes and what
 * was typed do not belong in it; docs/decisions/0007-what-the-log-tells.md says what does.
 */
export const log = pino(
	{
		level: config.LOG_LEVEL,
		base: null,
		timestamp: pino.stdTimeFunctions.isoTime,
		formatters: { level: (level) => ({ level }) },
		// A net below the rule: these are never logged on purpose.
		redact: {
			paths: ['password', 'passwordHash', 'token', 'cookie', '*.password', '*.passwordHash'],
			remove: true
		}
	},
	// At once: what is buffered when a process is killed would be the lines that matter.
	pino.destination({ fd: 1, sync: true })
);

const secret = randomBytes(32);

/**
 * Stands for a typed username where sign-ins fail, for this process's lifetime: the same name, the
 * same letters. People type passwords into the wrong field, so neither the name nor a hash of it that
 * could be guessed offline may be in the log.
 */
export const pseudonym = (username: string) =>
	createHmac('sha256', secret).update(canonical(username)).digest('hex').slice(0, 12);
