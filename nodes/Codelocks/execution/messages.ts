import { NodeOperationError, type INode } from 'n8n-workflow';

import { quotaOf, type ApiMethod } from '../../shared/api/connection';
import { adviceOf, messageOf, ServiceError, toNodeError, ValueError } from '../../shared/api/errors';
import { letOthersRun } from '../../shared/eventLoop';
import { jobsOf, type Job, type Row } from './jobs';
import { mayHaveTakenEffect } from './oncePerExecution';

/** An error lists no more different causes than this, and no more items of one. */
const MAX_LISTED = 20;

/** So many calls of a method that count on its quota. */
export interface Cost {
	method: ApiMethod;
	calls: number;
}

/** Rows that cannot be sent for the same reason. */
interface BadRows {
	failure: Error;
	indexes: number[];
	/** Whether their messages differ in the values that they quote. */
	differ: boolean;
}

/**
 * The error for rows that cannot be sent; undefined where there is none. Nothing was sent yet.
 *
 * @param due what the rows that can be sent would cost.
 */
export async function badRowsError(node: INode, rows: Row[], due: Cost): Promise<Error | undefined> {
	const groups = await badRows(rows);
	const first = groups.at(0);
	if (!first) return undefined;
	const { failure, indexes } = first;
	// A failed look-up is not about the row, and keeps its status.
	if (failure instanceof ServiceError || rows.length === 1) return toNodeError(node, failure, indexes[0]);
	const count = groups.reduce((sum, group) => sum + group.indexes.length, 0);
	const others = othersText(rows.length - count, due);
	return new NodeOperationError(
		node,
		count === 1
			? `${sentence(described(first))} Nothing was sent or charged${others}`
			: `${count} of ${rows.length} items cannot be sent, and nothing was charged${others}. ${described(first)}`,
		{ itemIndex: indexes[0], description: whatToDo(groups) },
	);
}

/** What the good rows would cost. Leaves out Utility calls: how many a list takes is not known before. */
function othersText(good: number, due: Cost): string {
	if (!good || quotaOf(due.method) !== 'NetCode') return '';
	return `; the other ${good === 1 ? 'item' : `${good} items`} would cost ${counted(due)}`;
}

/** In the order of the first row of each. */
async function badRows(rows: Row[]): Promise<BadRows[]> {
	const groups = new Map<string, BadRows>();
	for (const [index, { failure }] of rows.entries()) {
		await letOthersRun();
		if (!failure) continue;
		const kind = kindOf(failure.message);
		const group = groups.get(kind) ?? { failure, indexes: [], differ: false };
		groups.set(kind, group);
		group.indexes.push(index);
		group.differ ||= group.failure.message !== failure.message;
	}
	return [...groups.values()];
}

/** A message without the values that it quotes: "Start '01/07/2026' …" and "Start '02/07/2026' …" are of one kind. */
function kindOf(message: string): string {
	return message.replace(/(?<!\w)'.*?'(?!\w)/g, "'…'").replace(/\d+/g, '#');
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
		.slice(0, MAX_LISTED)
		.map((group, at) => (at ? `${sentence(described(group))} ${newAdvice(group)}` : newAdvice(group)).trim());
	const left = groups.slice(MAX_LISTED).reduce((sum, { indexes }) => sum + indexes.length, 0);
	if (left) lines.push(`… and ${left} more ${left === 1 ? 'item' : 'items'}.`);
	// The editor shows a description as HTML, in which a line break of text is lost.
	return lines.filter(Boolean).join('<br>');
}

function described({ failure, indexes, differ }: BadRows): string {
	return `${itemsText(indexes)}${differ ? `, for example item ${indexes[0]}` : ''}: ${messageOf(failure)}`;
}

/** 'Item 3', 'Items 3 to 5 and 9'. */
function itemsText(indexes: number[]): string {
	const runs: Array<[first: number, last: number]> = [];
	for (const index of indexes) {
		const run = runs.at(-1);
		if (run?.[1] === index - 1) run[1] = index;
		else runs.push([index, index]);
	}
	const listed = runs.slice(0, MAX_LISTED);
	const left = runs.slice(MAX_LISTED).reduce((sum, [first, last]) => sum + last - first + 1, 0);
	const texts = listed.map(([first, last]) => (first === last ? `${first}` : `${first} to ${last}`));
	if (left) texts.push(`${left} more`);
	const last = texts.length > 1 ? ` and ${texts.pop()}` : '';
	return `${indexes.length === 1 ? 'Item' : 'Items'} ${texts.join(', ')}${last}`;
}

/** With the full stop that a message lacks, unless it ends with one of the service's. */
function sentence(message: string): string {
	return /[.!?]$/.test(message) ? message : `${message}.`;
}

