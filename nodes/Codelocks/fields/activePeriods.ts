import type { IDataObject, INodeParameters, INodeProperties } from 'n8n-workflow';

import { ValueError } from '../../shared/api/errors';
import type { Parameters } from '../execution/parameters';
import { textOf } from '../execution/parameters';

const WEEKDAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;

/** The API has exactly ten, keyed '0' to '9' (field notes, 'Clients'). */
const PERIODS = 10;

type Weekday = (typeof WEEKDAYS)[number];

const PERIOD_FIELDS: string[] = ['enabled', 'starts', 'ends', ...WEEKDAYS];

const WEEKDAY_NAMES: Record<Weekday, string> = {
	mon: 'Monday',
	tue: 'Tuesday',
	wed: 'Wednesday',
	thu: 'Thursday',
	fri: 'Friday',
	sat: 'Saturday',
	sun: 'Sunday',
};

/** One period as the API has it. Times are HH:mm. */
export type ActivePeriod = { enabled: boolean; starts: string; ends: string } & Record<Weekday, boolean>;

const DISABLED: ActivePeriod = {
	enabled: false,
	starts: '00:00',
	ends: '23:59',
	mon: false,
	tue: false,
	wed: false,
	thu: false,
	fri: false,
	sat: false,
	sun: false,
};

const activePeriodsForm: INodeProperties = {
	displayName: 'Active Periods',
	name: 'activePeriods',
	type: 'fixedCollection',
	typeOptions: { multipleValues: true, maxAllowedFields: PERIODS },
	placeholder: 'Add period',
	displayOptions: { show: { activePeriodsInput: ['form'] } },
	default: {},
	description:
		'When the client may open the lock: up to ten periods. Without any, they cannot open it at all.',
	options: [
		{
			displayName: 'Period',
			name: 'period',
			values: [
				{
					displayName: 'Weekdays',
					name: 'weekdays',
					type: 'multiOptions',
					options: WEEKDAYS.map((day) => ({ name: WEEKDAY_NAMES[day], value: day })),
					default: ['mon', 'tue', 'wed', 'thu', 'fri'],
					description: 'Days on which the period applies',
				},
				{
					displayName: 'From',
					name: 'from',
					type: 'string',
					default: '09:00',
					placeholder: 'e.g. 09:00',
					description: "When the period begins on those days, on the lock's clock",
				},
				{
					displayName: 'To',
					name: 'to',
					type: 'string',
					default: '17:30',
					placeholder: 'e.g. 17:30',
					description: "When the period ends on those days, on the lock's clock",
				},
				{
					displayName: 'Enabled',
					name: 'enabled',
					type: 'boolean',
					default: true,
					description: 'Whether the period counts. A disabled one is kept on the lock for later.',
				},
			],
		},
	],
};

/** The fields for active periods. `preset` is what the form holds at first. */
export function activePeriodsFields(preset: INodeParameters): INodeProperties[] {
	return [
		{
			displayName: 'Active Periods Input',
			name: 'activePeriodsInput',
			type: 'options',
			options: [
				{ name: 'Using Form', value: 'form', description: 'Choose weekdays and times here' },
				{
					name: 'Using JSON',
					value: 'json',
					description: "Write all periods in the API's own shape, or get them from an expression",
				},
			],
			default: 'form',
			description: 'How to say when the client may open the lock',
		},
		{
			...activePeriodsForm,
			default: preset,
		},
		{
			displayName: 'Active Periods (JSON)',
			name: 'activePeriodsJson',
			type: 'json',
			displayOptions: { show: { activePeriodsInput: ['json'] } },
			default:
				'{\n  "0": {\n    "enabled": true,\n    "starts": "09:00",\n    "ends": "17:30",\n    "mon": true,\n    "tue": true,\n    "wed": true,\n    "thu": true,\n    "fri": true,\n    "sat": false,\n    "sun": false\n  }\n}',
			description:
				'Up to ten periods by their number, 0 to 9, as the API has them. Those that are left out are disabled.',
		},
	];
}

/** Every hour of every day, for a form to begin with. */
export const ALWAYS: INodeParameters = {
	period: [{ weekdays: [...WEEKDAYS], from: '00:00', to: '23:59', enabled: true }],
};

