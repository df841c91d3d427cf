import type { IDataObject } from 'n8n-workflow';

import { StaleIfErrorCache, TtlMap } from '../ttlCache';
import type { ApiMethod, Connection } from './connection';
import { ServiceError } from './errors';
import { entriesOf, objectOf, scalarText, unexpected, withNames } from './responses';

/** An entry of a lock model's durations; both lengths are 0 for modes without a fixed length. */
export interface Duration {
	id: string;
	days: number;
	hours: number;
	mode: string;
	subMode: string;
	models: string[];
}

/** docs/dev/api.md, 'Durations and modes'. */
export const DURATIONS: ApiMethod = { method: 'GET', path: '/u/1/durations' };

/** What a lock model offers changes with new hardware, not by the hour. */
const KEEP_MS = 24 * 60 * 60 * 1000;

const cache = new StaleIfErrorCache<Duration[]>(KEEP_MS);

/** Lock models without a list of their own: a retry would be charged for the same refusal. */
const refused = new TtlMap<boolean>(KEEP_MS);

/** Every duration of every lock model. One Utility call, or none within a day of the last. Throws ServiceError. */
export async function allDurations(connection: Connection, forceRefresh = false): Promise<Duration[]> {
	const call = { ...DURATIONS, query: { operation: 'DURATIONS' }, about: 'the durations' };
	const ask = async () => {
		const all = usable(durationsOf(await connection.send(call)));
		if (all.some(({ models }) => models.length)) return all;
		throw unexpected('the lock models of the durations');
	};
	return (await cache.recall(connection.cacheScope, Date.now(), ask, forceRefresh)).value;
}

/** What is known of a lock model's durations. */
export interface OfferedDurations {
	/** Empty where the service lists none for the model, or where no list can be loaded. */
	durations: Duration[];
	/** `memory`: an older list, since the service did not give a new one; `none`: no list could be loaded. */
	source: 'service' | 'memory' | 'none';
	/** Whether the list was loaded before, so that a new one may offer more. */
	isRemembered: boolean;
}

/**
 * The durations that a lock model offers; empty where the service lists none for it, since its documentation
 * names fewer models for this list than for NetCodes. One Utility call, or none within a day of the last. Throws only
 * when the execution is cancelled: a code must not depend on a look-up.
 *
 * @param forceRefresh looks it up even within a day of the last time.
 */
export async function durationsOfModel(
	connection: Connection,
	lockModel: string,
	forceRefresh = false,
): Promise<OfferedDurations> {
	return await lookUp(connection, lockModel, forceRefresh).then(
		({ value, isStale, isRemembered }) => ({
			durations: value,
			source: isStale ? 'memory' : 'service',
			isRemembered,
		}),
		async (error) => {
			if (connection.cancelled) throw error;
			const none = { durations: [], isRemembered: false };
			if (error instanceof NotListed) return { ...none, source: 'service' };
			// Another execution asked, and was cancelled.
			const isAnothers = error instanceof ServiceError && error.reason === 'cancelled';
			return isAnothers
				? await durationsOfModel(connection, lockModel, forceRefresh)
				: { ...none, source: 'none' };
		},
	);
}

/** The durations of a lock model, for a list. Throws ServiceError. */
export async function listedDurations(connection: Connection, lockModel: string): Promise<Duration[]> {
	const none = (error: unknown) => {
		if (error instanceof NotListed) return [];
		throw error;
	};
	return await lookUp(connection, lockModel).then(({ value }) => value, none);
}

/** No usable list names the model. The response is not stored: it may be a passing fault. */
class NotListed extends Error {}

async function lookUp(
	connection: Connection,
	lockModel: string,
	forceRefresh = false,
): Promise<{ value: Duration[]; isStale: boolean; isRemembered: boolean }> {
	let isRemembered = true;
	const ask = async () => {
		isRemembered = false;
		const own = await listedFor(connection, lockModel);
		if (own.length) return usable(own);
		const all = await allDurations(connection, forceRefresh);
		const among = all.filter(({ models }) => models.includes(lockModel));
		if (!among.length) throw new NotListed();
		return among;
	};
	const key = `${connection.cacheScope} ${lockModel}`;
	return { ...(await cache.recall(key, Date.now(), ask, forceRefresh)), isRemembered };
}

