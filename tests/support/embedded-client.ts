/** Another process at the embedded database: `embedded-client <folder> <step>…`. */
import { setInterval } from 'node:timers';
import postgres from 'postgres';
import * as embedded from '../../src/lib/server/db/embedded';

const [folder = '', ...steps] = process.argv.slice(2);
let url = '';

for (const step of steps) {
	if (step === 'start') console.log((url = await embedded.start(folder)));
	if (step === 'leave') await embedded.leave(folder);
	if (step === 'stay') setInterval(() => {}, 1000);
	if (step === 'ask') {
		const sql = postgres(url, { max: 1 });
		console.log(`${(await sql`select generate_series(1, 7)`).length} rows`);
		await sql.end();
	}
}
