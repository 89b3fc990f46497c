import { program } from 'commander';
import * as database from '../lib/server/db';
import { migrate } from '../lib/server/db/migrations';
import * as sessions from '../lib/server/sessions';
import * as people from './people';
import { seed } from './seed';
import { Refused, say } from './terminal';

/**
 * The management commands: `npm run manage -- <command>` in a checkout, `node build/manage.js` where
 * only the build is. They ask the same rules as the site and may run beside it.
 */

// What is said on the way must not stand in the output that programs read.
console.log = console.error;

/** Runs a command on the open and migrated database, and says in a sentence what went wrong. */
const command =
	<Given extends unknown[]>(run: (...given: Given) => Promise<unknown>) =>
	async (...given: Given) => {
		try {
			const address = await database.address();
			await migrate(address);
			await database.open(address);
			await run(...given);
		} catch (cause) {
			console.error(explained(cause));
			process.exitCode = (cause as Error).name === 'ExitPromptError' ? 130 : 1;
		} finally {
			await database.close();
			await database.leave().catch(() => {});
		}
		// A prompt or a pipe that nobody reads any more must not keep the process.
		process.stdin.destroy();
	};

function explained(cause: unknown) {
	if (cause instanceof Refused) return cause.message;
	if ((cause as Error).name === 'ExitPromptError') return 'Nothing was changed.';
	if (database.isOutage(cause)) {
		return `The database does not answer (${database.errorCode(cause)}). Is DATABASE_URL right?`;
	}
	// A database error's text carries the query's parameters, hashes among them.
	const code = database.errorCode(cause);
	return code ? `The database refused: ${code}` : String((cause as Error).message ?? cause);
}

const whom = ['[username]', 'or SHOW_OF_HANDS_USERNAME'] as const;
const why = ['--reason <text>', 'for the activity log'] as const;
const password = 'password from SHOW_OF_HANDS_PASSWORD, standard input, or asked for';

program
	.name('manage')
	.description('Manages Show of Hands from a terminal.')
	.showHelpAfterError('(add --help for help)');

program
	.command('createsuperuser')
	.description(`make an account that is a superuser (${password})`)
	.argument(...whom)
	.action(command((name?: string) => people.createSuperuser(name)));
program
	.command('changepassword')
	.description(`set somebody's password and end their sessions (${password})`)
	.argument(...whom)
	.action(command((name?: string) => people.changePassword(name)));
program
	.command('password-link')
	.description('make a one-time link for somebody locked out')
	.argument(...whom)
	.option(...why)
	.action(command(people.passwordLink));

const deeds = {
	deactivate: 'end all sessions of somebody, and let them in no more',
	activate: 'let somebody in again',
	promote: 'make somebody a superuser',
	demote: 'make a superuser a member'
} as const;
for (const deed of Object.keys(deeds) as (keyof typeof deeds)[]) {
	program
		.command(deed)
		.description(deeds[deed])
		.argument(...whom)
		.option(...why)
		.action(command(people.changes(deed)));
}

program
	.command('users')
	.description('list everybody')
	.option('--json', 'for programs')
	.action(command(people.list));
program
	.command('purge-sessions')
	.description('delete sessions that have ended')
	.action(command(() => sessions.purge().then(() => say('The sessions that had ended are gone.'))));
program
	.command('seed')
	.description('fill a site with sample people, polls and votes, to develop on')
	.option('--people <number>', 'how many vote', '500')
	.option('--polls <number>', 'how many are asked', '64')
	.option('--force', 'also where people are already, or at an https address')
	.action(command(seed));
program
	.command('migrate')
	.description('bring the tables up to date')
	.action(command(async () => say('The tables are up to date.')));

await program.parseAsync();
