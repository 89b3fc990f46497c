import adapter from '@sveltejs/adapter-node';

/** Beside what the site's own build leaves behind. */
const out = '../../../.svelte-kit/bare';

/** @type {import('@sveltejs/kit').Config} */
export default { kit: { outDir: out, adapter: adapter({ out: `${out}/build` }) } };
