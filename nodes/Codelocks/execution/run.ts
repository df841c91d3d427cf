import {
	NodeOperationError,
	type IDataObject,
	type IExecuteData,
	type IExecuteFunctions,
	type IExecutePaginationFunctions,
	type INode,
	type INodeExecutionData,
} from 'n8n-workflow';

import { Connection, quotaOf } from '../../shared/api/connection';
import { adviceOf, messageOf, toNodeError } from '../../shared/api/errors';
import { PAGE_SIZE } from '../../shared/api/pages';
import { publicNode } from '../../shared/api/secrets';
import { letOthersRun } from '../../shared/eventLoop';
import { resources } from '../resources';
import type { Operation } from '../resources/operation';
import {
	Hints,
	inWords,
	isPaidFor,
	jobsOf,
	planAll,
	sendAll,
	unreadableResponse,
	type Job,
	type Row,
} from './jobs';
import { badRowsError, costHint, stoppedError } from './messages';
import { batchSettingsOf, requestSettingsOf, rowReader, trimmedText, type ReadParameter } from './parameters';

const NO_ADVICE = 'Check the values of this item, and the expressions that fill them in.';

// n8n lets no node change its own saved fields.
const NEEDLESS_KEY =
	'The credential holds the same access key: remove Access Key from Options, since the workflow and its exports hold it as plain text';

/** One run of the node, whichever way n8n started it. */
interface Run {
	context: IExecuteFunctions | IExecutePaginationFunctions;
	node: INode;
	/** The rows, and the index of the first among the items of the node. */
	items: INodeExecutionData[];
	firstIndex: number;
	timezone: string;
	workflowHasTimezone: boolean;
	executionId: string;
	/** Whether a row that failed lets the others go on. */
	continueOnFail: boolean;
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
		executionId: this.getExecutionId() ?? '',
		continueOnFail: this.continueOnFail(),
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
		executionId: this.getExecutionId() ?? '',
		// The model behind an agent does not see what a tool throws here, and would retry without knowing why. An MCP
		// client sees it, but would take an error item for a success.
		continueOnFail: this.continueOnFail() || (isTool(node) && !isCalledByMcp(this)),
		reader: () => (name, fallback) => this.getNodeParameter(name, fallback as object),
		showHint: () => {},
	});
}

/**
 * Checks every row before it sends the first, sends equal requests once, and keeps the responses when a row fails and the
 * node's error setting lets items go on.
 */
async function run(settings: Run): Promise<INodeExecutionData[]> {
	const { items, firstIndex, continueOnFail } = settings;
	const node = publicNode(settings.node);
	try {
		return await outputOf({ ...settings, node });
	} catch (error) {
		// An error of n8n's own holds the node with its secrets.
		if (!continueOnFail)
			throw Object.assign(toNodeError(node, error, items.length === 1 ? firstIndex : undefined), { node });
		// If this threw, n8n would pass the input on as if it had succeeded.
		return items.map((_, index) => errorItem(error, firstIndex + index));
	}
}

async function outputOf(settings: Run): Promise<INodeExecutionData[]> {
	const { context, node, continueOnFail, reader } = settings;
	if (!settings.items.length) return [];
	const requestOptions = reader(0)('requestOptions', {});
	const batches = batchSettingsOf(requestOptions);
	const connection = await Connection.open(context, requestSettingsOf(requestOptions));
	const operation = selectedOperation(node, reader(0));
	const hints = new Hints();
	const rows = await planAll({ ...settings, operation, connection, hints });
	const jobs = jobsOf(rows);
	const { method } = operation;
	if (!continueOnFail && rows.some(({ failure }) => failure)) {
		const due = jobs.filter((job) => !isPaidFor(job, connection)).length;
		throwIfAny(await badRowsError(node, rows, { method, calls: due }));
	}
	await sendAll(jobs, connection, {
		continueOnFail,
		batches,
		cancelSignal: context.getExecutionCancelSignal(),
	});
	const cost = { method, calls: connection.chargedTo(quotaOf(method)) };
	if (!continueOnFail && jobs.some(hasFailed)) throwIfAny(stoppedError(node, rows, cost));

	const result = await itemsOf(rows, settings, connection);
	const parts = rows.flatMap((row) => row.parts);
	const mayShareCalls = parts.length > 1 || parts.some(({ job }) => job.isReused);
	const paid = mayShareCalls ? costHint(rows, jobs, cost) : undefined;
	const texts = [
		...(paid ? [paid] : []),
		...(connection.hasNeedlessKey ? [NEEDLESS_KEY] : []),
		...hints.texts((row) => isDone(rows[row])),
	];
	for (const text of texts) settings.showHint(connection.redact(text));
	return result;
}

