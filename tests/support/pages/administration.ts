import type { PageState } from '../pages';
import type { World } from '../world';

const long = 'x'.repeat(201);
const about = (whom: 'ada' | 'idle' | 'longest' | 'root') => (world: World) =>
	`/administration/people/${world[whom].id}`;
const poll = ({ open }: World) => `/administration/polls/${open.id}`;

/** What superusers see. */
export const administration: PageState[] = [
	{ name: 'people', at: '/administration', as: 'superuser' },
	{ name: 'people found', at: '/administration?search=idle&show=inactive', as: 'superuser' },
	{ name: 'nobody found', at: '/administration?search=nobody%20at%20all', as: 'superuser' },
	{ name: 'person', at: about('ada'), as: 'superuser' },
	{ name: 'person with a long name', at: about('longest'), as: 'superuser' },
	{ name: 'person who is deactivated', at: about('idle'), as: 'superuser' },
	{ name: 'superuser', at: about('root'), as: 'superuser' },
	{
		name: 'person with a reason that is too long',
		at: about('ada'),
		as: 'superuser',
		fill: () => ({ 'reason-deactivate': long }),
		press: 'Deactivate',
		status: 400
	},
	{
		name: 'person with a new password link',
		at: about('longest'),
		as: 'superuser',
		press: 'Make password link'
	},
	{ name: "everybody's polls", at: '/administration/polls', as: 'superuser' },
	{
		name: "everybody's polls, none found",
		at: '/administration/polls?search=no%20such%20poll',
		as: 'superuser'
	},
	{ name: 'poll of somebody', at: poll, as: 'superuser' },
	{
		name: 'poll of somebody, unbroken',
		at: ({ unbroken }) => `/administration/polls/${unbroken.id}`,
		as: 'superuser'
	},
	{
		name: 'poll of somebody, closed',
		at: ({ ended }) => `/administration/polls/${ended.id}`,
		as: 'superuser'
	},
	{
		name: 'poll of somebody with a reason that is too long',
		at: poll,
		as: 'superuser',
		fill: () => ({ 'reason-close': long }),
		press: 'Close poll',
		status: 400
	},
	{ name: 'activity', at: '/administration/activities', as: 'superuser' },
	{
		name: 'page of activity that is empty',
		at: '/administration/activities?page=99',
		as: 'superuser'
	},
	{ name: 'missing person', at: '/administration/people/999999999', as: 'superuser', status: 404 },
	{
		name: 'administration for others',
		at: '/administration',
		as: 'member',
		status: 404,
		bare: true
	}
];
