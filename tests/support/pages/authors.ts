import type { PageState } from '../pages';

const long = 'x'.repeat(201);

/** Polls that one writes. */
export const authors: PageState[] = [
	{ name: 'own polls', at: '/?show=mine', as: 'author' },
	{ name: 'own ballot', at: ({ draft }) => `/polls/${draft.id}`, as: 'author' },
	{ name: 'own results', at: ({ frozen }) => `/polls/${frozen.id}/results`, as: 'author' },
	{ name: 'new poll', at: '/polls/new', as: 'author' },
	{ name: 'empty new poll', at: '/polls/new', as: 'author', press: 'Publish poll', status: 400 },
	{
		name: 'refused new poll',
		at: '/polls/new',
		as: 'author',
		fill: () => ({
			question: long,
			'choices-0': 'Tea',
			'choices-1': 'tea',
			closes_at: '2020-01-01T10:00'
		}),
		press: 'Publish poll',
		status: 400
	},
	{
		name: 'new poll with another choice',
		at: '/polls/new',
		as: 'author',
		press: 'Add another choice'
	},
	{ name: 'copy of a poll', at: ({ crowded }) => `/polls/new?from=${crowded.id}`, as: 'author' },
	{ name: 'edit of a poll', at: ({ draft }) => `/polls/${draft.id}/edit`, as: 'author' },
	{
		name: 'refused edit of a poll',
		at: ({ draft }) => `/polls/${draft.id}/edit`,
		as: 'author',
		fill: () => ({ question: '', 'choices-1': long }),
		press: 'Save changes',
		status: 400
	},
	{
		name: 'refused closing time',
		at: ({ draft }) => `/polls/${draft.id}/edit`,
		as: 'author',
		fill: () => ({ closes_at: '2020-01-01T10:00' }),
		press: 'Save closing time',
		status: 400
	},
	{ name: 'edit of a frozen poll', at: ({ frozen }) => `/polls/${frozen.id}/edit`, as: 'author' },
	{ name: 'edit of a closed poll', at: ({ ended }) => `/polls/${ended.id}/edit`, as: 'author' },
	{
		name: 'edit of an unbroken poll',
		at: ({ unbroken }) => `/polls/${unbroken.id}/edit`,
		as: 'author'
	},
	{ name: 'deletion of a poll', at: ({ frozen }) => `/polls/${frozen.id}/delete`, as: 'author' },
	{
		name: 'deletion of an unbroken poll',
		at: ({ unbroken }) => `/polls/${unbroken.id}/delete`,
		as: 'author'
	},
	{
		name: 'edit of the poll of another',
		at: ({ draft }) => `/polls/${draft.id}/edit`,
		as: 'member',
		status: 403
	}
];
