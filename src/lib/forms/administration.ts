import { z } from 'zod';

/** Why a superuser is refused something, and the words for it. */
export const refusals = {
	'last-superuser': 'The last active superuser stays one: make somebody else a superuser first',
	inactive: 'This account is deactivated, so no password lets anybody in: activate it first'
} as const;

/** Control characters would break the log's lines, and PostgreSQL refuses NUL. */
const forbidden = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\uFFFD]/u;

/** Something to be done, and why, which may be left out. */
export const order = z.object({
	reason: z
		.string()
		.trim()
		.refine((text) => [...text].length <= 200, 'Reason must be at most 200 characters')
		.refine((text) => !forbidden.test(text), 'Reason contains characters that are not allowed')
		.default('')
});

/** A search by address: what for, which of them, and which page of what was found. */
export function question<Show extends string>(query: URLSearchParams, shows: readonly Show[]) {
	const number = query.get('page') ?? '';
	const text = (query.get('search') ?? '').replace(new RegExp(forbidden, 'gu'), ' ').trim();
	return {
		search: [...text].slice(0, 200).join(''),
		show: shows.find((show) => show === query.get('show')) ?? shows[0]!,
		page: /^[1-9]\d{0,6}$/.test(number) ? Number(number) : 1
	};
}

export type Question = ReturnType<typeof question>;
