import type { TestModule } from 'vitest/node';
import { account, type Ran } from './promises';
import { table } from './tables';

/** At the end of a run of vitest: what the experiments measured, and how many promises were kept. */
export default class {
	onTestRunEnd(modules: readonly TestModule[]) {
		const tests = modules.flatMap((module) => [...module.children.allTests()]);
		const figures = tests.flatMap((test) => test.meta().figures ?? []);
		if (figures.length) console.log(`\n${table(figures).join('\n')}`);

		const ran: Ran[] = [];
		for (const test of tests) {
			const titles = [test.name];
			for (let group = test.parent; group.type === 'suite'; group = group.parent)
				titles.push(group.name);
			const { state } = test.result();
			if (state === 'pending') continue;
			ran.push({ file: test.module.relativeModuleId, titles, outcome: state });
		}
		console.log(`\n${account(ran, /\.test\.ts$/).join('\n')}`);
	}
}
