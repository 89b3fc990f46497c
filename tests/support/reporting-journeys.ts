import { relative } from 'node:path';
import type { Reporter, Suite } from '@playwright/test/reporter';
import { projectFolder } from './database';
import { account } from './promises';

/** At the end of a run of Playwright: how many promises were kept. */
export default class implements Reporter {
	private suite: Suite | undefined;

	onBegin(_: unknown, suite: Suite) {
		this.suite = suite;
	}

	onEnd() {
		const ran = (this.suite?.allTests() ?? []).map((test) => ({
			file: relative(projectFolder, test.location.file),
			titles: test.titlePath(),
			outcome:
				test.outcome() === 'skipped'
					? ('skipped' as const)
					: test.ok()
						? ('passed' as const)
						: ('failed' as const)
		}));
		console.log(`\n${account(ran, /\.spec\.ts$/).join('\n')}`);
	}
}
