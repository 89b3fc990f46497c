import { availableParallelism } from 'node:os';
import * as argon2 from '@node-rs/argon2';
import { beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import * as passwords from '../../src/lib/server/passwords';

const permits = Math.max(1, availableParallelism() - 1);
const room = permits + 48 * permits;
const work = { now: 0, most: 0, all: 0 };

vi.mock('@node-rs/argon2', async (original) => {
	const real = await original<typeof argon2>();
	const watched = <Work extends (...given: never[]) => Promise<unknown>>(work_: Work) =>
		(async (...given: never[]) => {
			work.all++;
			work.most = Math.max(work.most, ++work.now);
			try {
				return await work_(...given);
			} finally {
				work.now--;
			}
		}) as Work;
	return { ...real, hash: watched(real.hash as never), verify: watched(real.verify as never) };
});

describe('hashing', () => {
	beforeAll(passwords.warmUp);
	beforeEach(() => void (work.most = 0));

	test('leaves a core to the pages, however many want it', async () => {
		await Promise.all(
			Array.from({ length: 20 }, (_, i) =>
				i % 2 ? passwords.verify(null, 'guess') : passwords.hash('a password')
			)
		);
		expect(work.most).toBe(permits);
	});

	test('refuses at once those for whom the wait would be long, and serves the others', async () => {
		const begun = performance.now();
		let refusedAfter = 0;
		expect(passwords.requireRoom).not.toThrow();
		const asked = Array.from({ length: room + 50 }, () =>
			passwords.verify(null, 'guess').catch((cause) => {
				refusedAfter = performance.now() - begun;
				return cause;
			})
		);
		await Promise.resolve();
		expect(passwords.requireRoom).toThrow(passwords.Overload);
		const outcomes = await Promise.all(asked);
		expect(outcomes.filter((outcome) => outcome === false)).toHaveLength(room);
		expect(outcomes.filter((outcome) => outcome instanceof passwords.Overload)).toHaveLength(50);
		expect(refusedAfter).toBeLessThan((performance.now() - begun) / 4);

		expect(await passwords.verify(null, 'guess')).toBe(false);
	});

	test('keeps its permit until the hash ends, though nobody waits for it any more', async () => {
		const abandoned = AbortSignal.timeout(1);
		const all = Array.from({ length: 10 }, () =>
			Promise.race([
				passwords.hash('a password'),
				new Promise((resolve) => abandoned.addEventListener('abort', resolve))
			])
		);
		await Promise.all(all);
		await passwords.verify(null, 'guess');
		expect(work.most).toBe(permits);
	});

	test('costs a hash whether or not there is one to compare with', async () => {
		const [one, other] = [await passwords.hash('a password'), await passwords.hash('a password')];
		for (const known of [one, other, null]) {
			work.all = 0;
			expect(await passwords.verify(known, 'guess')).toBe(false);
			expect(work.all).toBe(1);
		}
	});

	test('gives its permit back when it fails', async () => {
		for (let i = 0; i < room + 10; i++) {
			await expect(passwords.verify('not a hash', 'guess')).rejects.toThrow();
		}
		expect(await passwords.verify(null, 'guess')).toBe(false);
	});
});
