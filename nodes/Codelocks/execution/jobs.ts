import type { IDataObject, INodeExecutionData } from 'n8n-workflow';

import type { Connection } from '../../shared/api/connection';
import { durationsOfModel } from '../../shared/api/durations';
import { executionCancelled, ServiceError, ValueError } from '../../shared/api/errors';
import { MAX_CONCURRENCY } from '../../shared/api/limiter';
import { untilAborted } from '../../shared/api/request';
import { letOthersRun } from '../../shared/eventLoop';
import { includesInputFields, outputFieldOf, replacedColumnHint } from '../fields/inputFields';
import type { Operation, Plan, PlanContext } from '../resources/operation';
import { codeCache, type RunSignals } from './codeCache';
import { Parameters, type BatchSettings, type ReadParameter } from './parameters';

/** The result of a job; none yet where it was not reached. */
export type Outcome = { fetched: IDataObject[] } | { failure: unknown };

/** One fetch, and the rows that share it. */
export interface Job {
	plan: Plan;
	rows: number[];
	outcome?: Outcome;
	/** Whether it was sent at all: a job after one that ended the run was not. */
	sent: boolean;
	/** Whether an earlier call, or that of another execution, gave the response at no charge. */
	isReused: boolean;
}

/** A row of the input. */
export interface Row {
	input: INodeExecutionData;
	/** Whether the columns of the input come along. */
	keepsColumns: boolean;
	/** The key of the result beside the columns; undefined where the result is the whole item. */
	field?: string;
	/** One for each part of the row; none where it was refused. */
	parts: Array<{ plan: Plan; job: Job }>;
	/** Why the row was refused because of its values. */
	failure?: Error;
}

/** What planning needs of a run. */
export interface PlanSettings {
	operation: Operation;
	connection: Connection;
	items: INodeExecutionData[];
	timezone: string;
	workflowHasTimezone: boolean;
	executionId: string;
	reader: (row: number) => ReadParameter;
	hints: Hints;
}

/** The hints of a run. Rows with the same hint share one text, which says how many they are. */
export class Hints {
	private readonly kept = new Map<string, { rows: Set<number>; text: (rows: number) => string }>();

	/** What a row's plan is given to add hints with. It may do so while its calls are made, too. */
	forRow(row: number): (key: string, text: (rows: number) => string) => void {
		return (key, text) => {
			const known = this.kept.get(key);
			if (known) known.rows.add(row);
			else this.kept.set(key, { rows: new Set([row]), text });
		};
	}

	/** One text for each key, in the order in which they were added; no empty ones. Counts only the rows that pass `counts`. */
	texts(counts: (row: number) => boolean): string[] {
		return [...this.kept.values()].flatMap(({ rows, text }) => {
			const counted = [...rows].filter(counts).length;
			return counted ? [text(counted)].filter(Boolean) : [];
		});
	}
}

/** Checks every row, and joins those that ask for the same. Sends nothing but look-ups. */
export async function planAll(settings: PlanSettings): Promise<Row[]> {
	const { operation, connection, items, timezone, workflowHasTimezone, executionId, reader, hints } =
		settings;
	const shared: Omit<PlanContext, 'parameters' | 'hint'> = {
		connection,
		durations: askedOnce(async (lockModel) => await durationsOfModel(connection, lockModel)),
		newDurations: askedOnce(async (lockModel) => await durationsOfModel(connection, lockModel, true)),
		workflowHasTimezone,
		now: Date.now(),
		executionId,
	};
	const jobs = new Map<string, Job>();
	const rows: Row[] = [];
	for (const [index, input] of items.entries()) {
		if (items.length > 1) await letOthersRun();
		const row: Row = { input, keepsColumns: false, parts: [] };
		rows.push(row);
		try {
			const parameters = new Parameters(reader(index), timezone);
			const hint = hints.forRow(index);
			if (parameters.collection('options').includeInputFields !== undefined) {
				row.keepsColumns = includesInputFields(parameters);
				row.field = outputFieldOf(parameters);
				replacedColumnHint(hint, input, row.field);
			}
			const plans = [await operation.plan({ ...shared, parameters, hint })].flat();
			row.parts = plans.map((plan, part) => ({ plan, job: jobFor(plan, index, part, jobs) }));
		} catch (error) {
			row.failure = connection.redactError(inWords(error, unreadableValue));
		}
	}
	return rows;
}

function jobFor(plan: Plan, row: number, part: number, jobs: Map<string, Job>): Job {
	const key = plan.sameAs === undefined ? `row ${row} ${part}` : `same ${plan.sameAs}`;
	const job = jobs.get(key) ?? { plan, rows: [], sent: false, isReused: false };
	jobs.set(key, job);
	job.rows.push(row);
	return job;
}

/** The jobs of all rows, each once. */
export function jobsOf(rows: Row[]): Job[] {
	return [...new Set(rows.flatMap(({ parts }) => parts.map(({ job }) => job)))];
}

