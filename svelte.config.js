import adapter from '@sveltejs/adapter-node';

/** Kit's route announcer hides itself with one style attribute; this is its hash. */
const announcer = 'sha256-S8qMpvofolR8Mpjy4kQvEm7m1q8clzU4dfDH0AmvZjo=';

/** @type {import('@sveltejs/kit').Config} */
export default {
	kit: {
		adapter: adapter(),
		// Addresses in full: redirects and error pages read the same from wherever they are sent.
		paths: { relative: false },
		// hooks.server.ts refuses foreign posts itself, in dev too. Kit's own check runs in production
		// only and takes text browsers, which send no Origin, for foreigners.
		csrf: { trustedOrigins: ['*'] },
		csp: {
			mode: 'auto',
			directives: {
				'default-src': ['self'],
				'script-src': ['self'],
				'style-src': ['self'],
				'style-src-attr': ['unsafe-hashes', announcer],
				'img-src': ['self', 'data:'],
				'object-src': ['none'],
				'base-uri': ['none'],
				'form-action': ['self'],
				'frame-ancestors': ['none']
			}
		}
	}
};
