import type { INodeProperties } from 'n8n-workflow';

import {
	durationLabel,
	durationList,
	isDays,
	isStandard,
	lengthMs,
	STANDARD_DURATIONS,
	type Duration,
	type OfferedDurations,
} from '../../shared/api/durations';
import { ValueError } from '../../shared/api/errors';
import { plainTextOf, trimmedText, type Parameters } from '../execution/parameters';
import type { PlanContext } from '../resources/operation';
import { K3_MODEL } from './lockModel';

/**
 * A duration of the lock model that is chosen above. No mode is named `id`: the editor puts every expression into a
 * mode of that name, and `{{ $json.nights }}` would be read as an ID.
 */
export const durationField: INodeProperties = {
	displayName: 'Duration',
	name: 'duration',
	type: 'resourceLocator',
	required: true,
	default: { mode: 'list', value: '' },
	description: 'The length of a code to ask about',
	modes: [
		{
			displayName: 'From List',
			name: 'list',
			type: 'list',
			placeholder: 'Select a duration...',
			typeOptions: { searchListMethod: 'searchDurations', searchable: true },
		},
		{
			displayName: 'By Length',
			name: 'length',
			type: 'string',
			placeholder: 'e.g. 4 hours',
			hint: 'Hours or days, such as 4 hours or 2 days',
		},
		{
			displayName: 'By Duration ID',
			name: 'durationId',
			type: 'string',
			placeholder: 'e.g. 3',
			hint: 'An ID that the operation Get Durations lists',
		},
	],
};

/** The length of a NetCode for a KitLock. */
export const codeDurationField: INodeProperties = {
	...durationField,
	description: 'How long the code works',
	hint: 'Each different code is charged as one NetCode call of your plan',
};

/** The length of a NetCode for a K3 Connect lock. */
export const k3CodeDurationField: INodeProperties = {
	...codeDurationField,
	modes: durationField.modes?.map((mode) =>
		mode.name === 'list'
			? { ...mode, typeOptions: { searchListMethod: 'searchK3Durations', searchable: true } }
			: mode,
	),
};

/** The lock models that are valid without a list of durations (docs/dev/api.md, 'NetCodes'). */
const DOCUMENTED_MODELS = ['KL1060', 'KL1060C2', 'KL1060G3', 'KL1550', K3_MODEL];

/**
 * The duration that a row asks for, by its ID or its length: one that the lock model offers, or one of IDs 0 to 18 where
 * the service lists none. An ID that cannot be checked has no length: 0 days and 0 hours.
 *
 * @throws ValueError for what the model does not offer, with what it does.
 */
export function chosenDuration(
	parameters: Parameters,
	looked: OfferedDurations,
	lockModel: string,
): Duration {
	const { mode, value } = parameters.locator('duration');
	const text = plainTextOf(value);
	const offered = offeredBy(looked, lockModel);
	if (!text) throw emptyDuration(offered);
	if (!/^\d+$/.test(text)) return byLength(text, offered);
	if (takesIds(mode)) return byId(String(Number(text)), offered);
	throw new ValueError(
		`Duration '${text}' does not say its unit; write '${text} hours' or '${text} days'`,
		'To enter a duration ID, choose By Duration ID.',
	);
}

/** What a lock model offers. */
export interface Offered {
	durations: Duration[];
	/** Whether the service listed them. */
	isComplete: boolean;
	lockModel: string;
}

/** The durations of a lock model: IDs 0 to 18 where the service lists none. Throws ValueError for a model that is not known. */
export function offeredBy({ durations: listed, source }: OfferedDurations, lockModel: string): Offered {
	if (!listed.length && source === 'service' && !DOCUMENTED_MODELS.includes(lockModel)) {
		throw new ValueError(
			`Lock Model '${lockModel}' is not known to the API; use one such as ${DOCUMENTED_MODELS.slice(0, -1).join(', ')}`,
			'In the editor, the list of the field shows all models.',
		);
	}
	return {
		durations: listed.length ? listed : [...STANDARD_DURATIONS],
		isComplete: listed.length > 0,
		lockModel,
	};
}

