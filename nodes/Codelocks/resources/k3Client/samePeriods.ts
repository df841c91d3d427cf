import { isObject } from '../../../shared/api/responses';
import { DISABLED, WEEKDAYS, type ActivePeriod } from '../../fields/activePeriod';

/**
 * Whether a client has these active periods already. `present` comes from the list of clients: an object keyed '0'
 * to '9', an array around it, or its JSON text (docs/dev/api.md, 'Phone clients'). A period that is left out there is
 * disabled, and a disabled period counts as not set, whatever its times. What cannot be read is different.
 */
export function samePeriods(wanted: Record<string, ActivePeriod>, present: unknown): boolean {
	const periods = periodsIn(present);
	if (!periods || Object.keys(periods).some((key) => !Object.hasOwn(wanted, key))) return false;
	return Object.entries(wanted).every(([key, period]) => {
		const other = periods[key] === undefined ? DISABLED : periodIn(periods[key]);
		if (!other) return false;
		return (period === DISABLED && !other.enabled) || isEqual(period, other);
	});
}

function periodsIn(value: unknown): Record<string, unknown> | undefined {
	const parsed = typeof value === 'string' ? parsedJson(value) : value;
	const periods: unknown = Array.isArray(parsed) && parsed.length === 1 ? parsed[0] : parsed;
	return isObject(periods) ? periods : undefined;
}

/** A period of the service's; undefined where a part of it cannot be read. */
function periodIn(value: unknown): ActivePeriod | undefined {
	if (!isObject(value)) return undefined;
	const starts = timeIn(value.starts);
	const ends = timeIn(value.ends);
	const flags = ['enabled', ...WEEKDAYS].map((name) => [name, flagIn(value[name])] as const);
	if (starts === undefined || ends === undefined || flags.some(([, flag]) => flag === undefined)) {
		return undefined;
	}
	return { ...(Object.fromEntries(flags) as Omit<ActivePeriod, 'starts' | 'ends'>), starts, ends };
}

/** HH:mm; the service may leave out a zero or send seconds. */
function timeIn(value: unknown): string | undefined {
	const parts = /^(\d{1,2}):(\d{2})(?::00)?$/.exec(String(value));
	return parts ? `${parts[1].padStart(2, '0')}:${parts[2]}` : undefined;
}

function flagIn(value: unknown): boolean | undefined {
	const text = String(value).toLowerCase();
	if (text === 'true' || text === '1') return true;
	return text === 'false' || text === '0' ? false : undefined;
}

function isEqual(one: ActivePeriod, other: ActivePeriod): boolean {
	return (['enabled', 'starts', 'ends', ...WEEKDAYS] as const).every((name) => one[name] === other[name]);
}

function parsedJson(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}
