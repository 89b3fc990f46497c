/** The zones to choose from, as the IANA names them, UTC first. */
export function timeZones(): string[] {
	return ['UTC', ...Intl.supportedValuesOf('timeZone').filter((zone) => zone !== 'UTC')];
}

const clocks = new Map<string, Intl.DateTimeFormat>();

/** What clocks show in a zone. Throws a RangeError when there is no such zone. */
function clockIn(zone: string) {
	const clock =
		clocks.get(zone) ??
		new Intl.DateTimeFormat('en', {
			timeZone: zone,
			hourCycle: 'h23',
			year: 'numeric',
			month: 'numeric',
			day: 'numeric',
			hour: 'numeric',
			minute: 'numeric',
			second: 'numeric'
		});
	clocks.set(zone, clock);
	return clock;
}

/** The milliseconds by which a zone's clocks are ahead of UTC at an instant of whole seconds. */
function offset(zone: string, instant: number): number {
	const shown = Object.fromEntries(
		clockIn(zone)
			.formatToParts(instant)
			.map(({ type, value }) => [type, Number(value)])
	);
	const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = shown;
	return Date.UTC(year, month - 1, day, hour, minute, second) - instant;
}

const day = 86_400_000;

/**
 * The moment at which clocks in the zone show this, or null if that is no date and time. When clocks
 * are put forward, the hour that they skip is taken for the one after it; when they are put back, the
 * first of the two hours counts (as Temporal's "compatible" does).
 * @param local as `<input type="datetime-local">` sends it, or with a space instead of the T
 */
export function momentAt(local: string, zone: string): Date | null {
	const parts = /^(\d{4})-(\d\d)-(\d\d)[T ](\d\d):(\d\d)(?::(\d\d)(?:\.\d+)?)?$/.exec(local.trim());
	if (!parts || !isTimeZone(zone)) return null;

	const text = `${parts.slice(1, 4).join('-')}T${parts[4]}:${parts[5]}:${parts[6] ?? '00'}.000Z`;
	const shown = Date.parse(text);
	// 30 February is parsed by some as 1 March.
	if (Number.isNaN(shown) || new Date(shown).toISOString() !== text) return null;

	const before = offset(zone, shown - day);
	const instants = [before, offset(zone, shown + day)]
		.map((ahead) => shown - ahead)
		.filter((instant) => instant + offset(zone, instant) === shown);
	return new Date(instants.length ? Math.min(...instants) : shown - before);
}

/** What clocks in the zone show at a moment, to the minute, as `datetime-local` wants it. */
export function localAt(moment: Date, zone: string): string {
	const instant = Math.floor(moment.getTime() / 1000) * 1000;
	return new Date(instant + offset(zone, instant)).toISOString().slice(0, 16);
}

/** What clocks in one zone show when those in another show `local`, or `local` when that is no time. */
export function translated(local: string, from: string, to: string): string {
	const moment = momentAt(local, from);
	return moment ? localAt(moment, to) : local;
}

export function isTimeZone(zone: string): boolean {
	try {
		return Boolean(clockIn(zone));
	} catch {
		return false;
	}
}
