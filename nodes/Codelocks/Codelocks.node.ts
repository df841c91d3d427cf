import { NodeConnectionTypes, type INodeType, type INodeTypeDescription } from 'n8n-workflow';

import { searchClients } from './methods/searchClients';
import { searchDurations, searchK3Durations } from './methods/searchDurations';
import { searchKitLockModels, searchLockModels } from './methods/searchLockModels';
import { searchKitLocks, searchLocks } from './methods/searchLocks';
import { searchK3Timezones, searchTimezones } from './methods/searchTimezones';
import { resourceProperties } from './resources/operation';
import { resources } from './resources';
import { runAll, runRouted } from './execution/run';

export class Codelocks implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Codelocks',
		name: 'codelocks',
		icon: { light: 'file:../../icons/codelocks.svg', dark: 'file:../../icons/codelocks.dark.svg' },
		group: ['transform'],
		version: 1,
		// n8n's lint accepts only a literal.
		subtitle:
			'={{ ({ netCode: "Door Code", k3Account: "K3 Account", k3Client: "K3 Client", k3Lock: "K3 Lock", utility: "Utility" })[$parameter["resource"]] + ": " + (({ generateForKitLock: "Generate for KitLock", generateForK3Lock: "Generate for K3 Lock", getAll: "Get Many", upsert: "Create or Update" })[$parameter["operation"]] || $parameter["operation"].replace(/[A-Z]/g, " $&").replace(/^./, (letter) => letter.toUpperCase())) }}',
		description:
			'Make door codes for Codelocks smart locks and manage access by phone. The trigger starts workflows when a door is used.',
		defaults: { name: 'Codelocks' },
		usableAsTool: true,
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'codelocksApi', required: true }],
		requestDefaults: {
			baseURL: '={{ $credentials?.baseUrl }}',
			headers: { Accept: 'application/json' },
		},
		requestOperations: { pagination: runRouted },
		properties: [
			{
				displayName: 'Resource',
				name: 'resource',
				type: 'options',
				noDataExpression: true,
				options: resources.map(({ option }) => option),
				default: 'netCode',
			},
			...resources.flatMap(resourceProperties),
		],
	};

	methods = {
		listSearch: {
			searchClients,
			searchDurations,
			searchK3Durations,
			searchK3Timezones,
			searchKitLockModels,
			searchKitLocks,
			searchLockModels,
			searchLocks,
			searchTimezones,
		},
	};

	/** n8n's routing engine starts all rows at once; this way every row is checked before the first is paid for. */
	customOperations = Object.fromEntries(
		resources.map(({ option, operations }) => [
			option.value,
			Object.fromEntries(operations.map((operation) => [operation.option.value, runAll])),
		]),
	);
}