/** The error for a run that ended early; undefined where every job succeeded. Says what was done and what is left. */
export function stoppedError(node: INode, rows: Row[], cost: Cost): Error | undefined {
	const failed = jobsOf(rows).filter(({ outcome }) => outcome && 'failure' in outcome);
	const first = failed.find(({ sent }) => sent) ?? failed.at(0);
	if (!first?.outcome || !('failure' in first.outcome)) return undefined;
	const { failure } = first.outcome;
	const [index] = first.rows;
	if (rows.length === 1) return toNodeError(node, failure, index);
	const summary = cost.method.method === 'GET' ? readSummary(rows, cost) : writeSummary(rows);
	const isCancelled = failure instanceof ServiceError && failure.reason === 'cancelled';
	const message =
		`Item ${index}: ${sentence(messageOf(failure))} ${summary}` +
		(isCancelled ? '. Calls in flight may be charged too' : '');
	return toNodeError(node, withTexts(failure, message, adviceAfter(failure, rows)), index);
}

function withTexts(failure: unknown, message: string, advice: string): Error {
	return failure instanceof ServiceError
		? new ServiceError(failure.reason, message, { ...failure, advice })
		: new ValueError(message, advice);
}

function adviceAfter(failure: unknown, rows: Row[]): string {
	const look = rows.some((row) => stateOf(row) === 'uncertain')
		? 'Look at the lock with Get Many before you send the items that may have taken effect again.'
		: '';
	const carryOn = 'To keep what succeeds, set On Error in the settings of this node to Continue.';
	return [adviceOf(failure), look, carryOn].filter(Boolean).join(' ');
}

/** For calls that change nothing: how much is done, and that it need not be paid for again. */
function readSummary(rows: Row[], cost: Cost): string {
	const done = rows.filter((row) => stateOf(row) === 'done').length;
	const left = rows.length - done;
	const isKept = done > 0 && jobsOf(rows).some(({ plan }) => plan.reuseUntil !== undefined);
	return (
		`${done} of ${rows.length} items were done and ${counted(cost)} charged; ` +
		`${left} ${left === 1 ? 'item is' : 'items are'} left` +
		(isKept ? '. The codes made so far are in memory: running the node again costs only the rest' : '')
	);
}

/** For calls that change something: which rows were done, which may have been, and which were not. */
function writeSummary(rows: Row[]): string {
	const named = (wanted: ReturnType<typeof stateOf>, one: string, more: string) => {
		const indexes = rows.flatMap((row, index) => (stateOf(row) === wanted ? [index] : []));
		return indexes.length ? [`${itemsText(indexes)} ${indexes.length === 1 ? one : more}`] : [];
	};
	return [
		...named('done', 'was done', 'were done'),
		...named('uncertain', 'may have taken effect', 'may have taken effect'),
		...named('left', 'was not done', 'were not done'),
	]
		.map((text, at) => (at ? text.replace('Item', 'item') : text))
		.join('; ');
}

function stateOf({ parts }: Row): 'done' | 'uncertain' | 'left' {
	const outcomes = parts.flatMap(({ job }) => (job.outcome ? [job] : []));
	if (outcomes.every(({ outcome }) => outcome && 'fetched' in outcome)) return 'done';
	const isUncertain = outcomes.some(
		({ sent, outcome }) => sent && outcome && 'failure' in outcome && mayHaveTakenEffect(outcome.failure),
	);
	return isUncertain ? 'uncertain' : 'left';
}

/** What a run cost, and what it saved; undefined for an operation that sends each row. */
export function costHint(rows: Row[], jobs: Job[], cost: Cost): string | undefined {
	if (jobs.every(({ plan }) => plan.sameAs === undefined)) return undefined;
	const asked = jobs.reduce((sum, job) => sum + job.rows.length, 0);
	const repeated = asked - jobs.length;
	const paidBefore = jobs.filter(({ isReused }) => isReused).length;
	const savings = [
		...(repeated ? [repeated === 1 ? '1 repeated an earlier row' : `${repeated} repeated earlier rows`] : []),
		...(paidBefore ? [`${paidBefore} ${paidBefore === 1 ? 'was' : 'were'} paid for before`] : []),
	];
	const planned = rows.filter(({ parts }) => parts.length).length;
	const codes = asked > planned ? ` with ${asked} codes` : '';
	const calls = `${counted(cost)} for ${planned} ${planned === 1 ? 'row' : 'rows'}${codes}`;
	return [calls, savings.join(', ')].filter(Boolean).join('; ');
}

/** "3 NetCode calls". */
export function counted({ calls, method }: Cost): string {
	return `${calls} ${quotaOf(method)} ${calls === 1 ? 'call' : 'calls'}`;
}
