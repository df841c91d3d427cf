import { NodeConnectionTypes, type INodeType, type INodeTypeDescription } from 'n8n-workflow';

import { getLocks } from '../shared/methods/locks';
import { runPoll } from './poll';
import { properties } from './properties';

export class CodelocksTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Codelocks Trigger',
		name: 'codelocksTrigger',
		icon: { light: 'file:../../icons/codelocks.svg', dark: 'file:../../icons/codelocks.dark.svg' },
		group: ['trigger'],
		version: 1,
		subtitle: '={{ $parameter["locks"].length ? "New entries: selected locks" : "New entries: every lock" }}',
		description:
			'Starts the workflow when a door with a Codelocks smart lock is used. Actions make door codes and manage access.',
		defaults: { name: 'Codelocks Trigger' },
		polling: true,
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'codelocksApi', required: true }],
		properties,
	};

	methods = { loadOptions: { getLocks } };

	poll = runPoll;
}
