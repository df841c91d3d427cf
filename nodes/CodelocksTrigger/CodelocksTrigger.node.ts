import {
	NodeConnectionTypes,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
	type IPollFunctions,
} from 'n8n-workflow';

import { getLocks } from '../shared/methods/locks';
import { toNodeError } from '../shared/api/errors';
import { openAccount } from './reading/account';
import { Deadline } from './reading/deadline';
import { oneAtATime } from './durableCursors';
import { newEntries } from './poll';
import { properties } from './properties';
import { testEventEntries } from './testEvent';
import { settingsOf } from './settings';

/** n8n gives up on a poll after its budget. The rest of it is for handing the entries over. */
const SHARE_OF_BUDGET = 0.8;

/** The budget of a poll without a durable cursor, and of n8n versions that do not tell it. */
const DEFAULT_BUDGET_MS = 5 * 60_000;

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

	async poll(this: IPollFunctions): Promise<INodeExecutionData[][] | null> {
		const staticData = this.getWorkflowStaticData('node');
		const budgetMs = this.getPollBudgetMs?.() ?? DEFAULT_BUDGET_MS;
		const node = `${this.getWorkflow().id} ${this.getNode().id}`;
		// n8n tells a durable poller by nothing else than the shorter budget that it gives it.
		const isDurable = budgetMs !== DEFAULT_BUDGET_MS;
		const ready = async () => {
			const deadline = new Deadline(SHARE_OF_BUDGET * budgetMs);
			const settings = settingsOf(this);
			const account = await openAccount(this, settings.accessKey, deadline);
			return { node, isDurable, account, settings, staticData, deadline, now: Date.now() };
		};
		try {
			const items =
				this.getMode() === 'manual'
					? await testEventEntries(await ready())
					: await oneAtATime(
							{ id: node, isDurable },
							staticData,
							async () => await newEntries(await ready()),
						);
			return items.length ? [items.map((json) => ({ json }))] : null;
		} catch (error) {
			throw toNodeError(this.getNode(), error);
		}
	}
}