/** The model's own list; empty where the service has none. */
async function listedFor(connection: Connection, lockModel: string): Promise<Duration[]> {
	const key = `${connection.cacheScope} ${lockModel}`;
	if (refused.get(key, Date.now())) return [];
	const response = await connection
		.send({
			...DURATIONS,
			query: { lockmodel: lockModel, operation: 'DURATIONS' },
			about: `the durations of lock model '${lockModel}'`,
		})
		.catch((error) => {
			if (!(error instanceof ServiceError && ['badValue', 'notFound'].includes(error.reason))) throw error;
			refused.set(key, true, Date.now());
			return [];
		});
	return durationsOf(response);
}

/** A usable list: otherwise one poor response would refuse every row for a day. Throws ServiceError. */
function usable(durations: Duration[]): Duration[] {
	const ids = new Set(durations.map(({ id }) => id));
	const isUsable =
		ids.size === durations.length &&
		durations.every(({ id, days, hours }) => /^\d+$/.test(id) && [days, hours].every(isCount)) &&
		durations.some(({ days, hours }) => days + hours > 0);
	if (!isUsable) throw unexpected('the durations');
	return durations;
}

function isCount(value: number): boolean {
	return Number.isInteger(value) && value >= 0;
}

/** The kinds of NetCodes in plain words (docs/dev/api.md, 'Durations and modes'). */
const KINDS: Record<string, string> = {
	ACC: 'medium-term rental (ACC)',
	'END DATE': 'end date',
	'SINGLE USE': 'single use',
	URM: 'long-term rental (URM)',
};

/**
 * A duration as a person says it: '4 hours', '2 days, single use', '21 days, medium-term rental (ACC)'. It leaves out
 * standard and multi use, and keeps an unknown mode as it is.
 */
export function durationLabel(duration: Duration): string {
	const { mode, subMode } = duration;
	const length = lengthText(duration);
	const kinds = [mode.replace(/^standard\s*/i, ''), subMode]
		.filter((kind) => !/^(multi\b.*|all\s*time)?$/i.test(kind))
		// The mode '24 Hour' says no more than its length.
		.filter((kind) => `${kind}s`.toLowerCase() !== length)
		.map((kind) => KINDS[kind.trim().toUpperCase()] ?? kind);
	return [length, ...kinds].filter(Boolean).join(', ') || mode;
}

const MAX_RUNS = 20;

/** Durations by their IDs, those in a row together: '0 to 11: 1 hour to 12 hours; 12: 1 day'. */
export function durationList(durations: Duration[]): string {
	const runs: Array<[first: Duration, last: Duration]> = [];
	for (const duration of durations) {
		const run = runs.at(-1);
		if (run && follows(run[1], duration)) run[1] = duration;
		else runs.push([duration, duration]);
	}
	const listed = runs
		.slice(0, MAX_RUNS)
		.map(([first, last]) =>
			first === last
				? `${first.id}: ${durationLabel(first)}`
				: `${first.id} to ${last.id}: ${lengthText(first)} to ${durationLabel(last)}`,
		);
	return [...listed, ...(runs.length > MAX_RUNS ? ['…'] : [])].join('; ');
}

/** Whether a duration is of the same kind as the one before it, and both its ID and its length are one more. */
function follows(before: Duration, duration: Duration): boolean {
	const unit = isDays(duration) ? 24 * HOUR_MS : HOUR_MS;
	return (
		Number(duration.id) === Number(before.id) + 1 &&
		duration.mode === before.mode &&
		duration.subMode === before.subMode &&
		isDays(duration) === isDays(before) &&
		lengthMs(duration) === lengthMs(before) + unit
	);
}

