import type { TestModule } from 'vitest/node';
import { account, type Ran } from './promises';

/** At the end of a run of vitest: how many promises were kept. */
export default class {
	onTestRunEnd(modules: readonly TestModule[]) {
		const ran: Ran[] = [];
		for (const module of modules) {
			for (const test of module.children.allTests()) {
				const titles = [test.name];
				for (let group = test.parent; group.type === 'suite'; group = group.parent)
					titles.push(group.name);
				const { state } = test.result();
				if (state === 'pending') continue;
				ran.push({ file: module.relativeModuleId, titles, outcome: state });
			}
		}
		console.log(`\n${account(ran, /\.test\.ts$/).join('\n')}`);
	}
}
