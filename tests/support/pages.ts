import * as polls from '../../src/lib/server/polls';
import { aPassword } from './people';
import type { World } from './world';

/** A page in one of its states, as somebody comes to see it. The gates go through all of them. */
export interface PageState {
	name: string;
	at: string | ((world: World) => string);
	/** Whose session; a visitor's, which is none, if not said. */
	as?: keyof World['sessions'];
	/** What happens between seeing the page and pressing its button. */
	meanwhile?: (world: World) => Promise<unknown>;
	/** What is typed or chosen, by the fields' names, before `press`. */
	fill?: (world: World) => Record<string, string>;
	/** The button that is pressed. */
	press?: string;
	/** The status at the end; 200 if not said. */
	status?: number;
	/** The page brings a superforms client, which may weigh more. */
	superforms?: boolean;
	/** The button stands on another site. */
	foreign?: boolean;
}

const ballot = (world: World) => `/polls/${world.open.id}`;

/** Every page there is, with every state that looks different. A new page is one more line. */
export const pages: PageState[] = [
	{ name: 'polls', at: '/' },
	{ name: 'polls of a member', at: '/', as: 'member' },
	{ name: 'polls of somebody with a long name', at: '/', as: 'longest' },
	{ name: 'no polls', at: '/?show=mine', as: 'member' },
	{ name: 'closed polls', at: '/?show=closed' },
	{ name: 'page of polls that is empty', at: '/?page=999' },
	{ name: 'ballot', at: ballot },
	{ name: 'ballot of a member', at: ballot, as: 'member' },
	{ name: 'ballot with a kept choice', at: (w) => `${ballot(w)}?choice=${w.open.choices[1]?.id}` },
	{ name: 'ballot without a choice', at: ballot, as: 'member', press: 'Vote', status: 400 },
	{
		name: 'ballot that closed meanwhile',
		at: ({ closing }) => `/polls/${closing.id}`,
		as: 'member',
		fill: ({ closing }) => ({ choice_id: `${closing.choices[0]?.id}` }),
		meanwhile: ({ closing }) => polls.close(closing.id),
		press: 'Vote',
		status: 409
	},
	{ name: 'closed ballot', at: ({ closed }) => `/polls/${closed.id}`, as: 'member' },
	{ name: 'crowded ballot', at: ({ crowded }) => `/polls/${crowded.id}` },
	{ name: 'unbroken ballot', at: ({ unbroken }) => `/polls/${unbroken.id}`, as: 'longest' },
	{ name: 'right-to-left ballot', at: ({ rightToLeft }) => `/polls/${rightToLeft.id}` },
	{ name: 'results', at: (w) => `${ballot(w)}/results` },
	{
		name: 'results after a vote',
		at: ({ spare }) => `/polls/${spare.id}`,
		as: 'member',
		fill: ({ spare }) => ({ choice_id: `${spare.choices[1]?.id}` }),
		press: 'Vote'
	},
	{ name: 'results of nothing', at: ({ crowded }) => `/polls/${crowded.id}/results` },
	{ name: 'unbroken results', at: ({ unbroken }) => `/polls/${unbroken.id}/results`, as: 'member' },
	{
		name: 'right-to-left results',
		at: ({ rightToLeft }) => `/polls/${rightToLeft.id}/results`,
		as: 'member'
	},
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
	{ name: 'missing page', at: '/nowhere', status: 404 },
	{ name: 'missing poll', at: '/polls/999999999', as: 'member', status: 404 },
	{ name: 'form from another site', at: '/logout', press: 'Send', status: 403, foreign: true }
];

/** The address of a page. */
export const addressOf = ({ at }: PageState, world: World) =>
	typeof at === 'string' ? at : at(world);
