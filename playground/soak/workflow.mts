import type { Credential, Workflow } from '../n8nApi.mts';
import { EVERY_TEN_SECONDS } from '../standIns.mts';
import { EMPTY_ACCESS_KEY, DEFAULT_API_KEY } from '../../sandbox/seed.mts';

/** The account that the soak fills with its own locks. */
export const SOAK_ACCESS_KEY = EMPTY_ACCESS_KEY;

export const INBOX_PATH = '/inbox/soak';

/** What the workflow posts for each entry. */
export interface Post {
	entry: number;
	/** The execution that posts it. */
	execution: string;
}

export const soakCredential = (baseUrl: string): Credential => ({
	name: 'Codelocks soak',
	type: 'codelocksApi',
	data: { apiKey: DEFAULT_API_KEY, accessKey: SOAK_ACCESS_KEY, baseUrl },
});

/** Posts each entry of all locks to the inbox, and says by which execution. */
export function soakWorkflow(credential: { id: string; name: string }, sandboxUrl: string): Workflow {
	return {
		name: 'Codelocks soak',
		nodes: [
			{
				id: 'soak-trigger',
				name: 'New Audit Entry',
				type: 'n8n-nodes-codelocks.codelocksTrigger',
				typeVersion: 1,
				position: [0, 0],
				parameters: {
					...{ pollTimes: { item: EVERY_TEN_SECONDS }, monthlyCalls: 0 },
					...{ locks: [], filters: {}, options: {} },
				},
				credentials: { codelocksApi: credential },
			},
			{
				id: 'soak-inbox',
				name: 'Post to Inbox',
				type: 'n8n-nodes-base.httpRequest',
				typeVersion: 4.2,
				position: [220, 0],
				// To try the node again would post everything again that has arrived, and look like a fault of the trigger.
				retryOnFail: false,
				onError: 'continueRegularOutput',
				parameters: {
					method: 'POST',
					url: `${sandboxUrl}${INBOX_PATH}`,
					sendBody: true,
					specifyBody: 'json',
					jsonBody: '={{ JSON.stringify({ entry: $json.AuditEntryID, execution: $execution.id }) }}',
					// In small portions a delivery takes long enough to be interrupted.
					options: { batching: { batch: { batchSize: 10, batchInterval: 100 } } },
				},
			},
		],
		connections: {
			'New Audit Entry': { main: [[{ node: 'Post to Inbox', type: 'main', index: 0 }]] },
		},
		settings: { executionOrder: 'v1', timezone: 'Europe/London' },
	};
}
