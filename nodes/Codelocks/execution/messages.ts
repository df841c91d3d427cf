import { NodeOperationError, type INode } from 'n8n-workflow';

import { quotaOf, type ApiMethod } from '../../shared/api/connection';
import { adviceOf, messageOf, ServiceError, toNodeError } from '../../shared/api/errors';
import type { Job, Row } from './jobs';

/** An error lists no more different failures than this, and no more items of one. */
const MOST_LISTED = 20;

/** Rows that cannot be sent for the same reason. */
interface BadRows {
	failure: unknown;
	indexes: number[];
}

/** The error for rows that cannot be sent; undefined where there is none. Nothing was sent yet. */
export function badRowsError(node: INode, rows: Row[]): Error | undefined {
	const groups = badRows(rows);
	const first = groups.at(0);
	if (!first) return undefined;
	const { failure, indexes } = first;
	// A failed look-up is no fault of the row's, and keeps its status.
	if (failure instanceof ServiceError || rows.length === 1) return toNodeError(node, failure, indexes[0]);
	const count = groups.reduce((sum, group) => sum + group.indexes.length, 0);
	return new NodeOperationError(
		node,
		count === 1
			? `${sentence(described(first))} Nothing was sent or charged`
			: `${count} of ${rows.length} items cannot be sent, and nothing was charged. ${described(first)}`,
		{ itemIndex: indexes[0], description: whatToDo(groups) },
	);
}

/** In the order of the first row of each. */
function badRows(rows: Row[]): BadRows[] {
	const groups = new Map<string, BadRows>();
	rows.forEach(({ failure }, index) => {
		if (!failure) return;
		const message = messageOf(failure);
		const group = groups.get(message) ?? { failure, indexes: [] };
		groups.set(message, group);
		group.indexes.push(index);
	});
	return [...groups.values()];
}

/** The advice for the rows that the message names, and what is wrong with the others. No advice comes twice. */
function whatToDo(groups: BadRows[]): string {
	const given = new Set<string>();
	const newAdvice = ({ failure }: BadRows) => {
		const advice = adviceOf(failure);
		if (given.has(advice)) return '';
		given.add(advice);
		return advice;
	};
	const lines = groups
		.slice(0, MOST_LISTED)
		.map((group, at) => (at ? `${sentence(described(group))} ${newAdvice(group)}` : newAdvice(group)).trim());
	const left = groups.slice(MOST_LISTED).reduce((sum, { indexes }) => sum + indexes.length, 0);
	if (left) lines.push(`… and ${left} more ${left === 1 ? 'item' : 'items'}.`);
	// The editor shows a description as HTML, in which a line break of text is lost.
	return lines.filter(Boolean).join('<br>');
}

function described({ failure, indexes }: BadRows): string {
	return `${itemsText(indexes)}: ${messageOf(failure)}`;
}

/** 'Item 3', 'Items 3 to 5 and 9'. */
function itemsText(indexes: number[]): string {
	const runs: Array<[first: number, last: number]> = [];
	for (const index of indexes) {
		const run = runs.at(-1);
		if (run?.[1] === index - 1) run[1] = index;
		else runs.push([index, index]);
	}
	const listed = runs.slice(0, MOST_LISTED);
	const left = runs.slice(MOST_LISTED).reduce((sum, [first, last]) => sum + last - first + 1, 0);
	const texts = listed.map(([first, last]) => (first === last ? `${first}` : `${first} to ${last}`));
	if (left) texts.push(`${left} more`);
	const last = texts.length > 1 ? ` and ${texts.pop()}` : '';
	return `${indexes.length === 1 ? 'Item' : 'Items'} ${texts.join(', ')}${last}`;
}

/** With the full stop that a message lacks, unless it ends with one of the service's. */
function sentence(message: string): string {
	return /[.!?]$/.test(message) ? message : `${message}.`;
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
	if (total === 1 || !(failure instanceof ServiceError)) return toNodeError(node, failure, index);
	const left = rowsIn(failed);
	const account =
		`${total - left} of ${total} items were done and ${counted(charged, method)} charged; ` +
		`${left} ${left === 1 ? 'item is' : 'items are'} left`;
	return toNodeError(
		node,
		new ServiceError(failure.reason, `Item ${index}: ${sentence(failure.message)} ${account}`, {
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

function counted(calls: number, method: ApiMethod): string {
	return `${calls} ${quotaOf(method)} ${calls === 1 ? 'call' : 'calls'}`;
}

function rowsIn(jobs: Job[]): number {
	return jobs.reduce((sum, { rows }) => sum + rows.length, 0);
}
