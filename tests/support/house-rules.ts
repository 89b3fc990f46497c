import { posix } from 'node:path';
import { forbidden, lines, sources, type House } from './house';

/** What is wrong with a house, one entry for each fault. */
type Check = (house: House) => string[];

const top = [
	'src',
	'static',
	'drizzle',
	'tests',
	'docs',
	'README.md',
	'LICENSE',
	'Dockerfile'
].concat(
	['package.json', 'package-lock.json', 'tsconfig.json', 'compose.yaml'],
	['svelte.config.js', 'vite.config.ts', 'drizzle.config.ts', 'eslint.config.js']
);
const server = 'src/lib/server/';
/** May know cookies, redirects and Kit; the rules below it must not know them, nor it. */
const porch =
	'sessions doors limits addresses forgeries forms readiness proofs answers flashes microcache'
		.split(' ')
		.concat('compression');
const kit = /^(@sveltejs\/|\$app\/|\$env\/|sveltekit-|svelte$|svelte\/)/;
/** What only one room may know. */
const secrets: [packages: RegExp, room: RegExp][] = [
	[/^(lucia|@lucia-auth\/.*)$/, /^src\/lib\/server\/sessions\.ts$/],
	[/^@node-rs\/argon2$/, /^src\/lib\/server\/hashers\.ts$/],
	[/^(postgres|drizzle-orm\/(postgres-js|pg-core).*)$/, /^src\/lib\/server\/db\//]
];

const isOurs = (target: string) => target.startsWith('src/');
const isIn = (target: string, ...rooms: string[]) =>
	rooms.some(
		(room) => target === room || target.startsWith(`${room}/`) || target.startsWith(`${room}.`)
	);

const moduleOf = (path: string) => posix.basename(path).replace(/\.ts$/, '');
const isServerFile = (path: string) =>
	/(^src\/lib\/server\/|\.server\.ts$|\+server\.ts$)/.test(path);

export const checks: Record<string, Check> = {
	'nothing stands at the top but what belongs there': (house) =>
		[...new Set(Object.keys(house).map((path) => path.split('/')[0]!))].filter(
			(name) => !top.includes(name)
		),

	'routes know forms, components, format and the server, never the database': (house) =>
		forbidden(
			house,
			sources(house, 'src/routes/'),
			(target) =>
				(isOurs(target) &&
					!isIn(target, 'src/routes', 'src/lib/forms', 'src/lib/components', 'src/lib/format') &&
					!isIn(target, 'src/lib/styles', 'src/lib/server')) ||
				isIn(target, `${server}db`)
		),

	'components know components and format': (house) =>
		forbidden(
			house,
			sources(house, 'src/lib/components/'),
			(target) => isOurs(target) && !isIn(target, 'src/lib/components', 'src/lib/format')
		),

	'forms know zod only': (house) =>
		forbidden(
			house,
			sources(house, 'src/lib/forms/'),
			(target) => target !== 'zod' && !isIn(target, 'src/lib/forms')
		),

	'rules know no Kit, no cookies and no porch': (house) =>
		forbidden(
			house,
			sources(house, server).filter((path) => !porch.includes(moduleOf(path))),
			(target) =>
				kit.test(target) ||
				isIn(target, 'src/routes', 'src/hooks.server', 'src/lib/components') ||
				porch.some((name) => isIn(target, server + name))
		),

	'management commands know rules, forms and the database, no Kit and of the porch only sessions': (
		house
	) =>
		forbidden(
			house,
			sources(house, 'src/manage/'),
			(target) =>
				kit.test(target) ||
				isIn(target, 'src/routes', 'src/hooks.server', 'src/lib/components') ||
				porch.some((name) => name !== 'sessions' && isIn(target, server + name))
		),

	'the database knows no rules': (house) =>
		forbidden(
			house,
			sources(house, `${server}db/`),
			(target) => isOurs(target) && !isIn(target, `${server}db`, `${server}config`)
		),

	'the embedded database knows nothing else of the site': (house) =>
		forbidden(
			house,
			sources(house, `${server}db/embedded`),
			(target) => !/^(node:|postgres$)/.test(target) && !isIn(target, `${server}db/embedded`)
		),

	'Lucia, Argon2 and PostgreSQL are each known to one room': (house) =>
		forbidden(house, sources(house, 'src/'), (target, from) =>
			secrets.some(([packages, room]) => packages.test(target) && !room.test(from))
		),

	'what a browser gets knows nothing of the server': (house) =>
		forbidden(
			house,
			sources(house, 'src/').filter(
				(path) => /^src\/(routes|lib)\//.test(path) && !isServerFile(path)
			),
			(target) => isIn(target, 'src/lib/server')
		),

	'there are no barrels': (house) => [
		...lines(
			house,
			sources(house, 'src/'),
			/^\s*export\s*(type\s*)?(\*|\{[^}]*\})\s*.*\bfrom\b/,
			're-exports'
		),
		...sources(house, 'src/').filter(
			(path) =>
				/\/index\.[tj]s$/.test(path) &&
				![`${server}db/index.ts`, 'src/manage/index.ts'].includes(path)
		)
	],

	'there are no drawers': (house) =>
		Object.keys(house).filter((path) =>
			/(^|\/)(utils?|helpers?|services?|common|types?|misc)(\/|\.[a-z]+$)/i.test(path)
		),

	'no file is longer than 200 lines': (house) =>
		Object.keys(house)
			.filter(
				(path) => /^(src|tests)\/|^[^/]+$/.test(path) && /\.(ts|js|svelte|css|html)$/.test(path)
			)
			.map((path) => [path, house[path]!.replace(/\n$/, '').split('\n').length] as const)
			.flatMap(([path, length]) => (length > 200 ? [`${path} has ${length} lines`] : [])),

	'every route stands in a group, and doors.ts names the group': (house) => {
		const named = [...(house[`${server}doors.ts`] ?? '').matchAll(/^\s*'(\([\w-]+\))':/gm)].map(
			([, group]) => group
		);
		return sources(house, 'src/routes/', /\/\+(page|server)[^/]*$/).filter(
			(path) => !named.includes(path.split('/')[2]!)
		);
	},

	'only config.ts reads the environment': (house) =>
		lines(
			house,
			sources(house, 'src/').filter((path) => path !== `${server}config.ts`),
			/\bprocess\s*(\.\s*env|\[)(?!\.\w+ (\?\?)?= )|\{[^}]*\benv\b[^}]*\}\s*=\s*process|\$env\/|import\.meta\.env/,
			'reads the environment'
		),

	'nothing is left for later': (house) =>
		Object.entries(house).flatMap(([path, text]) =>
			/^(src|tests)\//.test(path) && new RegExp('\\b(TO' + 'DO|FIX' + 'ME|X' + 'XX)\\b').test(text)
				? [path]
				: []
		),

	'links are made with resolve()': (house) => [
		...lines(
			house,
			sources(house, 'src/', /\.svelte$/),
			/\b(href|action|formaction)=(["']|\{\s*["'`])\/|\bgoto\(\s*["'`]\//,
			'has a bare link'
		),
		...lines(
			house,
			sources(house, 'src/', /\.ts$/),
			/\bredirect\(\s*\d+,\s*["'`]\//,
			'redirects to a bare path'
		)
	],

	'files have kebab-case names, components PascalCase': (house) =>
		sources(house, 'src/', /\.(ts|svelte|css)$/).filter((path) => {
			const name = posix.basename(path);
			if (path.startsWith('src/routes/')) return !/^\+/.test(name);
			if (name.endsWith('.svelte')) return !/^[A-Z][A-Za-z]*\.svelte$/.test(name);
			return !/^[a-z][a-z0-9-]*(\.(d|server|svelte))?\.(ts|css)$/.test(name);
		})
};
