import { eq } from 'drizzle-orm';
import { db } from '../../../src/lib/server/db';
import { users } from '../../../src/lib/server/db/schema';
import { aMember } from '../../support/people';
import { Visitor } from '../../support/visitor';
import { median, timed, type Measurement } from '../figures';

const rounds = 60;

/** Whether time tells who has an account. */
export default {
	about: 'medians of refused sign-ins: unknown name, wrong password, inactive, without password',
	env: { ADDRESS_HEADER: 'X-Forwarded-For' },
	async run({ origin }) {
		for (const name of ['known', 'inactive', 'passwordless']) await aMember(name);
		await db.update(users).set({ isActive: false }).where(eq(users.username, 'inactive'));
		await db.update(users).set({ passwordHash: null }).where(eq(users.username, 'passwordless'));

		const names = ['unknown', 'known', 'inactive', 'passwordless'];
		const times = new Map<string, number[]>(names.map((name) => [name, []]));
		// By turns, so that what else the machine does strikes all alike; the first round warms up.
		for (let round = -1; round < rounds; round++) {
			for (const [i, username] of names.entries()) {
				// Each from an address of its own, or limits would be measured.
				const who = new Visitor(origin, { 'x-forwarded-for': `10.0.${round + 1}.${i}` });
				const time = await timed(() => who.post('/login', { username, password: 'wrong one' }));
				if (round >= 0) times.get(username)!.push(time);
			}
		}
		const medians = names.map((name) => median(times.get(name)!));
		const spread = 100 * (Math.max(...medians) / Math.min(...medians) - 1);
		return [
			...names.map((name, i) => ({
				what: `${name}, median`,
				value: medians[i]!,
				unit: 'ms' as const
			})),
			{ what: 'slowest over fastest', value: spread, unit: '%', atMost: 15 }
		];
	}
} satisfies Measurement;
