import {
	updateDisplayOptions,
	type IDataObject,
	type INodeProperties,
	type INodePropertyOptions,
} from 'n8n-workflow';

import type { Duration } from '../../shared/api/responses';
import type { ApiMethod, Connection } from '../../shared/api/connection';
import type { Parameters } from '../execution/parameters';

/** What an operation may use to plan a row. Nothing that it does here spends a call, but for `durations`. */
export interface PlanContext {
	parameters: Parameters;
	connection: Connection;
	/** What a lock model offers; at most one Utility call per model, run and day. */
	durations: (lockModel: string) => Promise<Duration[]>;
}

/** A row that was checked and is ready to be sent. */
export interface Plan {
	/** Makes the calls and reads the answer, an object for each output item. Throws ServiceError. */
	fetch: () => Promise<IDataObject[]>;
	/** Rows of one run with the same text share one `fetch`. Left out where each row must be sent. */
	sameAs?: string;
	/** Makes a row's own output out of an object that its `fetch` gave. */
	shape?: (fetched: IDataObject) => IDataObject;
}

/** One operation: what the user sees, and what is sent for a row. */
export interface Operation {
	/** Its entry in the Operation dropdown. */
	option: INodePropertyOptions;
	/** The method of the API that it calls. */
	method: ApiMethod;
	fields: INodeProperties[];
	/** Checks a row's values. Throws ValueError before anything is sent. */
	plan: (context: PlanContext) => Plan | Promise<Plan>;
}

/** One noun of the node, with its operations in the order of the dropdown. */
export interface Resource {
	option: INodePropertyOptions;
	operations: Operation[];
	defaultOperation: string;
}

/** The Operation dropdown of a resource, and the fields of its operations, each shown where it belongs. */
export function resourceProperties({
	option: { value: resource },
	operations,
	defaultOperation,
}: Resource): INodeProperties[] {
	return [
		{
			displayName: 'Operation',
			name: 'operation',
			type: 'options',
			noDataExpression: true,
			displayOptions: { show: { resource: [resource] } },
			options: operations.map(({ option, method }) => ({
				...option,
				routing: { request: { method: method.method, url: method.path }, send: { paginate: true } },
			})),
			default: defaultOperation,
		},
		...operations.flatMap(({ option, fields }) =>
			updateDisplayOptions({ show: { resource: [resource], operation: [option.value] } }, fields),
		),
	];
}
