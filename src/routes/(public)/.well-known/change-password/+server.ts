import { redirect } from '@sveltejs/kit';
import { resolve } from '$app/paths';
import type { RequestHandler } from './$types';

/** Where password managers look for the page (https://w3c.github.io/webappsec-change-password-url). */
export const GET: RequestHandler = () => redirect(302, resolve('/account/password'));