/** A plain value, of no mode, is an ID when it is a number. */
function takesIds(mode: string | undefined): boolean {
	return mode === undefined || mode === 'list' || mode === 'durationId';
}

/** The lock model does not offer what a row asks for. */
export class NotOffered extends ValueError {}

/**
 * What `choose` gives for the durations of a lock model. If they lack the wanted one, and were loaded before the run, they
 * are loaded afresh: a list that a fault cut short must not refuse rows for a day. Throws what `choose` throws.
 */
export async function chooseFrom<T>(
	{ durations, newDurations }: Pick<PlanContext, 'durations' | 'newDurations'>,
	lockModel: string,
	choose: (looked: OfferedDurations) => T,
): Promise<T> {
	const looked = await durations(lockModel);
	return await Promise.resolve(looked)
		.then(choose)
		.catch(async (error: unknown) => {
			if (!(error instanceof NotOffered && looked.isRemembered)) throw error;
			return choose(await newDurations(lockModel));
		});
}

/** The ID of the duration that a row asks for; only a length needs the list. Throws ValueError. */
export async function durationIdOf(context: PlanContext, lockModel: string): Promise<string> {
	const { parameters } = context;
	const { mode, value } = parameters.locator('duration');
	const text = trimmedText(value);
	if (takesIds(mode) && /^\d+$/.test(text)) return String(Number(text));
	return await chooseFrom(context, lockModel, (looked) => chosenDuration(parameters, looked, lockModel).id);
}

function byId(id: string, offered: Offered): Duration {
	const found = offered.durations.find((duration) => duration.id === id);
	if (found) return found;
	if (!offered.isComplete) return { id, days: 0, hours: 0, mode: '', subMode: '', models: [] };
	throw new NotOffered(
		`Duration ID ${id} is not offered by lock model '${offered.lockModel}'; choose from ${durationList(offered.durations)}`,
		'In the editor, choose from the list of the field.',
	);
}

const LENGTH = /^(\d+)\s*(h|hr|hrs|hours?|d|days?|weeks?)\.?$/i;

function byLength(text: string, offered: Offered): Duration {
	const labelled = offered.durations.filter(
		(duration) => durationLabel(duration).toLowerCase() === text.toLowerCase(),
	);
	if (labelled.length === 1) return labelled[0];
	const [, count, unit] = LENGTH.exec(text) ?? [];
	if (!count) {
		throw new ValueError(
			`Duration '${text}' cannot be read; write a length such as '4 hours' or '2 days', or one of ${durationList(offered.durations)}`,
			/night/i.test(text)
				? 'For a stay of nights, set Length As to End: the code then covers the stay from start to end.'
				: 'Use whole hours or whole days.',
		);
	}
	const wantsHours = /^h/i.test(unit);
	const hours = Number(count) * (wantsHours ? 1 : /^w/i.test(unit) ? 7 * 24 : 24);
	const asLong = offered.durations.filter(
		(duration) => lengthMs(duration) === hours * 3_600_000 && isDays(duration) !== wantsHours,
	);
	const standard = asLong.filter(isStandard);
	if (standard.length === 1) return standard[0];
	const inList = 'In the editor, choose from the list of the field.';
	if (!asLong.length) {
		throw new NotOffered(
			`Duration '${text}' is not offered by lock model '${offered.lockModel}'; choose from ${durationList(offered.durations)}`,
			inList,
		);
	}
	const meant = (standard.length ? standard : asLong).map(
		(duration) => `'${durationLabel(duration)}' (ID ${duration.id})`,
	);
	throw new ValueError(
		`Duration '${text}' can be ${meant.join(' or ')}; enter the ID of the one that you mean`,
		inList,
	);
}

function emptyDuration({ durations }: Offered): ValueError {
	return new ValueError(
		`Duration is empty; enter a length such as '4 hours' or an ID (${durationList(durations)})`,
		'If it is an expression, check that the input item has the fields that the expression reads.',
	);
}
