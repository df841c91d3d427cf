import {
	NodeOperationError,
	type IDataObject,
	type IExecuteFunctions,
	type IExecutePaginationFunctions,
	type INode,
	type INodeExecutionData,
} from 'n8n-workflow';

import { Connection, quotaOf } from '../../shared/api/connection';
import type { ApiContext } from '../../shared/api/request';
import { messageOf, toNodeError } from '../../shared/api/errors';
import { operationOf } from '../resources';
import type { Operation } from '../resources/operation';
import { eventLoopTurns } from './eventLoop';
import { Hints } from './hints';
import { errorItem, resultItem } from './items';
import { planAll, sendAll, type Row } from './jobs';
import { badRowsError, costHint, stoppedError } from './messages';
import type { ReadParameter } from './parameters';
import { batchSettingsOf, requestSettingsOf } from './requestOptions';
import { rowReader } from './rowReader';

/** One run of the node, whichever way n8n started it. */
interface Run {
	context: ApiContext;
	node: INode;
	/** The rows, and the index of the first among the items of the node. */
	items: INodeExecutionData[];
	firstIndex: number;
	timezone: string;
	workflowHasTimezone: boolean;
	executionId: string;
	/** Whether a row that failed lets the others go on. */
	carriesOn: boolean;
	reader: (row: number) => ReadParameter;
	showHint: (text: string) => void;
}

/** Runs an operation for all items. */
export async function runAll(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const items = await run({
		context: this,
		node: this.getNode(),
		items: this.getInputData(),
		firstIndex: 0,
		timezone: this.getTimezone(),
		workflowHasTimezone: hasTimezone(this),
		executionId: this.getExecutionId(),
		carriesOn: this.continueOnFail(),
		reader: rowReader(this),
		showHint: (message) => this.addExecutionHints({ message, location: 'outputPane' }),
	});
	return [items];
}

/**
 * Runs an operation for the one item that n8n's routing engine is at. Older AI agents follow a node's routing and
 * not its custom operations; what is sent and what comes back is the same either way.
 */
export async function runRouted(this: IExecutePaginationFunctions): Promise<INodeExecutionData[]> {
	const node = this.getNode();
	return await run({
		context: this,
		node,
		items: [this.getInputData()],
		firstIndex: this.getItemIndex(),
		timezone: this.getTimezone(),
		workflowHasTimezone: hasTimezone(this),
		executionId: this.getExecutionId(),
		// A model hears nothing at all of what a tool throws here, and would try again in the dark.
		carriesOn: this.continueOnFail() || isTool(node),
		reader: () => (name, fallback) => this.getNodeParameter(name, fallback as object),
		showHint: () => {},
	});
}

/**
 * Every row is checked before the first is sent, what is the same is asked once, and what came back is not lost to a
 * row that failed where the node's error setting lets items go on.
 */
async function run(settings: Run): Promise<INodeExecutionData[]> {
	const { node, items, firstIndex, carriesOn } = settings;
	try {
		return await output(settings);
	} catch (error) {
		if (!carriesOn) throw toNodeError(node, error, items.length === 1 ? firstIndex : undefined);
		// Thrown from here, the input would pass on as if it had succeeded.
		return items.map((_, index) => errorItem(error, firstIndex + index));
	}
}

async function output(settings: Run): Promise<INodeExecutionData[]> {
	const { context, node, carriesOn, reader, firstIndex } = settings;
	const requestOptions = reader(0)('requestOptions', {}) as IDataObject;
	const connection = await Connection.open(context, requestSettingsOf(requestOptions));
	const operation = selectedOperation(node, reader(0));
	const hints = new Hints();
	const rows = await planAll({ ...settings, operation, connection, hints });
	if (!carriesOn) throwIfAny(badRowsError(node, rows));

	const jobs = [...new Set(rows.flatMap(({ parts }) => parts.map(({ job }) => job)))];
	await sendAll(jobs, connection, { carriesOn, batches: batchSettingsOf(requestOptions) });
	const { method } = operation;
	const charged = connection.chargedTo(quotaOf(method));
	if (!carriesOn) throwIfAny(stoppedError(node, method, jobs, charged));

	const isShared = rows.some(({ parts }) => parts.some(({ plan }) => plan.sameAs !== undefined));
	const cost = costHint(method, jobs, isShared, charged);
	const texts = [...(cost ? [cost] : []), ...hints.texts((row) => isDone(rows[row]))];
	for (const text of texts) settings.showHint(connection.clean(text));

	// n8n sends an item with other columns than those of an error out by the node's own output.
	const errorsKeepColumns = node.onError === 'continueRegularOutput';
	const letOthersRun = eventLoopTurns();
	const result: INodeExecutionData[] = [];
	for (const [index, row] of rows.entries()) {
		await letOthersRun();
		const columns = errorsKeepColumns && row.keepsColumns ? row.input.json : undefined;
		for (const item of itemsOf(row, firstIndex + index, connection, columns)) result.push(item);
	}
	return result;
}

function isDone({ parts }: Row): boolean {
	return parts.length > 0 && parts.every(({ job }) => job.outcome && 'fetched' in job.outcome);
}

function selectedOperation(node: INode, read: ReadParameter): Operation {
	const resource = String(read('resource'));
	const name = String(read('operation'));
	const operation = operationOf(resource, name);
	if (!operation) {
		throw new NodeOperationError(node, `The resource '${resource}' has no operation '${name}'`, {
			description: 'Choose both from their lists on the node.',
		});
	}
	return operation;
}

/** The output of a row: the objects of each part, and an error once for all the parts that failed alike. */
function itemsOf(
	row: Row,
	index: number,
	connection: Connection,
	columns: IDataObject | undefined,
): INodeExecutionData[] {
	if (row.failure) return [errorItem(row.failure, index, columns)];
	const failures = new Map<string, INodeExecutionData>();
	const results = row.parts.flatMap(({ plan, job }) => {
		const { outcome } = job;
		if (!outcome) return [];
		try {
			if ('failure' in outcome) throw outcome.failure;
			return outcome.fetched.map((fetched) => {
				const shaped = plan.shape ? plan.shape(fetched) : fetched;
				return resultItem(connection.clean(shaped), index, row.input, row.field);
			});
		} catch (error) {
			failures.set(messageOf(error), errorItem(error, index, columns));
			return [];
		}
	});
	return [...results, ...failures.values()];
}

/** n8n saves 'DEFAULT' for a workflow whose zone is that of the instance. */
function hasTimezone(context: Pick<IExecuteFunctions, 'getWorkflowSettings'>): boolean {
	const { timezone } = context.getWorkflowSettings();
	return Boolean(timezone) && timezone !== 'DEFAULT';
}

/** n8n makes a tool of the node under a name of its own. */
function isTool({ type }: INode): boolean {
	return type.endsWith('Tool');
}

function throwIfAny(error: Error | undefined): void {
	if (error) throw error;
}
