import * as polls from '../../../src/lib/server/polls';
import type { PageState } from '../pages';
import type { World } from '../world';

const ballot = (world: World) => `/polls/${world.open.id}`;

/** The list, ballots and results. */
export const reading: PageState[] = [
	{ name: 'polls', at: '/' },
	{ name: 'polls of a member', at: '/', as: 'member' },
	{ name: 'polls of somebody with a long name', at: '/', as: 'longest' },
	{ name: 'no polls', at: '/?show=mine', as: 'member' },
	{ name: 'open polls', at: '/?show=open' },
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
	{ name: 'results of a tie', at: ({ tied }) => `/polls/${tied.id}/results` },
	{ name: 'results of nothing', at: ({ crowded }) => `/polls/${crowded.id}/results` },
	{ name: 'unbroken results', at: ({ unbroken }) => `/polls/${unbroken.id}/results`, as: 'member' },
	{
		name: 'right-to-left results',
		at: ({ rightToLeft }) => `/polls/${rightToLeft.id}/results`,
		as: 'member'
	}
];
