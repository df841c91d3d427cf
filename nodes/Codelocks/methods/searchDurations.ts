import type { ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';

import {
	allDurations,
	durationLabel,
	isDays,
	isStandard,
	lengthMs,
	listedDurations,
	STANDARD_DURATIONS,
	type Duration,
} from '../../shared/api/durations';
import type { Connection } from '../../shared/api/connection';
import { scalarText } from '../../shared/api/responses';
import { kitLockNamed } from '../../shared/kitLocks';
import { currentText, matches } from '../../shared/methods/currentNode';
import { K3_MODEL } from '../fields/lockModel';
import { lookUpForNode } from './lookUp';

/** The durations of the lock model that is chosen on the node; all durations while it is not known. */
export async function searchDurations(
	this: ILoadOptionsFunctions,
	filter?: string,
): Promise<INodeListSearchResult> {
	const durations = await lookUpForNode(this, async (connection) => {
		const lockModel = currentModel(this, connection);
		return lockModel ? await durationsFor(connection, lockModel) : await allDurations(connection);
	});
	return { results: choices(durations, filter) };
}

/** The durations of K3 Connect locks. */
export async function searchK3Durations(
	this: ILoadOptionsFunctions,
	filter?: string,
): Promise<INodeListSearchResult> {
	const durations = await lookUpForNode(this, async (connection) => await durationsFor(connection, K3_MODEL));
	return { results: choices(durations, filter) };
}

/** A model for which the service lists nothing has the standard durations. */
async function durationsFor(connection: Connection, lockModel: string): Promise<Duration[]> {
	const listed = await listedDurations(connection, lockModel);
	return listed.length ? listed : [...STANDARD_DURATIONS];
}

/** The lock model of the node being edited; '' where it is not chosen, or known only in a run. */
function currentModel(context: ILoadOptionsFunctions, { kitLocks }: Connection): string {
	if (currentText(context, 'lockFrom') !== 'credential')
		return currentText(context, 'lockModel').toUpperCase();
	const name = currentText(context, 'kitLock');
	try {
		return name && kitLockNamed(kitLocks, name).lockModel;
	} catch {
		return '';
	}
}

function choices(durations: Duration[], filter: string | undefined): INodeListSearchResult['results'] {
	return [...durations]
		.sort((one, other) => groupOf(one) - groupOf(other) || byKindAndLength(one, other))
		.map((duration) => ({
			name: labelAmong(durations, duration),
			value: duration.id,
			description: descriptionOf(duration),
		}))
		.filter(({ name, value }) => matches(filter, name) || scalarText(filter).trim() === value);
}

/** Standard hours, standard days, other kinds of code, and rental modes last. */
function groupOf(duration: Duration): number {
	if (isStandard(duration)) return isDays(duration) ? 1 : 0;
	return isRental(duration) ? 3 : 2;
}

function byKindAndLength(one: Duration, other: Duration): number {
	const kind = ({ mode, subMode }: Duration) => `${mode} ${subMode}`.toLowerCase();
	return kind(one).localeCompare(kind(other), 'en') || lengthMs(one) - lengthMs(other);
}

const isMode = ({ mode, subMode }: Duration, words: RegExp) => words.test(`${mode} ${subMode}`);

function isRental(duration: Duration): boolean {
	return isMode(duration, /\b(ACC|URM|rental)\b/i);
}

/** What a person must know about a duration to choose it (docs/dev/api.md, 'Durations and modes'). */
function descriptionOf(duration: Duration): string {
	const texts = [
		startOf(duration),
		isMode(duration, /\bsingle use\b/i) && 'works once',
		isMode(duration, /\bACC\b/i) && 'void unless used within 24 hours of the start',
		isMode(duration, /\bURM\b/i) && 'void unless used first within this time',
		isRental(duration) && 'a lock runs rental modes or standard modes, never both',
	];
	return texts.filter(Boolean).join('; ');
}

function startOf(duration: Duration): string {
	if (isMode(duration, /\bURM\b/i)) return 'Works until the next code of this kind is used';
	if (isMode(duration, /\bend date\b/i)) return 'Until midnight of a date';
	return isDays(duration) ? 'Midnight to midnight' : 'From any full hour';
}

/** Where two durations read the same, the use distinguishes them, or else the ID. */
function labelAmong(durations: Duration[], duration: Duration): string {
	const label = durationLabel(duration);
	const twins = durations.filter((other) => other !== duration && durationLabel(other) === label);
	if (!twins.length) return label;
	const isToldByUse = duration.subMode && twins.every(({ subMode }) => subMode !== duration.subMode);
	return `${label} (${isToldByUse ? duration.subMode : `ID ${duration.id}`})`;
}
