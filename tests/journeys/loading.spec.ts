import { addressOf, pages } from '../support/pages';
import { expect, test } from '../support/showing';
import { seen, watch } from '../support/steadiness';

// A zone with a long name: what scripts write must not move what is being read.
test.use({ timezoneId: 'Asia/Kolkata', viewport: { width: 390, height: 844 } });

const read = ['polls', 'ballot', 'results', 'closed ballot', 'sign in', 'sign up'];

for (const state of pages.filter(({ name }) => read.includes(name))) {
	test(`${state.name} stands still while it comes to a slow phone`, async ({ page, world }) => {
		const phone = await page.context().newCDPSession(page);
		const speed = (1.6 * 1024 * 1024) / 8;
		await phone.send('Network.enable');
		await phone.send('Network.emulateNetworkConditions', {
			offline: false,
			latency: 150,
			downloadThroughput: speed,
			uploadThroughput: speed
		});
		await phone.send('Emulation.setCPUThrottlingRate', { rate: 4 });
		await watch(page);

		await page.goto(addressOf(state, world), { waitUntil: 'networkidle' });
		// Kit says so when its scripts have taken the page over.
		await page.waitForFunction(() => document.querySelector('#svelte-announcer'));
		await page.evaluate(() => new Promise(requestAnimationFrame));
		const { shift, painted } = await seen(page);

		// Told, not judged: whoever tests is often busy with something else as well. The aim is 1500 ms.
		console.log(
			`${state.name}: largest paint ${Math.round(painted)} ms, shift ${shift.toFixed(3)}`
		);
		expect(painted).toBeGreaterThan(0);
		expect(shift).toBeLessThanOrEqual(0.02);
	});
}
