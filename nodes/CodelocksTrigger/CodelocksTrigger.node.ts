import {
	NodeConnectionTypes,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
	type IPollFunctions,
} from 'n8n-workflow';

import { getLocks } from '../Codelocks/lookups/locks';
import { toNodeError } from '../shared/failures';
import { openAccount } from './account';
import { Deadline } from './deadline';
import { oneAtATime } from './overlap';
import { newEntries } from './poll';
import { properties } from './properties';
import { recentEntries } from './recent';
import { settingsOf } from './settings';

/** n8n gives up on a poll after its budget. The rest of it is for handing the entries over. */
const SHARE_OF_BUDGET = 0.8;

/** The budget of n8n versions that do not tell it. */
const DEFAULT_BUDGET_MS = 5 * 60_000;

export class CodelocksTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Codelocks Trigger',
		name: 'codelocksTrigger',
		icon: { light: 'file:../../icons/codelocks.svg', dark: 'file:../../icons/codelocks.dark.svg' },
		group: ['trigger'],
		version: 1,
		subtitle: '={{ $parameter["locks"].length ? "New entries: selected locks" : "New entries: every lock" }}',
		description: "Starts the workflow when a lock's audit log has new entries",
		defaults: { name: 'Codelocks Trigger' },
		polling: true,
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'codelocksApi', required: true }],
		properties,
	};

	methods = { loadOptions: { getLocks } };

	async poll(this: IPollFunctions): Promise<INodeExecutionData[][] | null> {
		const staticData = this.getWorkflowStaticData('node');
		const work = async () => {
			const deadline = new Deadline(SHARE_OF_BUDGET * (this.getPollBudgetMs?.() ?? DEFAULT_BUDGET_MS));
			const settings = settingsOf(this);
			const account = await openAccount(this, settings.accessKey, deadline);
			const node = `${this.getWorkflow().id} ${this.getNode().id}`;
			const poll = { node, account, settings, staticData, deadline, now: Date.now() };
			return this.getMode() === 'manual' ? await recentEntries(poll) : await newEntries(poll);
		};
		try {
			const items = await oneAtATime(staticData, work);
			return items.length ? [items.map((json) => ({ json }))] : null;
		} catch (error) {
			throw toNodeError(this.getNode(), error);
		}
	}
}
