import type { INodeParameters, INodeProperties } from 'n8n-workflow';

import { ValueError } from '../../shared/api/errors';
import { isObject } from '../../shared/api/responses';
import { shown, type Parameters } from '../execution/parameters';
import {
	DISABLED,
	PERIODS,
	periodOn,
	timesOf,
	tooMany,
	WEEKDAY_NAMES,
	WEEKDAYS,
	weekdaysOf,
	type ActivePeriod,
} from './activePeriod';
import { periodsOfJson } from './activePeriodsJson';

const activePeriodsForm: INodeProperties = {
	displayName: 'Active Periods',
	name: 'activePeriods',
	type: 'fixedCollection',
	typeOptions: { multipleValues: true, maxAllowedFields: PERIODS },
	placeholder: 'Add period',
	displayOptions: { show: { activePeriodsInput: ['form'] } },
	default: {},
	description: 'When the client may open the lock: up to ten periods. Without a period, they cannot open it.',
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
					description: 'Whether the period applies. The lock keeps a disabled period for later.',
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
					description: "Write all periods in the API's format, or use an expression",
				},
			],
			default: 'form',
			description: 'How to enter the periods',
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
				'Up to ten periods by their number, 0 to 9, in the format of the API. Periods that you leave out are disabled.',
		},
	];
}

/** Every hour of every day, for a form to begin with. */
export const ALWAYS: INodeParameters = {
	period: [{ weekdays: [...WEEKDAYS], from: '00:00', to: '23:59', enabled: true }],
};

/** All ten periods by their numbers. Throws ValueError that names the place of a wrong value. */
export function activePeriodsOf(parameters: Parameters): Record<string, ActivePeriod> {
	const given =
		parameters.choice('activePeriodsInput', ['form', 'json'], 'form') === 'json'
			? periodsOfJson(parameters.raw('activePeriodsJson', ''))
			: periodsOfForm(parameters.collection('activePeriods').period);
	const all: Record<string, ActivePeriod> = {};
	for (let index = 0; index < PERIODS; index++) all[index] = given.get(String(index)) ?? DISABLED;
	return all;
}

function periodsOfForm(form: unknown): Map<string, ActivePeriod> {
	const periods: unknown[] = Array.isArray(form) ? form : form ? [form] : [];
	if (periods.length > PERIODS) throw tooMany(periods.length);
	return new Map(
		periods.map((period, index) => {
			const place = `Active period ${index + 1}`;
			if (!isObject(period)) {
				throw new ValueError(
					`${place} is ${shown(period)}; enter weekdays, from and to`,
					'An expression must return an object for each period.',
				);
			}
			const { weekdays, from, to, enabled } = period;
			const times = timesOf(from ?? '00:00', to ?? '23:59', `${place}: From`, `${place}: To`);
			const days = weekdaysOf(weekdays, place);
			return [String(index), periodOn(days, { enabled: isEnabled(enabled, place), ...times }, place)];
		}),
	);
}

/** Sheets give TRUE and FALSE as text. */
function isEnabled(value: unknown, place: string): boolean {
	const text = String(value ?? true).toLowerCase();
	if (text === 'true' || text === 'false') return text === 'true';
	throw new ValueError(
		`${place}: Enabled ${shown(value)} is unknown; use true or false`,
		'A period that is not enabled does not apply.',
	);
}
