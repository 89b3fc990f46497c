import { resolve } from '$app/paths';

/** What is told once, on the page after something has happened. The cookie carries the name only. */
const words = {
	'vote-counted': 'Your vote is counted.',
	'signed-up': 'Your account is ready, and you are signed in.',
	'signed-in': 'You are signed in.',
	'signed-out': 'You are signed out.',
	'new-device': 'You are signed in, from a device that your account has not been used on before.',
	'new-device-elsewhere':
		'Somebody signed in to your account from a device not seen before. If it was not you, change your password.',
	'session-ended': 'That device is signed out.',
	'sessions-ended': 'All other devices are signed out.',
	'password-changed': 'Your password is changed. All other devices are signed out.',
	recovered: 'Your password is changed, and the code is used up. Sign in with the new password.',
	'username-changed': 'Your username is changed.',
	confirmed: 'Thank you. You can go on.',
	'account-deleted': 'Your account is deleted, and you are signed out.',
	'poll-published': 'Your poll is published.',
	'poll-saved': 'Your changes are saved.',
	'poll-closed': 'The poll is closed.',
	'poll-reopened': 'The poll is open.',
	'poll-deleted': 'The poll is deleted.',
	'person-deactivated': 'The account is deactivated, and signed out everywhere.',
	'person-activated': 'The account is active.',
	'person-promoted': 'This person is a superuser now.',
	'person-demoted': 'This person is not a superuser any more.',
	'password-set': 'Your new password is set. Sign in with it.'
};

export type Flash = keyof typeof words;

const links: { [Each in Flash]?: { text: string; href: string } } = {
	'signed-up': { text: 'Make recovery codes', href: resolve('/account/recovery-codes') },
	'new-device': { text: 'See what happened to your account', href: resolve('/account/log') },
	'new-device-elsewhere': { text: 'See when and what it was', href: resolve('/account/log') }
};

/** The words of that name, and where to go on from there; null for a name that is not ours. */
export function find(name: unknown) {
	if (typeof name !== 'string' || !Object.hasOwn(words, name)) return null;
	const known = name as Flash;
	return {
		text: words[known],
		link: links[known] ?? null,
		warning: known.startsWith('new-device')
	};
}