function lengthText(duration: Duration): string {
	const hours = isDays(duration) ? 0 : duration.hours;
	return [counted(duration.days, 'day'), counted(hours, 'hour')].filter(Boolean).join(' ');
}

function counted(count: number, unit: string): string {
	return count > 0 ? `${count} ${unit}${count === 1 ? '' : 's'}` : '';
}

const HOUR_MS = 60 * 60 * 1000;

/** Whether a duration counts days, from midnight. A list may give the hours of these days too (docs/dev/api.md, 'NetCodes'). */
export function isDays({ days, hours }: Duration): boolean {
	return days > 0 && (hours === 0 || hours === 24 * days);
}

/** The length on the clock, in ms; 0 where the mode has no fixed length. */
export function lengthMs(duration: Duration): number {
	const { days, hours } = duration;
	return (isDays(duration) ? 24 * days : 24 * days + hours) * HOUR_MS;
}

/**
 * Whether a duration is a standard code, which can be used any number of times. A mode in words that are not known does not
 * count: it may be void on this lock (docs/dev/api.md, 'Durations and modes').
 */
export function isStandard({ mode, subMode }: Duration): boolean {
	const words = `${mode} ${subMode}`
		.toLowerCase()
		.replace(/[\s_-]+/g, ' ')
		.trim();
	return /^standard( multi( ?use)?| all ?time)*$/.test(words);
}

/**
 * Whether a code is as long as its list says. Rental modes and end dates may list another time there, such as the one within
 * which a code must be used first (docs/dev/api.md, 'Durations and modes'); so may modes in words that are not known.
 */
export function hasFixedLength(duration: Duration): boolean {
	const words = `${duration.mode} ${duration.subMode}`.trim();
	return (
		isStandard(duration) ||
		/^(standard[\s_-]+)?single[\s_-]*use$/i.test(words) ||
		/^24[\s_-]*hours?$/i.test(words)
	);
}

/** The durations of IDs 0 to 18, which every documented lock model has (docs/dev/api.md, 'Durations and modes'). */
export const STANDARD_DURATIONS: readonly Duration[] = Array.from({ length: 19 }, (_, id) => ({
	id: String(id),
	days: id < 12 ? 0 : id - 11,
	hours: id < 12 ? id + 1 : 0,
	mode: 'Standard',
	subMode: 'Multi Use',
	models: [],
}));

/** The documented name of a field that the service also spells otherwise; see entriesOf. */
export const DURATION_NAMES = { DurationID: 'DurationId' };

/** The durations of a list's entries. What is no text or number there becomes '' or NaN. */
export function durationsOf(response: unknown): Duration[] {
	return entriesOf(response, 'the durations', DURATION_NAMES).map((entry) => ({
		id: scalarText(entry.DurationID).trim(),
		days: countIn(entry.DurationDays),
		hours: countIn(entry.DurationHours),
		mode: scalarText(entry.Mode).trim(),
		subMode: scalarText(entry.SubMode).trim(),
		models: modelsIn(entry.LockModels),
	}));
}

function countIn(value: unknown): number {
	if (value === undefined || value === null) return 0;
	return scalarText(value).trim() === '' ? NaN : Number(value);
}

/** The response of `duration/{id}` with Rules, Duration and Mode as plain objects, as the service sends them. */
export function durationDetailsOf(response: unknown): IDataObject {
	const details = withNames(objectOf(response, 'the duration'), DURATION_NAMES);
	for (const name of ['Rules', 'Duration', 'Mode']) {
		const value = details[name];
		if (Array.isArray(value) && value.length === 1) details[name] = value[0] as IDataObject;
	}
	return details;
}

/** Lock models out of a text such as 'KL1060,KL1060C2', or a list of them, in capitals. */
export function modelsIn(text: unknown): string[] {
	const texts = Array.isArray(text) ? text.map(scalarText) : [scalarText(text).trim()];
	return texts
		.join(' ')
		.split(/[^\w-]+/)
		.filter(Boolean)
		.map((model) => model.toUpperCase());
}