/** An error of JavaScript itself means nothing to a user; this puts it in words. */
export function inWords(error: unknown, words: () => Error): unknown {
	const crashed =
		!(error instanceof Error) || ['Error', 'TypeError', 'RangeError'].includes(error.constructor.name);
	return crashed ? words() : error;
}

function unreadableValue(): Error {
	return new ValueError(
		'A value of this item cannot be read; use plain text, numbers and dates',
		'Check whether an expression of this node returns an object or a function.',
	);
}

export function unreadableResponse(): Error {
	return new ServiceError('badResponse', 'The response for this item cannot be read', {
		advice: 'The call may be charged. If it happens again, report the response of the service in an issue.',
	});
}

export interface SendSettings {
	/** Whether a failed job lets the others go on. */
	continueOnFail: boolean;
	batches?: BatchSettings;
	/** Aborts when the execution is cancelled. */
	cancelSignal?: AbortSignal;
}

/**
 * Sends jobs, a few at a time, and keeps the outcome of each. Nothing new is sent once one failed, unless
 * the run carries on, and once one failed in a way that all others would, or the execution is cancelled.
 */
export async function sendAll(jobs: Job[], connection: Connection, settings: SendSettings): Promise<void> {
	const { batches, continueOnFail, cancelSignal } = settings;
	const size = batches?.size ?? Math.max(jobs.length, 1);
	const isLong = jobs.length > 1;
	const stop = new AbortController();
	const runEnds = cancelSignal ? AbortSignal.any([stop.signal, cancelSignal]) : stop.signal;
	let ending: { failure: unknown } | undefined;
	const end = (outcome: { failure: unknown }) => {
		ending ??= outcome;
		stop.abort();
		connection.stopSending();
	};
	const sendNext = async (queue: Iterator<Job>) => {
		for (;;) {
			if (isLong) await letOthersRun();
			const { value: job, done } = queue.next();
			if (done || ending || connection.cancelled) return;
			const outcome = await outcomeOf(job, connection, { cancelSignal, runEnds });
			job.sent = !isStopped(outcome);
			if (!job.sent) continue;
			job.outcome = outcome;
			if ('failure' in job.outcome && !(continueOnFail && concernsItself(job.outcome.failure)))
				end(job.outcome);
		}
	};
	const [free, due]: Job[][] = [[], []];
	for (const job of jobs) {
		if (isLong) await letOthersRun();
		(isPaidFor(job, connection) ? free : due).push(job);
	}
	// What costs no call needs no batch.
	await sendNext(free.values());
	for (let first = 0; first < due.length && !ending && !connection.cancelled; first += size) {
		if (first > 0) await connection.pause(batches?.interval ?? 0);
		const queue = due.slice(first, first + size).values();
		await Promise.all(Array.from({ length: MAX_CONCURRENCY }, async () => await sendNext(queue)));
	}
	if (connection.cancelled) ending ??= { failure: executionCancelled() };
	for (const job of jobs) if (!job.outcome && ending) job.outcome = ending;
}

async function outcomeOf(job: Job, connection: Connection, signals: RunSignals): Promise<Outcome> {
	const { fetch, reuseUntil: until } = job.plan;
	const key = reuseKey(job.plan, connection);
	try {
		if (key === undefined || until === undefined) {
			return { fetched: await untilAborted(fetch(), signals.cancelSignal) };
		}
		const { fetched, isReused } = await codeCache.recall({ key, until, fetch, ...signals });
		job.isReused = isReused;
		return { fetched };
	} catch (error) {
		return { failure: connection.redactError(inWords(error, unreadableResponse)) };
	}
}

/** Whether the call of a job still waited for its turn when the run ended. */
function isStopped(outcome: Outcome): boolean {
	return (
		'failure' in outcome && outcome.failure instanceof ServiceError && outcome.failure.reason === 'stopped'
	);
}

/** Whether the job would cost nothing, since an earlier run paid for it. */
export function isPaidFor({ plan }: Job, connection: Connection): boolean {
	const key = reuseKey(plan, connection);
	return key !== undefined && codeCache.has(key);
}

/** What a response is kept under for later runs; undefined where it is not kept. */
function reuseKey({ sameAs, reuseUntil }: Plan, { cacheScope }: Connection): string | undefined {
	return sameAs === undefined || reuseUntil === undefined ? undefined : JSON.stringify([cacheScope, sameAs]);
}

function concernsItself(failure: unknown): boolean {
	return !(failure instanceof ServiceError && failure.concernsEveryCall);
}

/** Runs `ask` once for each key. All callers get a failure too, so that no row repeats a failed call. */
function askedOnce<T>(ask: (key: string) => Promise<T>): (key: string) => Promise<T> {
	const asked = new Map<string, Promise<T>>();
	return async (key) => {
		const known = asked.get(key) ?? ask(key);
		asked.set(key, known);
		return await known;
	};
}
