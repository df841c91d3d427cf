import {
	updateDisplayOptions,
	type IDataObject,
	type INodeProperties,
	type INodePropertyOptions,
} from 'n8n-workflow';
import type { ApiMethod, Connection } from '../../shared/api/connection';
import type { Parameters } from '../execution/parameters';
import type { OfferedDurations } from '../../shared/api/durations';

/** What an operation may use to plan a row. Planning spends no call, except to look up durations and locks. */
export interface PlanContext {
	parameters: Parameters;
	connection: Connection;
	/** What a lock model offers; at most one Utility call per model, run and day. */
	durations: (lockModel: string) => Promise<OfferedDurations>;
	/** The same, without what was remembered before the run; at most one Utility call per model and run. */
	newDurations: (lockModel: string) => Promise<OfferedDurations>;
	/** Whether the settings of the workflow name a time zone; else `workflowTimezone` is n8n's default. */
	workflowHasTimezone: boolean;
	/** When the run began, in ms since 1970. */
	now: number;
	/** Names the execution; all tries of n8n's Retry On Fail share it. */
	executionId: string;
	/** Adds a hint to the output. Rows with the same key share one hint; `text` gets their number. */
	hint: (key: string, text: (rows: number) => string) => void;
}

/** A checked row, or a part of one, that is ready to be sent. */
export interface Plan {
	/** Makes the calls and reads the responses, an object for each output item. Throws ServiceError. */
	fetch: () => Promise<IDataObject[]>;
	/** Rows of one run with the same text share one `fetch`. Left out where each row must be sent. */
	sameAs?: string;
	/** Until when later runs of this process may share the response too, in ms since 1970. Needs `sameAs`. */
	reuseUntil?: number;
	/** Makes a row's own output of an object that its `fetch` gave. */
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
	plan: (context: PlanContext) => Plan | Plan[] | Promise<Plan | Plan[]>;
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