/** The JSON text of all ten periods, as the API wants it. Throws ValueError that names the place of a wrong value. */
export function activePeriodsOf(parameters: Parameters): string {
	const given =
		parameters.text('activePeriodsInput') === 'json'
			? periodsOfJson(parameters.raw('activePeriodsJson', ''))
			: periodsOfForm(parameters.collection('activePeriods').period);
	const all: Record<string, ActivePeriod> = {};
	for (let index = 0; index < PERIODS; index++) all[index] = given.get(String(index)) ?? DISABLED;
	return JSON.stringify(all);
}

const JSON_EXAMPLE = '{"starts": "09:00", "ends": "17:30", "mon": true}';

function periodsOfForm(form: unknown): Map<string, ActivePeriod> {
	const periods = Array.isArray(form) ? (form as IDataObject[]) : form ? [form as IDataObject] : [];
	if (periods.length > PERIODS) throw tooMany(periods.length);
	return new Map(
		periods.map((period, index) => {
			const place = `Active period ${index + 1}`;
			const enabled = period.enabled !== false;
			const days = weekdaysOf(period.weekdays, place);
			if (enabled && !days.length) {
				throw new ValueError(
					`${place} has no weekday; choose at least one of ${WEEKDAYS.join(', ')}`,
					'To keep a period that does not count, switch off Enabled.',
				);
			}
			const times = timesOf(period.from ?? '00:00', period.to ?? '23:59', `${place}: From`, `${place}: To`);
			return [String(index), periodWith(enabled, times, days)];
		}),
	);
}

function periodsOfJson(value: unknown): Map<string, ActivePeriod> {
	const parsed = typeof value === 'string' ? parsedJson(value) : value;
	// An answer of the API holds them as an array around one object (field notes, 'Clients').
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
			'The weekdays stand inside of a period.',
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
				name === 'enabled' ? 'A period that is not enabled does not count.' : 'What is left out is false.',
			);
		}
	}
	const days = WEEKDAYS.filter((day) => values[day] === true);
	const times = timesOf(
		values.starts ?? '00:00',
		values.ends ?? '23:59',
		place(`${key}.starts`),
		place(`${key}.ends`),
	);
	return periodWith(values.enabled !== false, times, days);
}

function periodWith(
	enabled: boolean,
	times: { starts: string; ends: string },
	days: readonly Weekday[],
): ActivePeriod {
	const flags = Object.fromEntries(WEEKDAYS.map((day) => [day, days.includes(day)])) as Record<
		Weekday,
		boolean
	>;
	return { enabled, ...times, ...flags };
}

function timesOf(
	from: unknown,
	to: unknown,
	fromPlace: string,
	toPlace: string,
): { starts: string; ends: string } {
	const starts = timeOf(from, fromPlace);
	const ends = timeOf(to, toPlace);
	if (starts >= ends) {
		throw new ValueError(
			`${fromPlace} '${starts}' is not before the end '${ends}'; for a night, use two periods: until 23:59, and from 00:00`,
			'A period ends on the day that it begins.',
		);
	}
	return { starts, ends };
}

function timeOf(value: unknown, place: string): string {
	const text = textOf(value);
	const parts = /^(\d{1,2}):(\d{2})(?::\d{2})?$/.exec(text);
	if (!parts || Number(parts[1]) > 23 || Number(parts[2]) > 59) {
		throw new ValueError(
			`${place} '${text}' is not a time of day; write it as HH:mm, such as 17:30`,
			'Hours go from 00 to 23. A day ends with 23:59.',
		);
	}
	return `${parts[1].padStart(2, '0')}:${parts[2]}`;
}

function weekdaysOf(value: unknown, place: string): Weekday[] {
	const named = (Array.isArray(value) ? value : textOf(value).split(','))
		.map((day) => textOf(day).toLowerCase())
		.filter(Boolean);
	const unknown = named.find((day) => !WEEKDAYS.includes(day.slice(0, 3) as Weekday));
	if (unknown !== undefined) {
		throw new ValueError(
			`${place}: '${unknown}' is not a weekday; use one of ${WEEKDAYS.join(', ')}`,
			'Their full names in English work too.',
		);
	}
	return WEEKDAYS.filter((day) => named.some((name) => name.startsWith(day)));
}

/** A value as JSON, cut where it is long. */
function shown(value: unknown): string {
	const text = typeof value === 'string' ? `'${value}'` : String(JSON.stringify(value));
	return text.length > 60 ? `${text.slice(0, 60)}…` : text;
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

function tooMany(count: number): ValueError {
	return new ValueError(
		`There are ${count} active periods, and a client has ten at most; join or remove some`,
		'Days with the same hours can share one period.',
	);
}
