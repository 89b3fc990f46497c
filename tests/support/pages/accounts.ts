import type { PageState } from '../pages';
import { aPassword } from '../people';

const wrong = 'not the password';

/** One's own account: just after signing in, and when the password is asked for again. */
export const accounts: PageState[] = [
	{ name: 'account', at: '/account', as: 'author' },
	{ name: 'account without recovery codes', at: '/account', as: 'longest' },
	{
		name: 'account after signing out the others',
		at: '/account',
		as: 'author',
		press: 'Sign out all other devices'
	},
	{ name: 'change of password', at: '/account/password', as: 'author' },
	{
		name: 'empty change of password',
		at: '/account/password',
		as: 'author',
		press: 'Change password',
		status: 400
	},
	{
		name: 'refused change of password',
		at: '/account/password',
		as: 'author',
		fill: () => ({
			current_password: wrong,
			password: aPassword,
			password_confirmation: aPassword
		}),
		press: 'Change password',
		status: 401
	},
	{ name: 'change of username', at: '/account/username', as: 'author' },
	{
		name: 'refused change of username',
		at: '/account/username',
		as: 'author',
		fill: ({ ada }) => ({ username: ada.username }),
		press: 'Change username',
		status: 400
	},
	{ name: 'change of username asking who it is', at: '/account/username', as: 'away' },
	{ name: 'recovery codes', at: '/account/recovery-codes', as: 'author' },
	{ name: 'no recovery codes', at: '/account/recovery-codes', as: 'longest' },
	{ name: 'recovery codes asking who it is', at: '/account/recovery-codes', as: 'away' },
	{
		name: 'recovery codes asking in vain',
		at: '/account/recovery-codes',
		as: 'away',
		press: 'Make new codes',
		status: 401
	},
	{
		name: 'new recovery codes',
		at: '/account/recovery-codes',
		as: 'longest',
		press: 'Make recovery codes'
	},
	{ name: 'security log', at: '/account/log', as: 'author' },
	{ name: 'page of the security log that is empty', at: '/account/log?page=9', as: 'author' },
	{ name: 'data', at: '/account/data', as: 'author' },
	{ name: 'data asking who it is', at: '/account/data', as: 'away' },
	{
		name: 'data asking in vain',
		at: '/account/data',
		as: 'away',
		fill: () => ({ current_password: wrong }),
		press: 'Continue',
		status: 401
	},
	{ name: 'deletion of an account', at: '/account/delete', as: 'author' },
	{ name: 'deletion of an account asking who it is', at: '/account/delete', as: 'away' },
	{
		name: 'refused deletion of an account',
		at: '/account/delete',
		as: 'author',
		fill: () => ({ confirmation: 'somebody else' }),
		press: 'Delete my account',
		status: 400
	}
];
