import type { N8nApi } from '../n8nApi.mts';

/** An execution of the soak's workflow, as n8n keeps it. */
export interface SavedExecution {
	id: string;
	status: string;
	startedAt: number;
	/** The entries that n8n got from the trigger with it: none where the poll ended with an error. */
	entries: number[];
}

interface Listed {
	id: string;
	status: string;
	startedAt: string | null;
	createdAt: string;
}

const LIST_SIZE = 50;

/** All executions of a workflow, oldest first. */
export async function readExecutions(api: N8nApi, workflowId: string): Promise<SavedExecution[]> {
	const listed: Listed[] = [];
	for (;;) {
		const query = new URLSearchParams({
			filter: JSON.stringify({ workflowId }),
			limit: String(LIST_SIZE),
			...(listed.length > 0 && { lastId: listed[listed.length - 1].id }),
		});
		const { results } = await api.request<{ results: Listed[] }>('GET', `/rest/executions?${query}`);
		listed.push(...results);
		if (results.length < LIST_SIZE) break;
	}
	const executions: SavedExecution[] = [];
	for (const { id, status, startedAt, createdAt } of listed.reverse()) {
		const { data } = await api.request<{ data: string }>('GET', `/rest/executions/${id}`);
		executions.push({ id, status, startedAt: Date.parse(startedAt ?? createdAt), entries: entriesIn(data) });
	}
	return executions;
}

/** n8n sends the data as one flat list, in which numbers stand as they are: also of an execution that was cut off. */
function entriesIn(data: string): number[] {
	return [...new Set([...data.matchAll(/"AuditEntryID":(\d+)/g)].map(([, id]) => Number(id)))];
}
