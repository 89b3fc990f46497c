import { spawnSync } from 'node:child_process';
import { mkdtemp, rm, statfs, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { campaign, lost, publish } from '../support/campaigns';
import { startCluster, type Cluster } from '../support/cluster';
import { until } from '../support/crowds';
import { expectExactly, expectNone, expectWithin, whole } from '../support/figures';
import { startSite, type Site } from '../support/site';
import { Visitor } from '../support/visitor';

let disk: string | undefined;
let cluster: Cluster | undefined;
let site: Site | undefined;

beforeAll(async () => {
	if (!whole) return;
	const folder = await mkdtemp(join(tmpdir(), 'disk-'));
	const mount = ['-t', 'tmpfs', '-o', 'size=160m,mode=755', 'tmpfs', folder];
	if (spawnSync('mount', mount).status !== 0) return rm(folder, { recursive: true });
	disk = folder;
	cluster = await startCluster({ folder: join(disk, 'cluster') });
	await publish(cluster);
	site = await startSite({ database: cluster });
});
afterAll(async () => {
	await site?.stop();
	await cluster?.remove();
	if (!disk) return;
	spawnSync('umount', [disk]);
	await rm(disk, { recursive: true });
});

test.runIf(whole)(
	'a full disk refuses writes with 503, lets people read, and loses nothing',
	async (context) => {
		context.skip(!disk, 'Needs to mount a small tmpfs, which only root may');
		const people = campaign([site!.origin], 8);
		await until(() => people.voted.length >= 20);
		const filler = join(disk!, 'filler');
		const { bavail, bsize } = await statfs(disk!);
		// PostgreSQL writes meanwhile, so that not all of it fits.
		await writeFile(filler, Buffer.alloc(bavail * bsize)).catch(() => {});
		await until(() => people.seen.filter(({ status }) => status === 503).length > 20, 60_000);

		const reader = new Visitor(site!.origin);
		const reads = [];
		for (const path of ['/', '/polls/1', '/polls/1/results', '/readyz'])
			reads.push((await reader.get(path)).status);
		const refused = people.since();
		await rm(filler);
		await until(() => people.confirmed.some((at) => at > refused));
		const healed = people.confirmed.find((at) => at > refused)! - refused;
		const seen = await people.end();

		expectExactly(2, 'Disk full: pages to read', reads, [200, 200, 200, 200]);
		const missing = Object.values(await lost(cluster!, people)).flat();
		const acknowledged = people.signedUp.length + people.voted.length;
		expectNone(2, 'Disk full: lost or half made', missing, acknowledged);
		expectWithin(2, 'Disk full: the next vote after there is space', healed, 5_000);
		expect(Object.keys(seen).filter((status) => !['303', '503'].includes(status))).toEqual([]);
	}
);
