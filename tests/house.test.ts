import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readHouse, type House } from './support/house';
import { checks } from './support/house-rules';

const house = readHouse(join(import.meta.dirname, '..'));

describe('this house', () => {
	test.each(Object.keys(checks))('%s', (name) => {
		expect(checks[name]!(house)).toEqual([]);
	});
});

/** For each check, what it must complain of. */
const faults: Record<string, House[]> = {
	'nothing stands at the top but what belongs there': [{ 'notes.txt': '' }, { 'lib/a.ts': '' }],
	'routes know forms, components, format and the server, never the database': [
		{ 'src/routes/(public)/+page.server.ts': `import { db } from '$lib/server/db';` },
		{ 'src/routes/(public)/+page.server.ts': `import { users } from '$lib/server/db/schema';` },
		{
			'src/routes/(public)/+page.svelte': `<script lang="ts">\nimport a from '$lib/words';\n</script>`
		}
	],
	'components know components and format': [
		{
			'src/lib/components/A.svelte': `<script lang="ts">\nimport type { U } from '$lib/server/users';\n</script>`
		},
		{ 'src/lib/components/A.svelte': `<script>\nimport { f } from '../forms/users';\n</script>` }
	],
	'forms know zod only': [
		{ 'src/lib/forms/polls.ts': `import { page } from '$app/state';` },
		{ 'src/lib/forms/polls.ts': `import { find } from '../server/polls';` }
	],
	'rules know no Kit, no cookies and no porch': [
		{ 'src/lib/server/polls.ts': `import { error } from '@sveltejs/kit';` },
		{ 'src/lib/server/polls.ts': `const kit = await import('@sveltejs/kit');` },
		{ 'src/lib/server/polls.ts': `import { superValidate } from 'sveltekit-superforms';` },
		{ 'src/lib/server/users.ts': `import * as sessions from './sessions';` },
		{ 'src/lib/server/new-rule.ts': `import * as doors from '$lib/server/doors';` }
	],
	'management commands know rules, forms and the database, no Kit and of the porch only sessions': [
		{ 'src/manage/index.ts': `import { resolve } from '$app/paths';` },
		{ 'src/manage/people.ts': `import * as doors from '../lib/server/doors';` }
	],
	'the database knows no rules': [
		{ 'src/lib/server/db/index.ts': `import * as users from '../users';` }
	],
	'the embedded database knows nothing else of the site': [
		{ 'src/lib/server/db/embedded.ts': `import { config } from '../config';` },
		{ 'src/lib/server/db/embedded/a.ts': `import { sql } from 'drizzle-orm';` }
	],
	'Lucia, Argon2 and PostgreSQL are each known to one room': [
		{ 'src/lib/server/users.ts': `import { hash } from '@node-rs/argon2';` },
		{ 'src/hooks.server.ts': `import { Lucia } from 'lucia';` },
		{ 'src/lib/server/users.ts': `import postgres from 'postgres';` }
	],
	'what a browser gets knows nothing of the server': [
		{ 'src/routes/(public)/+page.ts': `import * as polls from '$lib/server/polls';` },
		{ 'src/lib/format.ts': `import type { Poll } from './server/polls';` }
	],
	'there are no barrels': [
		{ 'src/lib/forms/all.ts': `export * from './users';` },
		{ 'src/lib/forms/all.ts': `export { credentials } from './users';` },
		{ 'src/lib/forms/index.ts': '' }
	],
	'there are no drawers': [
		{ 'src/lib/utils.ts': '' },
		{ 'tests/helpers/a.ts': '' },
		{ 'src/lib/types/a.ts': '' }
	],
	'no file is longer than 200 lines': [
		{ 'src/lib/format.ts': '\n'.repeat(201) },
		{ 'tests/rules/voting.test.ts': '\n'.repeat(201) }
	],
	'every route stands in a group, and doors.ts names the group': [
		{
			'src/routes/(club)/+page.svelte': '',
			'src/lib/server/doors.ts': `const doors = {\n'(public)': 'anybody'\n}`
		},
		{
			'src/routes/open/+server.ts': '',
			'src/lib/server/doors.ts': `const doors = {\n'(public)': 'anybody'\n}`
		}
	],
	'only config.ts reads the environment': [
		{ 'src/lib/server/limits.ts': `const most = process.env.MOST;` },
		{ 'src/lib/server/limits.ts': `const { env } = process;` },
		{ 'src/lib/server/limits.ts': `import { env } from '$env/dynamic/private';` }
	],
	'nothing is left for later': [{ 'src/lib/format.ts': '// TO' + 'DO: plurals' }],
	'links are made with resolve()': [
		{ 'src/lib/components/A.svelte': '<a href="/login">Login</a>' },
		{ 'src/lib/components/A.svelte': '<a href={`/polls/${id}`}>Poll</a>' },
		{ 'src/lib/components/A.svelte': '<form method="post" action="/logout"></form>' },
		{ 'src/routes/(public)/+page.server.ts': `redirect(303, '/login');` }
	],
	'files have kebab-case names, components PascalCase': [
		{ 'src/lib/server/rateLimits.ts': '' },
		{ 'src/lib/components/site-header.svelte': '' },
		{ 'src/routes/(public)/words.ts': '' }
	]
};

describe('the check that', () => {
	test.each(Object.keys(checks))('%s can fail', (name) => {
		for (const fault of faults[name] ?? [{}]) {
			expect(checks[name]!(fault), JSON.stringify(fault)).not.toEqual([]);
		}
	});
});
