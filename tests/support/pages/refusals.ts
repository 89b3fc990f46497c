import type { PageState } from '../pages';

/** What is not there, and what is not let in. */
export const refusals: PageState[] = [
	{ name: 'missing page', at: '/nowhere', status: 404 },
	{ name: 'missing poll', at: '/polls/999999999', as: 'member', status: 404 },
	{
		name: 'form from another site',
		at: '/logout',
		press: 'Send',
		status: 403,
		foreign: true,
		bare: true
	}
];
