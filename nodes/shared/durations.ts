import { durationsOf, type Duration } from './answers';
import type { ApiMethod, Connection } from './client';
import { ServiceFailure } from './failures';
import { Memory } from './memory';

/** API documentation, 'Utility: Durations'. */
export const DURATIONS: ApiMethod = { method: 'GET', path: '/u/1/durations' };

/** What a lock model offers changes with new hardware, not by the hour. */
const KEEP_MS = 24 * 60 * 60 * 1000;

const memory = new Memory<Duration[]>(KEEP_MS);

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

/**
 * The durations that a lock model offers; empty where the service lists none for it, since its documentation
 * names fewer models for this list than for NetCodes. One Utility call, or none within a day of the last.
 */
export async function durationsOfModel(connection: Connection, lockModel: string): Promise<Duration[]> {
	return await memory.recall(`${connection.account} ${lockModel}`, Date.now(), async () => {
		const own = await listedFor(connection, lockModel);
		if (own.length) return own;
		return (await allDurations(connection)).filter(({ models }) => models.includes(lockModel));
	});
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
	if (error instanceof ServiceFailure && (error.reason === 'badValue' || error.reason === 'notFound'))
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
	const length = [counted(days, 'day'), counted(hours, 'hour')].filter(Boolean).join(' ');
	const kinds = [mode.replace(/^standard\s*/i, ''), subMode]
		.filter((kind) => !/^(multi\b.*)?$/i.test(kind))
		// The mode '24 Hour' says no more than its length.
		.filter((kind) => `${kind}s`.toLowerCase() !== length)
		.map((kind) => KINDS[kind.trim().toUpperCase()] ?? kind);
	return [length, ...kinds].filter(Boolean).join(', ') || mode;
}

function counted(count: number, unit: string): string {
	return count > 0 ? `${count} ${unit}${count === 1 ? '' : 's'}` : '';
}
