import type { IDataObject } from 'n8n-workflow';

import type { Connection } from '../../shared/api/connection';
import { durationsOfModel } from '../../shared/api/durations';
import { executionCancelled, ServiceError } from '../../shared/api/errors';
import { MOST_CONCURRENT } from '../../shared/api/limiter';
import type { Operation, Plan, PlanContext } from '../resources/operation';
import { Parameters, type ReadParameter } from './parameters';
import type { BatchSettings } from './requestOptions';

/** What became of a job; nothing yet where it was not reached. */
export type Outcome = { fetched: IDataObject[] } | { failure: unknown };

/** One fetch, and the rows that share it. */
export interface Job {
	fetch: Plan['fetch'];
	rows: number[];
	outcome?: Outcome;
	/** Whether it was sent at all: a job after one that ended the run was not. */
	sent: boolean;
}

export interface PlannedRow {
	plan: Plan;
	job: Job;
}

/** An input item: planned, or refused because of its values. */
export type Row = PlannedRow | { failure: unknown };

export function isPlanned(row: Row): row is PlannedRow {
	return 'job' in row;
}

/** Checks every row, and puts those together that ask for the same. Sends nothing but the look-up of durations. */
export async function planAll(
	operation: Operation,
	connection: Connection,
	count: number,
	timezone: string,
	reader: (row: number) => ReadParameter,
	run: Pick<PlanContext, 'executionId' | 'hint'>,
): Promise<Row[]> {
	const now = Date.now();
	const durations = askedOnce(async (lockModel) => await durationsOfModel(connection, lockModel));
	const jobs = new Map<string, Job>();
	const rows: Row[] = [];
	for (let row = 0; row < count; row++) {
		try {
			const parameters = new Parameters(reader(row), timezone);
			const [plan] = [await operation.plan({ parameters, connection, durations, now, ...run })].flat();
			const key = plan.sameAs ?? `row ${row}`;
			const job = jobs.get(key) ?? { fetch: plan.fetch, rows: [], sent: false };
			jobs.set(key, job);
			job.rows.push(row);
			rows.push({ plan, job });
		} catch (error) {
			rows.push({ failure: connection.cleanError(error) });
		}
	}
	return rows;
}

export interface SendSettings {
	/** Whether a failed job lets the others go on. */
	carriesOn: boolean;
	batches?: BatchSettings;
}

/**
 * Sends jobs, a few at a time, and notes on each what became of it. Nothing new is sent once one failed, unless
 * the run carries on, and once one failed in a way that all others would, or the execution is cancelled.
 */
export async function sendAll(jobs: Job[], connection: Connection, settings: SendSettings): Promise<void> {
	const size = settings.batches?.size ?? Math.max(jobs.length, 1);
	let ending: { failure: unknown } | undefined;
	const sendNext = async (queue: Job[]) => {
		for (let job = queue.shift(); job && !ending && !connection.cancelled; job = queue.shift()) {
			job.sent = true;
			const outcome = await outcomeOf(job, connection);
			job.sent = !isStopped(outcome);
			if (!job.sent) continue;
			job.outcome = outcome;
			if ('failure' in job.outcome && !(settings.carriesOn && concernsItself(job.outcome.failure))) {
				ending ??= job.outcome;
				connection.stopRetrying();
			}
		}
	};
	for (let first = 0; first < jobs.length && !ending && !connection.cancelled; first += size) {
		if (first > 0) await connection.pause(settings.batches?.interval ?? 0);
		const queue = jobs.slice(first, first + size);
		await Promise.all(Array.from({ length: MOST_CONCURRENT }, async () => await sendNext(queue)));
	}
	if (connection.cancelled) ending ??= { failure: executionCancelled() };
	for (const job of jobs) if (!job.outcome && ending) job.outcome = ending;
}

async function outcomeOf(job: Job, connection: Connection): Promise<Outcome> {
	try {
		return { fetched: await job.fetch() };
	} catch (error) {
		return { failure: connection.cleanError(error) };
	}
}

/** Whether the call of a job still waited for its turn when the run ended. */
function isStopped(outcome: Outcome): boolean {
	return (
		'failure' in outcome && outcome.failure instanceof ServiceError && outcome.failure.reason === 'stopped'
	);
}

function concernsItself(failure: unknown): boolean {
	return !(failure instanceof ServiceError && failure.concernsEveryCall);
}

/** Asks for each key once, and gives a failure to all who asked, so that no row repeats a call that failed. */
function askedOnce<T>(ask: (key: string) => Promise<T>): (key: string) => Promise<T> {
	const answers = new Map<string, Promise<T>>();
	return async (key) => {
		const known = answers.get(key) ?? ask(key);
		answers.set(key, known);
		return await known;
	};
}
