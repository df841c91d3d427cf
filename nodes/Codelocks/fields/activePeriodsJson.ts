import { shortened, ValueError } from '../../shared/api/errors';
import { PERIODS, periodOn, timesOf, tooMany, WEEKDAYS, type ActivePeriod } from './activePeriod';

const PERIOD_FIELDS: string[] = ['enabled', 'starts', 'ends', ...WEEKDAYS];

const JSON_EXAMPLE = '{"starts": "09:00", "ends": "17:30", "mon": true}';

/**
 * The periods of the API's own shape by their numbers, as an object or its text. Throws ValueError that names the
 * place of a wrong value.
 */
export function periodsOfJson(value: unknown): Map<string, ActivePeriod> {
	const parsed = typeof value === 'string' ? parsedJson(value) : value;
	// A response of the API holds them as an array around one object (docs/dev/api.md, 'Phone clients').
	const unwrapped: unknown =
		Array.isArray(parsed) && parsed.length === 1 && isKeyed(parsed[0]) ? parsed[0] : parsed;
	if (unwrapped === null || typeof unwrapped !== 'object') {
		throw new ValueError(
			`Active periods JSON ${shown(value)} is not a JSON object; write one such as {"0": ${JSON_EXAMPLE}}`,
			'Its keys are the numbers of the periods, "0" to "9".',
		);
	}
	const entries = Object.entries(unwrapped);
	if (entries.length > PERIODS) throw tooMany(entries.length);
	return new Map(entries.map(([key, period]) => [key, periodOfJson(key, period)]));
}

function periodOfJson(key: string, period: unknown): ActivePeriod {
	const place = (name: string) => `Active periods JSON: "${name}"`;
	if (!/^\d$/.test(key)) {
		throw new ValueError(
			`${place(key)} is not the number of a period; use the keys "0" to "9"`,
			'Put the weekdays inside a period.',
		);
	}
	if (period === null || typeof period !== 'object' || Array.isArray(period)) {
		throw new ValueError(
			`${place(key)} is ${shown(period)}, not an object; write one such as ${JSON_EXAMPLE}`,
			`A period has ${PERIOD_FIELDS.join(', ')}.`,
		);
	}
	const values = period as Record<string, unknown>;
	const stray = Object.keys(values).find((name) => !PERIOD_FIELDS.includes(name));
	if (stray !== undefined) {
		throw new ValueError(
			`${place(`${key}.${stray}`)} is unknown; a period has ${PERIOD_FIELDS.join(', ')}`,
			'Correct the name, or leave it out.',
		);
	}
	for (const name of ['enabled', ...WEEKDAYS]) {
		if (values[name] !== undefined && typeof values[name] !== 'boolean') {
			throw new ValueError(
				`${place(`${key}.${name}`)} is ${shown(values[name])}; write true or false, without quotes`,
				name === 'enabled'
					? 'A period that is not enabled does not apply.'
					: 'A name that you leave out is false.',
			);
		}
	}
	const days = WEEKDAYS.filter((day) => values[day] === true);
	const enabled = values.enabled !== false;
	const times = timesOf(
		values.starts ?? '00:00',
		values.ends ?? '23:59',
		place(`${key}.starts`),
		place(`${key}.ends`),
	);
	return periodOn(days, { enabled, ...times }, place(key));
}

/** A value as JSON, cut where it is long. */
function shown(value: unknown): string {
	const text = typeof value === 'string' ? `'${value}'` : (JSON.stringify(value) ?? "''");
	return shortened(text, 60);
}

function parsedJson(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return null;
	}
}

function isKeyed(value: unknown): boolean {
	return value !== null && typeof value === 'object' && Object.keys(value).every((key) => /^\d$/.test(key));
}
