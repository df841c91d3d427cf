import { N8nApi, type Owner, type StoredWorkflow, type Workflow } from './n8nApi.mts';

/** The REST interface of n8n 1, where it differs. */
export class N8nApi1 extends N8nApi {
	/** Makes the owner first, who cannot come from the environment here. */
	override async logIn(owner: Owner): Promise<void> {
		await this.request('POST', '/rest/owner/setup', owner).catch(() => {});
		await super.logIn(owner);
	}

	override async createWorkflow(workflow: Workflow): Promise<StoredWorkflow> {
		return await this.request('POST', '/rest/workflows', { ...workflow, active: false });
	}

	override async activateWorkflow({ id, versionId }: StoredWorkflow): Promise<void> {
		await this.request('PATCH', `/rest/workflows/${id}`, { active: true, versionId });
	}

	override async deactivateWorkflow(id: string): Promise<void> {
		const { versionId } = (await this.findWorkflow(id))!;
		await this.request('PATCH', `/rest/workflows/${id}`, { active: false, versionId });
	}

	protected override async whatToRun(id: string): Promise<object> {
		return { workflowData: await this.findWorkflow(id) };
	}
}
