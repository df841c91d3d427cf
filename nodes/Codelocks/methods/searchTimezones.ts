import type { ILoadOptionsFunctions, INodeListSearchItems, INodeListSearchResult } from 'n8n-workflow';

import { matches } from '../../shared/methods/currentNode';

const WORKFLOW: INodeListSearchItems = {
	name: "Workflow's Time Zone",
	value: 'workflow',
	description: 'The time zone in the workflow settings',
};

const LOCK: INodeListSearchItems = {
	name: "Lock's Time Zone",
	value: 'lock',
	description: 'The time zone of the lock in the K3 Connect account',
};

/** Current names of zones that the runtime lists by an older name. */
const RENAMED: Record<string, string> = {
	'Africa/Asmera': 'Africa/Asmara',
	'America/Buenos_Aires': 'America/Argentina/Buenos_Aires',
	'America/Godthab': 'America/Nuuk',
	'Asia/Calcutta': 'Asia/Kolkata',
	'Asia/Katmandu': 'Asia/Kathmandu',
	'Asia/Rangoon': 'Asia/Yangon',
	'Asia/Saigon': 'Asia/Ho_Chi_Minh',
	'Atlantic/Faeroe': 'Atlantic/Faroe',
	'Europe/Kiev': 'Europe/Kyiv',
};

/** Time zones whose name holds the filter, after the workflow's own. No call. */
export async function searchTimezones(
	this: ILoadOptionsFunctions,
	filter?: string,
): Promise<INodeListSearchResult> {
	return { results: timezones(filter, [WORKFLOW]) };
}

/** Time zones whose name holds the filter, after the lock's own and the workflow's. No call. */
export async function searchK3Timezones(
	this: ILoadOptionsFunctions,
	filter?: string,
): Promise<INodeListSearchResult> {
	return { results: timezones(filter, [LOCK, WORKFLOW]) };
}

function timezones(filter: string | undefined, first: INodeListSearchItems[]): INodeListSearchItems[] {
	const names = new Set(['UTC', ...Intl.supportedValuesOf('timeZone').map((name) => RENAMED[name] ?? name)]);
	return [...first, ...[...names].sort().map((name) => ({ name, value: name }))].filter(({ name }) =>
		matches(filter, name, name.replaceAll('_', ' ')),
	);
}
