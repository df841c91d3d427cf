import { NodeOperationError, type INode, type INodeExecutionData } from 'n8n-workflow';

import { quotaOf, type ApiMethod } from '../shared/client';
import { adviceOf, messageOf, ServiceFailure, toNodeError } from '../shared/failures';
import { isPlanned, type Job, type Row } from './send';

/** An error lists no more bad rows than this. */
const MOST_LISTED = 20;

/** The error for rows that cannot be sent; undefined where there is none. Nothing was sent yet. */
export function badRowsError(node: INode, rows: Row[]): Error | undefined {
	const bad = rows.flatMap((row, index) => (isPlanned(row) ? [] : [{ index, failure: row.failure }]));
	const first = bad.at(0);
	if (!first) return undefined;
	// A failed look-up is no fault of the row's, and keeps its status.
	if (first.failure instanceof ServiceFailure || rows.length === 1)
		return toNodeError(node, first.failure, first.index);
	// The editor shows a description as HTML, in which a line break of text is lost.
	const listed = bad
		.slice(0, MOST_LISTED)
		.map(({ index, failure }) => `Item ${index}: ${messageOf(failure)}. ${adviceOf(failure)}`);
	const more = bad.length - listed.length;
	return new NodeOperationError(
		node,
		bad.length === 1
			? `Item ${first.index}: ${messageOf(first.failure)}. Nothing was sent or charged`
			: `${bad.length} of ${rows.length} items cannot be sent, and nothing was charged. Item ${first.index}: ${messageOf(first.failure)}`,
		{
			itemIndex: first.index,
			description:
				bad.length === 1
					? adviceOf(first.failure)
					: [...listed, ...(more ? [`… and ${more} more`] : [])].join('<br>'),
		},
	);
}

/**
 * The error for a run that ended early; undefined where every job succeeded. Says what was paid for and what is left.
 *
 * @param charged how many calls the run made that count on the quota.
 */
export function stoppedError(
	node: INode,
	method: ApiMethod,
	jobs: Job[],
	charged: number,
): Error | undefined {
	const failed = jobs.filter(({ outcome }) => outcome && 'failure' in outcome);
	const first = failed.find(({ sent }) => sent) ?? failed.at(0);
	if (!first?.outcome || !('failure' in first.outcome)) return undefined;
	const { failure } = first.outcome;
	const [index] = first.rows;
	const total = rowsIn(jobs);
	if (total === 1 || !(failure instanceof ServiceFailure)) return toNodeError(node, failure, index);
	const left = rowsIn(failed);
	const account =
		`${total - left} of ${total} items were done and ${counted(charged, method)} charged; ` +
		`${left} ${left === 1 ? 'item is' : 'items are'} left`;
	return toNodeError(
		node,
		new ServiceFailure(failure.reason, `Item ${index}: ${failure.message}. ${account}`, {
			advice: `${failure.advice} To keep what succeeds, set On Error in the settings of this node to Continue.`,
			status: failure.status,
			retryAfterMs: failure.retryAfterMs,
		}),
		index,
	);
}

/**
 * What a run cost, for runs of more than one row whose operation shares calls.
 *
 * @param charged how many calls the run made that count on the quota.
 */
export function costHint(
	method: ApiMethod,
	jobs: Job[],
	shares: boolean,
	charged: number,
): string | undefined {
	const rows = rowsIn(jobs);
	if (!shares || rows < 2) return undefined;
	const repeated = rows - jobs.length;
	const cost = `${counted(charged, method)} for ${rows} rows`;
	return repeated > 0
		? `${cost}; ${repeated} ${repeated === 1 ? 'row' : 'rows'} repeated earlier ones`
		: cost;
}

/**
 * The item for a row that failed. n8n takes it for an error by these keys alone, and merges the row's own fields
 * back in on the error output.
 */
export function errorItem(failure: unknown, index: number): INodeExecutionData {
	const details = adviceOf(failure);
	return {
		json: { error: messageOf(failure), ...(details && { details }) },
		pairedItem: { item: index },
	};
}

function counted(calls: number, method: ApiMethod): string {
	return `${calls} ${quotaOf(method)} ${calls === 1 ? 'call' : 'calls'}`;
}

function rowsIn(jobs: Job[]): number {
	return jobs.reduce((sum, { rows }) => sum + rows.length, 0);
}
