import type { ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';

import { allDurations } from '../../shared/api/durations';
import { matches } from '../../shared/methods/currentNode';
import { K3_MODEL } from '../fields/lockModel';
import { lookUpForNode } from './lookUp';

/** Every lock model that the API lists durations for. */
export async function searchLockModels(
	this: ILoadOptionsFunctions,
	filter?: string,
): Promise<INodeListSearchResult> {
	return { results: await models(this, filter) };
}

/** The lock models that are KitLocks. */
export async function searchKitLockModels(
	this: ILoadOptionsFunctions,
	filter?: string,
): Promise<INodeListSearchResult> {
	return { results: (await models(this, filter)).filter(({ value }) => value !== K3_MODEL) };
}

async function models(
	context: ILoadOptionsFunctions,
	filter: string | undefined,
): Promise<INodeListSearchResult['results']> {
	const durations = await lookUpForNode(context, allDurations);
	const names = new Set(durations.flatMap((duration) => duration.models));
	return [...names]
		.sort()
		.filter((name) => matches(filter, name))
		.map((name) => ({ name, value: name }));
}
