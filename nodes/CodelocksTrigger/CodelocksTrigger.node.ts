import {
	NodeConnectionTypes,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
	type IPollFunctions,
} from 'n8n-workflow';

import { getLocks } from '../shared/methods/locks';
import { toNodeError } from '../shared/api/errors';
import { mayBeDurable, oneAtATime } from './memory';
import { countFailure, newEntries, type Poll } from './poll';
import { properties, settingsOf } from './properties';
import { Deadline, openAccount } from './reading';
import { testEventEntries } from './testEvent';

/** n8n gives up on a poll after a time that it announces. The rest of it is for handing the entries over. */
const SHARE_OF_TIME = 0.8;

/** The time of a poll in n8n versions that do not tell it. */
const DEFAULT_TIME_MS = 5 * 60_000;

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
		const node = `${this.getWorkflow().id} ${this.getNode().id}`;
		const open = async (): Promise<Poll> => {
			const deadline = new Deadline(SHARE_OF_TIME * (this.getPollBudgetMs?.() ?? DEFAULT_TIME_MS));
			const settings = settingsOf(this);
			const account = await openAccount(this, settings.accessKey, deadline);
			return { node, account, settings, staticData, deadline, now: Date.now(), logger: this.logger };
		};
		const onSchedule = async () => {
			const poll = await open();
			return await newEntries(poll).catch((error: unknown) => {
				countFailure(poll);
				throw error;
			});
		};
		try {
			const items =
				this.getMode() === 'manual'
					? await testEventEntries(await open())
					: await oneAtATime({ node, isDurable: mayBeDurable(this) }, staticData, onSchedule);
			return items.length ? [items.map((json) => ({ json }))] : null;
		} catch (error) {
			throw toNodeError(this.getNode(), error);
		}
	}
}
