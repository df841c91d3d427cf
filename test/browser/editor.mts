import { join } from 'node:path';

import { chromium, selectors, type Browser, type Locator, type Page } from 'playwright-core';

import type { N8nApi, WorkflowNode } from '../../playground/n8nApi.mts';
import { owner } from '../../playground/n8n.mts';

export type Theme = 'light' | 'dark';

const CHROMIUM = process.env.CHROMIUM_PATH ?? '/usr/bin/chromium';

/** Chromium's sandbox needs rights that containers withhold, and the rest would call home. */
const ARGUMENTS = [
	'--no-sandbox',
	'--disable-gpu',
	'--disable-quic',
	'--no-first-run',
	'--disable-background-networking',
	'--disable-component-update',
	'--disable-sync',
];

const ACTION_TIMEOUT_MS = 15_000;
/** The first page of a new browser loads the whole editor. */
const OPENS_WITHIN_MS = 60_000;

export const MANUAL_TRIGGER = 'When clicking ‘Execute workflow’';

selectors.setTestIdAttribute('data-test-id');

export async function launchBrowser(): Promise<Browser> {
	return await chromium.launch({ executablePath: CHROMIUM, args: ARGUMENTS });
}

/** n8n's editor in one browser window, as the owner sees it. */
export class Editor {
	readonly page: Page;
	private readonly api: N8nApi;
	private readonly shotsFolder: string;

	private constructor(page: Page, api: N8nApi, shotsFolder: string) {
		this.page = page;
		this.api = api;
		this.shotsFolder = shotsFolder;
	}

	/** Opens a window and logs in. */
	static async open(
		browser: Browser,
		api: N8nApi,
		{ url, theme, shotsFolder }: { url: string; theme: Theme; shotsFolder: string },
	): Promise<Editor> {
		const context = await browser.newContext({
			baseURL: url,
			viewport: { width: 1440, height: 900 },
			colorScheme: theme,
			// The editor goes by this choice of the user's, not by the browser's.
			storageState: {
				cookies: [],
				origins: [{ origin: url, localStorage: [{ name: 'N8N_THEME', value: theme }] }],
			},
		});
		context.setDefaultTimeout(ACTION_TIMEOUT_MS);
		await context.request.post('/rest/login', {
			data: { emailOrLdapLoginId: owner.email, password: owner.password },
		});
		return new Editor(await context.newPage(), api, shotsFolder);
	}

	async close(): Promise<void> {
		await this.page.context().close();
	}

	get panel(): Locator {
		return this.page.getByTestId('ndv');
	}

	/** The middle of the panel. */
	get form(): Locator {
		return this.panel.locator('.node-settings');
	}

	get output(): Locator {
		return this.page.getByTestId('output-panel');
	}

	/** Opens the canvas of a new workflow in which a start by hand leads through the nodes. */
	async openWorkflow(nodes: WorkflowNode[]): Promise<void> {
		const isTrigger = nodes[0]?.type.endsWith('Trigger') ?? false;
		const all = isTrigger || nodes.length === 0 ? nodes : [manualTrigger, ...nodes];
		const links = all
			.slice(1)
			.map(({ name }, index) => [all[index].name, { main: [[{ node: name, type: 'main', index: 0 }]] }]);
		const { id } = await this.api.createWorkflow({
			name: 'Browser test',
			nodes: all.map((node, index) => ({ ...node, position: [220 * index, 0] })),
			connections: Object.fromEntries(links) as Record<string, unknown>,
			settings: { timezone: 'Europe/London' },
		});
		await this.page.goto(`/workflow/${id}`);
		await this.page.getByTestId('node-creator-plus-button').waitFor({ timeout: OPENS_WITHIN_MS });
	}

	/** Opens the panel of a node on the canvas. */
	async openNode(name: string): Promise<Locator> {
		await this.page.locator(`[data-test-id="canvas-node"][data-node-name="${name}"]`).dblclick();
		await this.panel.waitFor();
		return this.panel;
	}

	/** Opens the panel of a node in a workflow of its own. */
	async openAlone(node: WorkflowNode): Promise<Locator> {
		await this.openWorkflow([node]);
		return await this.openNode(node.name);
	}

	field(name: string): Locator {
		return this.panel.getByTestId(`parameter-input-${name}`);
	}

	/** Runs the node whose panel is open. */
	async execute(): Promise<void> {
		const answered = this.page.waitForResponse((response) =>
			/\/rest\/workflows\/[^/]+\/run/.test(response.url()),
		);
		await this.panel.getByTestId('node-execute-button').click();
		await answered;
		// The button shows its text again when the run has ended.
		await this.panel
			.getByTestId('node-execute-button')
			.getByText(/Execute step|Fetch Test Event/)
			.waitFor();
	}

	/** Opens a dropdown, reads its choices with their descriptions, and closes it. */
	async choicesOf(name: string, shot?: string): Promise<string[]> {
		const list = await this.openList(name);
		const choices = list.locator('[role="option"]');
		await choices.first().waitFor();
		const texts = await choices.allInnerTexts();
		if (shot) await this.shoot(shot);
		await this.page.keyboard.press('Escape');
		await list.waitFor({ state: 'hidden' });
		return texts.map((text) => text.trim().replace(/\s+/g, ' '));
	}

	async choose(name: string, choice: string): Promise<void> {
		const list = await this.openList(name);
		await list.getByText(choice, { exact: true }).click();
		await list.waitFor({ state: 'hidden' });
	}

	/** Types into a date field with its picker open. */
	async pickDate(name: string, date: string): Promise<void> {
		const input = this.field(name).locator('input');
		const picker = this.page.locator('.el-picker-panel:visible');
		await input.click();
		await picker.waitFor();
		await input.fill(date);
		await input.press('Enter');
		await picker.waitFor({ state: 'hidden' });
	}

	private async openList(name: string): Promise<Locator> {
		// A dropdown that still loads its options is replaced by another one when they are there.
		await this.field(name).getByText('Loading options...').waitFor({ state: 'hidden' });
		const input = this.field(name).locator('input');
		await input.click();
		const id = await input.getAttribute('aria-controls');
		const list = this.page.locator(`[id="${id}"]`);
		await list.waitFor();
		return list;
	}

	/** The table that came out, its header first. */
	async outputTable(): Promise<string[][]> {
		const lines = await this.output.locator('table tr').all();
		const cells = await Promise.all(lines.map(async (line) => await line.locator('th, td').allInnerTexts()));
		return cells.map((texts) => texts.map((text) => text.trim()));
	}

	/** Keeps a picture of a part of the page, of all of it by default. */
	async shoot(name: string, part?: Locator): Promise<void> {
		await (part ?? this.page).screenshot({
			path: join(this.shotsFolder, `${name}.png`),
			animations: 'disabled',
			caret: 'hide',
			// Messages at the edge would cover a part of it.
			style: '.el-notification { display: none !important; }',
		});
	}
}

const manualTrigger: WorkflowNode = {
	name: MANUAL_TRIGGER,
	type: 'n8n-nodes-base.manualTrigger',
	typeVersion: 1,
	position: [0, 0],
	parameters: {},
};
