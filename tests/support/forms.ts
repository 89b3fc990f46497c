import type { World } from './world';
import { aPassword } from './people';

/** A form as somebody fills it in and sends it. */
interface FormState {
	name: string;
	at: (world: World) => string;
	as?: keyof World['sessions'];
	/** What is typed or chosen, by the fields' ids. */
	fill: Record<string, string>;
	/** Its button, and what the button reads while the form is on its way. */
	press: string;
	pending: string;
}

const twice = { password: aPassword, password_confirmation: aPassword };

/** Every form that waits for an answer. */
export const forms: FormState[] = [
	{
		name: 'sign in',
		at: () => '/login',
		fill: { username: 'ada', password: aPassword },
		press: 'Sign in',
		pending: 'Signing in…'
	},
	{
		name: 'sign up',
		at: () => '/signup',
		fill: { username: 'ada', ...twice },
		press: 'Create account',
		pending: 'Creating account…'
	},
	{
		name: 'sign out',
		at: () => '/logout',
		as: 'member',
		fill: {},
		press: 'Sign out',
		pending: 'Signing out…'
	},
	{
		name: 'recovery',
		at: () => '/recover',
		fill: { username: 'ada', code: 'k7qm-2xrt-9fwd-h3np', ...twice },
		press: 'Set new password',
		pending: 'Setting password…'
	},
	{
		name: 'password link',
		at: ({ secret }) => `/password-link?secret=${secret}`,
		fill: twice,
		press: 'Set password',
		pending: 'Setting password…'
	},
	{
		name: 'ballot',
		at: ({ open }) => `/polls/${open.id}`,
		as: 'member',
		fill: { choice_id: 'checked' },
		press: 'Vote',
		pending: 'Voting…'
	},
	{
		name: 'new poll',
		at: () => '/polls/new',
		as: 'author',
		fill: {
			question: 'Who?',
			'choices-0': 'Ada',
			'choices-1': 'Grace',
			closes_at: '2040-05-06T07:08'
		},
		press: 'Publish poll',
		pending: 'Publishing…'
	},
	{
		name: 'edit of a poll',
		at: ({ draft }) => `/polls/${draft.id}/edit`,
		as: 'author',
		fill: { question: 'When then?', 'choices-1': 'Sunday' },
		press: 'Save changes',
		pending: 'Saving…'
	},
	{
		name: 'closing time',
		at: ({ frozen }) => `/polls/${frozen.id}/edit`,
		as: 'author',
		fill: { closes_at: '2040-05-06T07:08' },
		press: 'Save closing time',
		pending: 'Saving…'
	},
	{
		name: 'deletion of a poll',
		at: ({ draft }) => `/polls/${draft.id}/delete`,
		as: 'author',
		fill: {},
		press: 'Delete poll',
		pending: 'Deleting…'
	},
	{
		name: 'change of password',
		at: () => '/account/password',
		as: 'author',
		fill: { current_password: aPassword, ...twice },
		press: 'Change password',
		pending: 'Changing password…'
	},
	{
		name: 'change of username',
		at: () => '/account/username',
		as: 'away',
		fill: { username: 'grace', current_password: aPassword },
		press: 'Change username',
		pending: 'Changing username…'
	},
	{
		name: 'recovery codes',
		at: () => '/account/recovery-codes',
		as: 'away',
		fill: { current_password: aPassword },
		press: 'Make new codes',
		pending: 'Making codes…'
	},
	{
		name: 'data',
		at: () => '/account/data',
		as: 'away',
		fill: { current_password: aPassword },
		press: 'Continue',
		pending: 'Continuing…'
	},
	{
		name: 'deletion of an account',
		at: () => '/account/delete',
		as: 'away',
		fill: { confirmation: 'grace', current_password: aPassword },
		press: 'Delete my account',
		pending: 'Deleting…'
	},
	{
		name: 'signing out other devices',
		at: () => '/account',
		as: 'author',
		fill: {},
		press: 'Sign out all other devices',
		pending: 'Signing out…'
	},
	{
		name: 'deactivation',
		at: ({ ada }) => `/administration/people/${ada.id}`,
		as: 'superuser',
		fill: { 'reason-deactivate': 'Asked for it' },
		press: 'Deactivate',
		pending: 'One moment…'
	},
	{
		name: 'closing the poll of somebody',
		at: ({ open }) => `/administration/polls/${open.id}`,
		as: 'superuser',
		fill: { 'reason-close': 'Asked for it' },
		press: 'Close poll',
		pending: 'One moment…'
	}
];
