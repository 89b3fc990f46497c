import { createRequire } from 'node:module';
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { Options } from '@node-rs/argon2';

// Argon2, on threads of its own. On libuv's four, files and DNS would wait behind it; and there each
// hash waits for the event loop to start it, while here the next one is already at the thread.
// docs/decisions/0016-threads-that-only-hash.md

/** Thrown instead of hashing when too many wait for it already. */
export class Overload extends Error {
	override name = 'Overload';
}

/** Hashes at once: one core stays free for pages. */
const permits = Math.max(1, availableParallelism() - 1);
/**
 * Hashes that may be under way or wait for each permit: a class of forty that signs up at once is
 * served, the last of them after less than a second. Those beyond are told to come back; a flood must
 * not become a queue of minutes.
 */
const room = 49 * permits;

/** Where pages want the core of a hash, it gets a third of what they do. */
const niceness = 5;

// A string, so that it runs alike under Vite, under tsx and in what is built.
const program = `
	const { parentPort, workerData } = require('node:worker_threads');
	try {
		// On Linux 0 is this thread; elsewhere it would be the whole process.
		if (process.platform === 'linux') require('node:os').setPriority(0, ${niceness});
	} catch {
		// A sandbox forbids it. Hashes are made all the same.
	}
	const argon2 = require(workerData);
	parentPort.on('message', ({ work, given }) => {
		try {
			parentPort.postMessage({ result: argon2[work](...given) });
		} catch ({ message }) {
			parentPort.postMessage({ failure: message });
		}
	});`;

interface Turn {
	resolve(result: never): void;
	reject(cause: Error): void;
}

/** A thread, and those whose hashes it makes, one after the other. */
interface Hasher {
	thread: Worker;
	turns: Turn[];
}

const hashers = new Set<Hasher>();

function engage(): Hasher {
	const thread = new Worker(program, {
		eval: true,
		workerData: createRequire(import.meta.url).resolve('@node-rs/argon2'),
		// Not what the process was started with, a loader of TypeScript for one.
		execArgv: [],
		// MB. Argon2's own memory is not V8's.
		resourceLimits: { maxYoungGenerationSizeMb: 1, maxOldGenerationSizeMb: 16 }
	});
	const hasher: Hasher = { thread, turns: [] };
	thread.on('message', ({ result, failure }) => {
		const turn = hasher.turns.shift()!;
		if (!hasher.turns.length) thread.unref();
		if (failure === undefined) turn.resolve(result as never);
		else turn.reject(new Error(failure as string));
	});
	thread.on('error', (cause) => {
		hashers.delete(hasher);
		for (const turn of hasher.turns) turn.reject(cause as Error);
	});
	hashers.add(hasher);
	return hasher;
}

/** The thread with the fewest turns; a new one while all are busy and there is a permit. */
function leastBusy(): Hasher {
	const [least] = [...hashers].sort((a, b) => a.turns.length - b.turns.length);
	return !least || (least.turns.length && hashers.size < permits) ? engage() : least;
}

/**
 * Tells at once that no password could be hashed now, before anything else is done in vain.
 * @throws {Overload}
 */
export function requireRoom(): void {
	let taken = 0;
	for (const { turns } of hashers) taken += turns.length;
	if (taken >= room) throw new Overload('Too many passwords are being hashed');
}

/** A turn is not given back before its hash ends, even if nobody waits for it any more. */
async function inTurn<Result>(work: 'hashSync' | 'verifySync', ...given: unknown[]) {
	requireRoom();
	const { thread, turns } = leastBusy();
	return new Promise<Result>((resolve, reject) => {
		turns.push({ resolve, reject });
		thread.ref();
		thread.postMessage({ work, given });
	});
}

/** Hashes a password with a random salt. Gives a PHC string. @throws {Overload} */
export const hash = (password: string, strength: Options) =>
	inTurn<string>('hashSync', password, strength);

/** Tells whether this password was hashed to this PHC string. @throws {Overload} */
export const verify = (passwordHash: string, password: string) =>
	inTurn<boolean>('verifySync', passwordHash, password);
