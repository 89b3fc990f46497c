import { readdirSync, readFileSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { availableParallelism, getPriority } from 'node:os';
import type * as threads from 'node:worker_threads';
import { beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import * as hashers from '../../src/lib/server/hashers';
import * as passwords from '../../src/lib/server/passwords';

const permits = Math.max(1, availableParallelism() - 1);
const room = permits + 48 * permits;
const many = 20 * permits;
/** Each thread makes one hash after the other: so many at once as there are threads. */
const work = { threads: [] as threads.Worker[], all: 0 };

vi.mock('node:worker_threads', async (original) => {
	const real = await original<typeof threads>();
	class Worker extends real.Worker {
		constructor(...given: ConstructorParameters<typeof real.Worker>) {
			super(...given);
			work.threads.push(this);
		}
		override postMessage(message: unknown) {
			work.all++;
			super.postMessage(message);
		}
	}
	return { ...real, Worker };
});

describe('hashing', () => {
	beforeAll(passwords.warmUp);
	beforeEach(() => void (work.all = 0));

	test('leaves a core to the pages, however many want it', async () => {
		await Promise.all(
			Array.from({ length: many }, (_, i) =>
				i % 2 ? passwords.verify(null, 'guess') : passwords.hash('a password')
			)
		);
		expect(work.all).toBe(many);
		expect(work.threads).toHaveLength(permits);
	});

	test.runIf(process.platform === 'linux')('gives way to the pages', () => {
		const nicenesses = readdirSync('/proc/self/task').map((task) => {
			const [, fields] = readFileSync(`/proc/self/task/${task}/stat`, 'utf8').split(') ');
			return Number(fields!.split(' ')[16]);
		});
		expect(nicenesses.filter((niceness) => niceness === 5)).toHaveLength(permits);
		expect(getPriority()).toBe(0);
	});

	test('does not keep files waiting, however many want it', async () => {
		let hashed = 0;
		const all = Array.from({ length: many }, () =>
			passwords.verify(null, 'guess').then(() => hashed++)
		);
		await Promise.race(all);
		// As many as libuv has threads, and one more.
		await Promise.all(Array.from({ length: 5 }, () => stat('package.json')));
		expect(hashed).toBeLessThan(many / 2);
		await Promise.all(all);
	});

	test('refuses at once those for whom the wait would be long, and serves the others', async () => {
		const begun = performance.now();
		let refusedAfter = 0;
		expect(hashers.requireRoom).not.toThrow();
		const asked = Array.from({ length: room + 50 }, () =>
			passwords.verify(null, 'guess').catch((cause) => {
				refusedAfter = performance.now() - begun;
				return cause;
			})
		);
		await Promise.resolve();
		expect(hashers.requireRoom).toThrow(hashers.Overload);
		const outcomes = await Promise.all(asked);
		expect(outcomes.filter((outcome) => outcome === false)).toHaveLength(room);
		expect(outcomes.filter((outcome) => outcome instanceof hashers.Overload)).toHaveLength(50);
		expect(refusedAfter).toBeLessThan((performance.now() - begun) / 4);

		expect(await passwords.verify(null, 'guess')).toBe(false);
	});

	test('keeps its turn until the hash ends, though nobody waits for it any more', async () => {
		const abandoned = Array.from({ length: room }, () => passwords.hash('a password'));
		await Promise.resolve();
		expect(hashers.requireRoom).toThrow(hashers.Overload);
		await Promise.all(abandoned);
		expect(hashers.requireRoom).not.toThrow();
	});

	test('costs a hash whether or not there is one to compare with', async () => {
		const [one, other] = [await passwords.hash('a password'), await passwords.hash('a password')];
		for (const known of [one, other, null]) {
			work.all = 0;
			expect(await passwords.verify(known, 'guess')).toBe(false);
			expect(work.all).toBe(1);
		}
	});

	test('gives its turn back when it fails', async () => {
		for (let i = 0; i < room + 10; i++) {
			await expect(passwords.verify('not a hash', 'guess')).rejects.toThrow();
		}
		expect(await passwords.verify(null, 'guess')).toBe(false);
	});

	test('fails those who wait when a thread is lost, and goes on with another', async () => {
		const lost = Promise.allSettled([
			passwords.verify(null, 'guess'),
			passwords.verify(null, 'guess')
		]);
		for (const thread of work.threads) {
			// What Node tells when a thread is out of memory.
			thread.emit('error', new Error('out of memory'));
			await thread.terminate();
		}
		for (const { status } of await lost) expect(status).toBe('rejected');
		expect(await passwords.verify(null, 'guess')).toBe(false);
	});
});
