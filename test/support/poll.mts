import { PollContext } from 'n8n-core';
import type { IDataObject, INodeParameters, WorkflowExecuteMode } from 'n8n-workflow';

import { additionalDataFor, type Credentials, nodeType, workflowWith } from './engine.mts';

/** The trigger of an active workflow, polled by hand in n8n-core's PollContext. */
export interface TestTrigger {
	/** One poll, from a state that was `saved` or from the present one; the emitted items' json, [] when it emits nothing. */
	poll(from?: string): Promise<IDataObject[]>;
	/** What 'Fetch Test Event' gives; null where there is nothing to show. */
	fetchTestEvent(): Promise<IDataObject[] | null>;
	/** Changes the node, as a user who saves it, or the time that n8n gives a poll. */
	edit(changes: { parameters?: INodeParameters; credentials?: Credentials; budgetMs?: number }): void;
	/** The node's static data as n8n would save it now. */
	saved(): string;
	/** What the node wrote to n8n's log. */
	logged(): string;
}

export interface TriggerSettings {
	parameters?: INodeParameters;
	credentials: Credentials;
	/**
	 * As with N8N_POLLER_DURABLE_CURSORS_ENABLED: a poll works on a copy of the static data, which is kept only when
	 * it does not throw. By default it works on the data itself.
	 */
	durable?: boolean;
	/** The time that n8n gives a poll. */
	budgetMs?: number;
	/** How n8n came to poll; 'activate' by default. */
	activation?: 'activate' | 'update';
	/** Leaves the defaults as they are; else every poll reads. */
	untouched?: boolean;
	/** Reads the static data afresh before each poll, as after a restart of n8n. */
	restarts?: boolean;
}

/** The parameters of a trigger as a user drops it on the canvas, but that every poll reads. */
const READING: INodeParameters = { locks: [], monthlyCalls: 0, filters: {}, options: {} };

let triggers = 0;

/** A trigger that has not polled yet. */
export function triggerWith(settings: TriggerSettings): TestTrigger {
	let { parameters = {}, credentials } = settings;
	// n8n gives a poll with a durable cursor less time than another.
	let budgetMs = settings.budgetMs ?? (settings.durable ? 36_000 : undefined);
	let staticData: IDataObject = {};
	const log: unknown[] = [];
	const write = (...entry: unknown[]) => void log.push(entry);
	// The node tells its polls by workflow, also when those of two tests look the same.
	const workflowId = `test-${++triggers}`;

	const run = async (mode: WorkflowExecuteMode, data: IDataObject) => {
		const workflow = await workflowWith({
			type: 'codelocksTrigger',
			parameters: { ...(!settings.untouched && READING), ...parameters },
			credentials,
			workflowId,
		});
		const type = await nodeType('codelocksTrigger');
		const context = new PollContext(
			workflow,
			workflow.getNode('Codelocks')!,
			await additionalDataFor(credentials),
			mode,
			mode === 'manual' ? 'manual' : (settings.activation ?? 'activate'),
			undefined,
			undefined,
			undefined,
			undefined,
			() => data,
			budgetMs === undefined ? undefined : () => budgetMs!,
		);
		Object.defineProperty(context, 'logger', {
			value: { debug: write, info: write, warn: write, error: write },
		});
		return (await type.poll!.call(context))?.[0].map(({ json }) => json) ?? null;
	};

	return {
		poll: async (from) => {
			if (from !== undefined) staticData = JSON.parse(from) as IDataObject;
			if (settings.restarts) staticData = copyOf(staticData);
			const data = settings.durable ? copyOf(staticData) : staticData;
			const items = await run('trigger', data);
			staticData = data;
			return items ?? [];
		},
		fetchTestEvent: async () => await run('manual', staticData),
		edit: (changes) => {
			parameters = { ...parameters, ...changes.parameters };
			credentials = changes.credentials ?? credentials;
			budgetMs = changes.budgetMs ?? budgetMs;
			staticData = copyOf(staticData);
		},
		saved: () => JSON.stringify(staticData),
		logged: () => JSON.stringify(log),
	};
}

function copyOf(data: IDataObject): IDataObject {
	return JSON.parse(JSON.stringify(data)) as IDataObject;
}
