import { readFileSync } from 'node:fs';
import { Agent } from 'node:http';
import { expect, test } from 'vitest';
import { db } from '../../src/lib/server/db';
import * as sessions from '../../src/lib/server/session-table';
import { gather, keptAlive, statuses } from '../support/crowds';
import { expectExactly, expectWithinRatio, whole } from '../support/figures';
import { runningSite } from '../support/running';

const running = runningSite();

/** Megabytes that the site's process holds. */
function resident() {
	const status = readFileSync(`/proc/${running.site.process.pid}/status`, 'utf8');
	return Number(/VmRSS:\s+(\d+)/.exec(status)![1]) / 1024;
}

test.runIf(whole)('memory is flat after the first 30,000 of 100,000 requests', async () => {
	const member = await running.member('Ada');
	const { cookie } = member;
	const port = Number(new URL(running.site.origin).port);
	const agent = new Agent({ keepAlive: true, maxSockets: 16 });
	const paths = ['/', '/login', '/current-user', '/favicon.svg', '/nowhere'];
	/** The median of what is resident while this many are answered: garbage comes and goes. */
	async function spend(requests: number) {
		const seen: number[] = [];
		const crowd = gather(16, (lane, round) =>
			keptAlive(agent, port, paths[round % paths.length]!, lane % 2 ? cookie : undefined)
		);
		while (crowd.seen.length < requests) {
			await new Promise((resolve) => setTimeout(resolve, 100));
			seen.push(resident());
		}
		const counts = statuses(await crowd.leave());
		expect(Object.keys(counts).filter((status) => !['200', '303', '404'].includes(status))).toEqual(
			[]
		);
		return seen.sort((a, b) => a - b)[seen.length >> 1]!;
	}
	await spend(25_000);
	const before = await spend(15_000);
	await spend(45_000);
	const after = await spend(15_000);
	agent.destroy();
	expectWithinRatio(9, 'Memory after 100,000 requests against 30,000', after, before, 1.1);
});

test('expired sessions are purged', async () => {
	await running.member('Grace');
	await running.member('Alan');
	await db.execute(
		`update sessions set expires_at = now() - interval '1 second'
			where user_id = (select id from users where username = 'Grace')`
	);
	const count = async () => Number((await db.execute('select count(*) from sessions'))[0]!.count);
	const before = await count();
	await sessions.purge();
	expectExactly(9, 'Sessions after a purge, one expired', await count(), before - 1);
});
