import {
	NodeOperationError,
	type IDataObject,
	type IExecuteFunctions,
	type IExecutePaginationFunctions,
	type INode,
	type INodeExecutionData,
} from 'n8n-workflow';

import { Connection, quotaOf } from '../../shared/api/connection';
import { toNodeError } from '../../shared/api/errors';
import type { Operation } from '../resources/operation';
import { badRowsError, costHint, errorItem, stoppedError } from './messages';
import { batchSettingsOf, requestSettingsOf } from './requestOptions';
import { operationOf } from '../resources';
import { rowReader } from './rowReader';
import { isPlanned, planAll, sendAll, type Row } from './jobs';

/**
 * Runs an operation for all items: every row is checked before the first is sent, what is the same is asked once,
 * and what came back is not lost to a row that failed where the node's error setting lets items go on.
 */
export async function runAll(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const count = this.getInputData().length;
	const carriesOn = this.continueOnFail();
	try {
		const requestOptions = this.getNodeParameter('requestOptions', 0, {}) as IDataObject;
		const connection = await Connection.open(this, requestSettingsOf(requestOptions));
		const operation = selectedOperation(this.getNode(), (name) => this.getNodeParameter(name, 0));
		const rows = await planAll(operation, connection, count, this.getTimezone(), rowReader(this), {
			executionId: this.getExecutionId(),
			hint: () => {},
		});
		if (!carriesOn) throwIfAny(badRowsError(this.getNode(), rows));

		const planned = rows.filter(isPlanned);
		const jobs = [...new Set(planned.map(({ job }) => job))];
		await sendAll(jobs, connection, { carriesOn, batches: batchSettingsOf(requestOptions) });
		const { method } = operation;
		const charged = connection.chargedTo(quotaOf(method));
		if (!carriesOn) throwIfAny(stoppedError(this.getNode(), method, jobs, charged));

		const hint = costHint(method, jobs, planned[0]?.plan.sameAs !== undefined, charged);
		if (hint) this.addExecutionHints({ message: hint, location: 'outputPane' });
		return [rows.flatMap((row, index) => outputOf(row, index, connection))];
	} catch (error) {
		if (!carriesOn) throw toNodeError(this.getNode(), error);
		// Thrown from here, the input would pass on as if it had succeeded.
		return [Array.from({ length: count }, (_, index) => errorItem(error, index))];
	}
}

/**
 * Runs an operation for the one item that n8n's routing engine is at. Older AI agents follow a node's routing and
 * not its custom operations; what is sent and what comes back is the same either way.
 */
export async function runRouted(this: IExecutePaginationFunctions): Promise<INodeExecutionData[]> {
	const index = this.getItemIndex();
	// A model hears nothing at all of what a tool throws here, and would try again in the dark.
	const carriesOn = this.continueOnFail() || isTool(this.getNode());
	try {
		const requestOptions = this.getNodeParameter('requestOptions', {}) as IDataObject;
		const connection = await Connection.open(this, requestSettingsOf(requestOptions));
		const operation = selectedOperation(this.getNode(), (name) => this.getNodeParameter(name));
		const rows = await planAll(
			operation,
			connection,
			1,
			this.getTimezone(),
			() => (name, fallback) => this.getNodeParameter(name, fallback as object),
			{ executionId: this.getExecutionId(), hint: () => {} },
		);
		const jobs = rows.filter(isPlanned).map(({ job }) => job);
		await sendAll(jobs, connection, { carriesOn });
		if (!carriesOn) {
			throwIfAny(badRowsError(this.getNode(), rows));
			throwIfAny(stoppedError(this.getNode(), operation.method, jobs, 1));
		}
		return rows.flatMap((row) => outputOf(row, index, connection));
	} catch (error) {
		if (!carriesOn) throw toNodeError(this.getNode(), error, index);
		return [errorItem(error, index)];
	}
}

/** n8n makes a tool of the node under a name of its own. */
function isTool({ type }: INode): boolean {
	return type.endsWith('Tool');
}

function selectedOperation(node: INode, read: (name: string) => unknown): Operation {
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

function outputOf(row: Row, index: number, connection: Connection): INodeExecutionData[] {
	const outcome = isPlanned(row) ? row.job.outcome : row;
	if (!outcome) return [];
	if ('failure' in outcome) return [errorItem(outcome.failure, index)];
	const shape = isPlanned(row) ? row.plan.shape : undefined;
	return outcome.fetched.map((fetched) => ({
		json: connection.clean(shape ? shape(fetched) : fetched),
		pairedItem: { item: index },
	}));
}

function throwIfAny(error: Error | undefined): void {
	if (error) throw error;
}
