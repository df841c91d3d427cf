import type { IDataObject } from 'n8n-workflow';

import { TtlCache } from '../ttlCache';
import type { ApiMethod, Connection } from './connection';
import { ServiceError } from './errors';
import { entriesOf, objectOf } from './responses';

/** API documentation, 'Utility: Durations'. */
export const DURATIONS: ApiMethod = { method: 'GET', path: '/u/1/durations' };

/** What a lock model offers changes with new hardware, not by the hour. */
const KEEP_MS = 24 * 60 * 60 * 1000;

const memory = new TtlCache<Duration[]>(KEEP_MS);

/** Every duration of every lock model. One Utility call, or none within a day of the last. */
export async function allDurations(connection: Connection): Promise<Duration[]> {
	return await memory.recall(connection.account, Date.now(), async () => {
		return durationsOf(
			await connection.send({
				...DURATIONS,
				query: { operation: 'DURATIONS' },
				about: 'the durations',
			}),
		);
	});
}

/** What is known of a lock model's durations. */
export interface OfferedDurations {
	/** Empty where the service lists none for the model, or where no list can be had. */
	durations: Duration[];
	/** `memory`: an older list, since the service did not give a new one; `none`: no list at all could be had. */
	source: 'service' | 'memory' | 'none';
}

/**
 * The durations that a lock model offers; empty where the service lists none for it, since its documentation
 * names fewer models for this list than for NetCodes. One Utility call, or none within a day of the last.
 */
export async function durationsOfModel(connection: Connection, lockModel: string): Promise<OfferedDurations> {
	const durations = await memory.recall(`${connection.account} ${lockModel}`, Date.now(), async () => {
		const own = await listedFor(connection, lockModel);
		if (own.length) return own;
		return (await allDurations(connection)).filter(({ models }) => models.includes(lockModel));
	});
	return { durations, source: 'service' };
}

async function listedFor(connection: Connection, lockModel: string): Promise<Duration[]> {
	return durationsOf(
		await connection
			.send({
				...DURATIONS,
				query: { lockmodel: lockModel, operation: 'DURATIONS' },
				about: `the durations of lock model '${lockModel}'`,
			})
			.catch(noneIfRefused),
	);
}

function noneIfRefused(error: unknown): never[] {
	if (error instanceof ServiceError && (error.reason === 'badValue' || error.reason === 'notFound'))
		return [];
	throw error;
}

/** The kinds of NetCodes in plain words (field notes, 'NetCodes and time'). */
const KINDS: Record<string, string> = {
	ACC: 'medium-term rental (ACC)',
	'END DATE': 'end date',
	'SINGLE USE': 'single use',
	URM: 'long-term rental (URM)',
};

/**
 * A duration as a person says it: '4 hours', '2 days, single use', '21 days, medium-term rental (ACC)'. Standard and
 * multi use go without saying, and a mode that is not known is left as it is.
 */
export function durationLabel({ days, hours, mode, subMode }: Duration): string {
	const length = lengthOf({ days, hours });
	const kinds = [mode.replace(/^standard\s*/i, ''), subMode]
		.filter((kind) => !/^(multi\b.*)?$/i.test(kind))
		// The mode '24 Hour' says no more than its length.
		.filter((kind) => `${kind}s`.toLowerCase() !== length)
		.map((kind) => KINDS[kind.trim().toUpperCase()] ?? kind);
	return [length, ...kinds].filter(Boolean).join(', ') || mode;
}

/** More would fill a screen. */
const MOST_RUNS = 20;

/** Durations by their IDs, those in a row together: '0 to 11: 1 hour to 12 hours; 12: 1 day'. */
export function durationList(durations: Duration[]): string {
	const runs: Array<[first: Duration, last: Duration]> = [];
	for (const duration of durations) {
		const run = runs.at(-1);
		if (run && follows(run[1], duration)) run[1] = duration;
		else runs.push([duration, duration]);
	}
	const listed = runs
		.slice(0, MOST_RUNS)
		.map(([first, last]) =>
			first === last
				? `${first.id}: ${durationLabel(first)}`
				: `${first.id} to ${last.id}: ${lengthOf(first)} to ${durationLabel(last)}`,
		);
	return [...listed, ...(runs.length > MOST_RUNS ? ['…'] : [])].join('; ');
}

/** Whether a duration is of the same kind as the one before it, and both its ID and its length are one more. */
function follows(before: Duration, duration: Duration): boolean {
	const steps = [duration.days - before.days, duration.hours - before.hours];
	return (
		Number(duration.id) === Number(before.id) + 1 &&
		duration.mode === before.mode &&
		duration.subMode === before.subMode &&
		steps.includes(1) &&
		steps.includes(0)
	);
}

function lengthOf({ days, hours }: Pick<Duration, 'days' | 'hours'>): string {
	return [counted(days, 'day'), counted(hours, 'hour')].filter(Boolean).join(' ');
}

function counted(count: number, unit: string): string {
	return count > 0 ? `${count} ${unit}${count === 1 ? '' : 's'}` : '';
}

/** An entry of a lock model's durations; both lengths are 0 for modes without a fixed length. */
export interface Duration {
	id: string;
	days: number;
	hours: number;
	mode: string;
	subMode: string;
	models: string[];
}

/** The entries of `durations` with the documented name of their id, whichever came. */
export function durationEntriesOf(answer: unknown): IDataObject[] {
	return entriesOf(answer, 'the durations').map(({ DurationID, DurationId, ...rest }) => {
		const id = DurationID ?? DurationId;
		return id === undefined ? rest : { DurationID: id, ...rest };
	});
}

export function durationsOf(answer: unknown): Duration[] {
	return durationEntriesOf(answer).map((entry) => ({
		id: String(entry.DurationID ?? ''),
		days: Number(entry.DurationDays ?? 0),
		hours: Number(entry.DurationHours ?? 0),
		mode: String(entry.Mode ?? ''),
		subMode: String(entry.SubMode ?? ''),
		models: modelsIn(entry.LockModels),
	}));
}

/** The answer of `duration/{id}` with Rules, Duration and Mode as plain objects, as they come outside the documentation. */
export function durationDetailsOf(answer: unknown): IDataObject {
	const { DurationID, DurationId, ...rest } = objectOf(answer, 'the duration');
	const id = DurationID ?? DurationId;
	const details: IDataObject = id === undefined ? { ...rest } : { DurationID: id, ...rest };
	for (const name of ['Rules', 'Duration', 'Mode']) {
		const value = details[name];
		if (Array.isArray(value) && value.length === 1) details[name] = value[0] as IDataObject;
	}
	return details;
}

/** Lock models out of a text such as 'KL1060,KL1060C2', in capitals. */
export function modelsIn(text: unknown): string[] {
	return String(text ?? '')
		.split(/[^\w-]+/)
		.filter(Boolean)
		.map((model) => model.toUpperCase());
}