/** The items of all rows. Throws where a row's response cannot be read, unless the run carries on. */
async function itemsOf(
	rows: Row[],
	{ node, firstIndex, continueOnFail }: Run,
	connection: Connection,
): Promise<INodeExecutionData[]> {
	// n8n sends an item with any other column than those of an error to the node's regular output.
	const errorsKeepColumns = node.onError === 'continueRegularOutput';
	const items: INodeExecutionData[] = [];
	for (const [at, row] of rows.entries()) {
		const index = firstIndex + at;
		const failures = row.failure ? [row.failure] : [];
		for (const { plan, job } of row.parts) {
			const { outcome } = job;
			try {
				if (!outcome) continue;
				if ('failure' in outcome) throw outcome.failure;
				for (const [nth, fetched] of outcome.fetched.entries()) {
					if (nth > 0 && nth % PAGE_SIZE === 0) await letOthersRun();
					const result = connection.redact(plan.shape ? plan.shape(fetched) : fetched);
					items.push(resultItem(result, index, row.input, row.field));
				}
			} catch (error) {
				failures.push(connection.redactError(inWords(error, unreadableResponse)));
			}
		}
		if (failures.length && !continueOnFail) throw toNodeError(node, failures[0], index);
		const columns = errorsKeepColumns && row.keepsColumns ? row.input.json : undefined;
		// Parts of a row with the same failure are reported once.
		const distinct = new Map(failures.map((failure) => [failure.message, failure]));
		for (const failure of distinct.values()) items.push(errorItem(failure, index, columns));
		if (rows.length > 1) await letOthersRun();
	}
	return items;
}

/** An output item. `field` holds the result beside the columns of the input; without it, the result is the whole item. */
export function resultItem(
	result: IDataObject,
	index: number,
	input: INodeExecutionData,
	field: string | undefined,
): INodeExecutionData {
	const pairedItem = { item: index };
	if (field === undefined) return { json: result, pairedItem };
	return {
		json: withFields(input.json, [[field, result]]),
		...(input.binary && { binary: input.binary }),
		pairedItem,
	};
}

/**
 * The item for a row that failed: what happened, and what to do. Any other key hides the failure from n8n, so the
 * columns of the input come along only where the item stays on the node's own output.
 */
function errorItem(failure: unknown, index: number, columns?: IDataObject): INodeExecutionData {
	const error = messageOf(failure) || 'This item could not be run';
	const message = adviceOf(failure) || NO_ADVICE;
	return {
		json: columns
			? withFields(columns, [
					['error', error],
					['message', message],
				])
			: { error, message },
		pairedItem: { item: index },
	};
}

/** A copy with these fields set. A column named `__proto__` stays a column. */
function withFields(json: IDataObject, fields: Array<[string, IDataObject | string]>): IDataObject {
	return Object.fromEntries<IDataObject[string]>([...Object.entries(json), ...fields]);
}

function hasFailed({ outcome }: Job): boolean {
	return outcome !== undefined && 'failure' in outcome;
}

function isDone({ parts }: Row): boolean {
	return parts.length > 0 && parts.every(({ job }) => job.outcome && 'fetched' in job.outcome);
}

function selectedOperation(node: INode, read: ReadParameter): Operation {
	const [resource, name] = [trimmedText(read('resource')), trimmedText(read('operation'))];
	const operation = resources
		.find(({ option }) => option.value === resource)
		?.operations.find(({ option }) => option.value === name);
	if (!operation) {
		throw new NodeOperationError(node, `The resource '${resource}' has no operation '${name}'`, {
			description: 'Choose both from their lists on the node.',
		});
	}
	return operation;
}

/** n8n saves 'DEFAULT' for a workflow whose zone is that of the instance. */
function hasTimezone(context: Pick<IExecuteFunctions, 'getWorkflowSettings'>): boolean {
	const { timezone } = context.getWorkflowSettings();
	return Boolean(timezone) && timezone !== 'DEFAULT';
}

/** n8n gives the tool that it makes of the node another name. */
function isTool({ type }: INode): boolean {
	return type.endsWith('Tool');
}

/** An MCP Server Trigger runs its tools outside of any running node, an agent within its own. */
function isCalledByMcp(context: IExecutePaginationFunctions): boolean {
	const { node } = (context.getExecuteData() as IExecuteData | undefined) ?? {};
	return !node || /mcpTrigger$/i.test(node.type);
}

function throwIfAny(error: Error | undefined): void {
	if (error) throw error;
}
