import { aPassword } from '../people';
import type { PageState } from '../pages';

/** Signing in, up and out, and the ways back in. */
export const comingAndGoing: PageState[] = [
	{ name: 'sign in', at: '/login', superforms: true },
	{ name: 'sign in to confirm', at: '/login?next=%2Fpolls%2F1%3Fchoice%3D1', superforms: true },
	{ name: 'empty sign in', at: '/login', press: 'Sign in', status: 400, superforms: true },
	{
		name: 'refused sign in',
		at: '/login',
		fill: ({ ada }) => ({ username: ada.username, password: 'not the password' }),
		press: 'Sign in',
		status: 401,
		superforms: true
	},
	{
		name: 'inactive sign in',
		at: '/login',
		fill: ({ idle }) => ({ username: idle.username, password: aPassword }),
		press: 'Sign in',
		status: 403,
		superforms: true
	},
	{ name: 'sign up', at: '/signup', superforms: true },
	{
		name: 'refused sign up',
		at: '/signup',
		fill: () => ({ username: 'a\u200bda', password: 'short', password_confirmation: 'shorter' }),
		press: 'Create account',
		status: 400,
		superforms: true
	},
	{ name: 'sign out', at: '/logout', as: 'member' },
	{ name: 'refused sign out', at: '/logout', press: 'Sign out', status: 401 },
	{ name: 'empty sign up', at: '/signup', press: 'Create account', status: 400, superforms: true },
	{ name: 'recovery', at: '/recover' },
	{ name: 'empty recovery', at: '/recover', press: 'Set new password', status: 400 },
	{
		name: 'refused recovery',
		at: '/recover',
		fill: ({ idle }) => ({
			username: idle.username,
			code: 'k7qm-2xrt-9fwd-h3np',
			password: aPassword,
			password_confirmation: aPassword
		}),
		press: 'Set new password',
		status: 401
	},
	{
		name: 'recovery tried too often',
		at: '/recover',
		fill: ({ besieged }) => ({
			username: besieged.username,
			code: 'another guess',
			password: aPassword,
			password_confirmation: aPassword
		}),
		press: 'Set new password',
		status: 429
	},
	{
		name: 'password link',
		at: ({ secret }) => `/password-link?secret=${secret}`,
		superforms: true
	},
	{
		name: 'refused password link',
		at: ({ secret }) => `/password-link?secret=${secret}`,
		fill: () => ({ password: 'short', password_confirmation: 'shorter' }),
		press: 'Set password',
		status: 400,
		superforms: true
	},
	{ name: 'used password link', at: `/password-link?secret=${'x'.repeat(43)}`, status: 404 }
];
