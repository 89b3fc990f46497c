import { addressOf, type PageState } from './pages';
import { Visitor } from './visitor';
import type { World } from './world';

/** Comes to a state without a browser: gets the page, sends its form, follows. */
export async function arrive(state: PageState, world: World): Promise<Visitor> {
	const { as, fill, foreign, meanwhile, press } = state;
	const visitor = new Visitor(world.origin, {}, as && world.sessions[as]);

	const address = addressOf(state, world);
	if (foreign) {
		await visitor.post(address, {}, { origin: 'null', 'sec-fetch-site': 'cross-site' });
		return visitor;
	}
	await visitor.get(address);
	await meanwhile?.(world);
	if (press) await visitor.submit(press, fill?.(world));
	if (visitor.answer?.location) await visitor.follow();
	return visitor;
}
