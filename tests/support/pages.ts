import { accounts } from './pages/accounts';
import { administration } from './pages/administration';
import { authors } from './pages/authors';
import { comingAndGoing } from './pages/coming-and-going';
import { reading } from './pages/reading';
import { refusals } from './pages/refusals';
import type { World } from './world';

/** A page in one of its states, as somebody comes to see it. The gates go through all of them. */
export interface PageState {
	name: string;
	at: string | ((world: World) => string);
	/** Whose session; a visitor's, which is none, if not said. */
	as?: keyof World['sessions'];
	/** What happens between seeing the page and pressing its button. */
	meanwhile?: (world: World) => Promise<unknown>;
	/** What is typed or chosen, by the fields' ids or names, before `press`. */
	fill?: (world: World) => Record<string, string>;
	/** The button that is pressed. */
	press?: string;
	/** The status at the end; 200 if not said. */
	status?: number;
	/** The page brings a superforms client, which may weigh more. */
	superforms?: boolean;
	/** The button stands on another site. */
	foreign?: boolean;
	/** It is error.html, which has no script. */
	bare?: boolean;
}

/** Every page there is, with every state that looks different. A new page is one more line. */
export const pages: PageState[] = [
	...reading,
	...comingAndGoing,
	...authors,
	...accounts,
	...administration,
	...refusals
];

/** The page of this name. */
export function pageNamed(name: string): PageState {
	const found = pages.find((each) => each.name === name);
	if (!found) throw new Error(`No page in pages.ts is called "${name}"`);
	return found;
}

/** The address of a page. */
export const addressOf = ({ at }: PageState, world: World) =>
	typeof at === 'string' ? at : at(world);

/** Whether a form has come back with errors. */
export const isRefused = ({ foreign, press, status = 200 }: PageState) =>
	Boolean(press && !foreign && status >= 400);
