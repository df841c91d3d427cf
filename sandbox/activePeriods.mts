/** When a smart phone client may open the lock: `starts` and `ends` are 'HH:mm' on the lock's clock. */
export interface ActivePeriod {
	enabled: boolean;
	starts: string;
	ends: string;
	mon: boolean;
	tue: boolean;
	wed: boolean;
	thu: boolean;
	fri: boolean;
	sat: boolean;
	sun: boolean;
}

/** The ten periods of a client, keyed '0' to '9'. */
export type ActivePeriods = Record<string, ActivePeriod>;

const PERIOD_KEYS = Array.from({ length: 10 }, (_, index) => String(index));
const FLAGS = ['enabled', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
const TIMES = ['starts', 'ends'] as const;
const TIME_OF_DAY = /^([01]\d|2[0-3]):[0-5]\d$/;

const ALWAYS: ActivePeriod = {
	enabled: true,
	starts: '00:00',
	ends: '23:59',
	mon: true,
	tue: true,
	wed: true,
	thu: true,
	fri: true,
	sat: true,
	sun: true,
};

/** The sample of the documentation: all ten periods, all day, all week. */
export function alwaysActive(): ActivePeriods {
	return Object.fromEntries(PERIOD_KEYS.map((key) => [key, { ...ALWAYS }]));
}

/** Only the first period, on working days from `starts` to `ends`; the other nine are disabled. */
export function workingHours(starts: string, ends: string): ActivePeriods {
	const periods = alwaysActive();
	for (const period of Object.values(periods)) period.enabled = false;
	periods['0'] = { ...ALWAYS, starts, ends, sat: false, sun: false };
	return periods;
}

/** Reads the `activeperiods` parameter: a JSON text with exactly the keys '0' to '9' (docs/dev/api.md, 'Phone clients'). */
export function parseActivePeriods(text: string): ActivePeriods | undefined {
	let value: unknown;
	try {
		value = JSON.parse(text);
	} catch {
		return undefined;
	}
	if (!isRecord(value) || !hasExactly(value, PERIOD_KEYS)) return undefined;
	return Object.values(value).every(isActivePeriod) ? (value as ActivePeriods) : undefined;
}

function isActivePeriod(value: unknown): value is ActivePeriod {
	return (
		isRecord(value) &&
		hasExactly(value, [...FLAGS, ...TIMES]) &&
		FLAGS.every((flag) => typeof value[flag] === 'boolean') &&
		TIMES.every((time) => TIME_OF_DAY.test(String(value[time])))
	);
}

function isRecord(value: unknown): value is Record<string, unknown> {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function hasExactly(value: Record<string, unknown>, keys: string[]): boolean {
	return Object.keys(value).length === keys.length && keys.every((key) => key in value);
}
