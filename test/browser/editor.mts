import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { selectors, type Browser, type Locator, type Page } from 'playwright-core';

import { owner } from '../../playground/n8n.mts';
import type { N8nApi, WorkflowNode } from '../../playground/n8nApi.mts';

export type Theme = 'light' | 'dark';

/** A way of looking at what a node put out. */
export type View = 'table' | 'schema' | 'json';

interface Size {
	width: number;
	height: number;
}

interface Box extends Size {
	x: number;
	y: number;
}

interface EditorOptions {
	/** Where n8n is. */
	url: string;
	theme: Theme;
	shotsFolder: string;
}

const ACTION_TIMEOUT_MS = 15_000;
/** The first page of a new browser loads the whole editor. */
const OPENS_WITHIN_MS = 60_000;

const WINDOW: Size = { width: 1440, height: 900 };
/** Wide enough for the columns that matter in a table, and high enough for the fields of every operation. */
export const STEP_WINDOW: Size = { width: 1900, height: 1500 };
/** Holds a large workflow in its natural size. n8n shrinks a larger one. */
const CANVAS_WINDOW: Size = { width: 2600, height: 2000 };

/** A long output is cut here, unless the fields go on. */
const OUTPUT_ENDS_AT = 640;
const STEP_MARGIN = 20;
/** The bolt of a trigger hangs over the edge of its node. */
const CANVAS_MARGIN = 48;

/** Messages at the edge would cover a part of the page. */
const TRANSIENT = ['.el-notification', '[data-test-id="node-feature-request"]'];
/** Marks of fields that are still to be filled in, which a node that was just added does not have. */
const ISSUES = '[data-test-id="parameter-issues"]';
/** What n8n offers to do with a workflow, and its reminders of credentials that only the reader can choose. */
const OFFERS = [
	'[data-test-id="canvas-wrapper"] > :not(:first-child)',
	...['canvas-controls', 'canvas-handle-plus-wrapper', 'node-issues'].map((id) => `[data-test-id="${id}"]`),
];

const MANUAL_TRIGGER: WorkflowNode = {
	name: 'When clicking ‘Execute workflow’',
	type: 'n8n-nodes-base.manualTrigger',
	typeVersion: 1,
	position: [0, 0],
	parameters: {},
};

selectors.setTestIdAttribute('data-test-id');

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
		{ url, theme, shotsFolder }: EditorOptions,
	): Promise<Editor> {
		const context = await browser.newContext({
			baseURL: url,
			viewport: WINDOW,
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

	/** The nodes on the canvas, without its sticky notes. */
	get nodes(): Locator {
		return this.page.locator('[data-test-id="canvas-node"][data-node-name]');
	}

	get stickyNotes(): Locator {
		return this.page.getByTestId('sticky');
	}

	/** Opens the canvas of a new workflow in which a start by hand leads through the nodes. */
	async openWorkflow(nodes: WorkflowNode[], window = WINDOW): Promise<void> {
		const isTrigger = nodes[0]?.type.endsWith('Trigger') ?? false;
		const all = isTrigger || nodes.length === 0 ? nodes : [MANUAL_TRIGGER, ...nodes];
		const links = all
			.slice(1)
			.map(({ name }, index) => [all[index].name, { main: [[{ node: name, type: 'main', index: 0 }]] }]);
		const { id } = await this.api.createWorkflow({
			name: 'Browser test',
			nodes: all.map((node, index) => ({ ...node, position: [220 * index, 0] })),
			connections: Object.fromEntries(links) as Record<string, unknown>,
			settings: { timezone: 'Europe/London' },
		});
		await this.openSaved(id, window);
	}

	/** Opens the canvas of a workflow that n8n has already. */
	async openSaved(id: string, window = WINDOW): Promise<void> {
		await this.goTo(`/workflow/${id}`, window);
	}

	/** Imports a workflow's file into a new workflow by way of the menu, as a person does. */
	async importFile(file: string): Promise<void> {
		await this.goTo('/workflow/new', WINDOW);
		await this.page.getByTestId('workflow-menu').click();
		await this.page.getByTestId('workflow-menu-item-import').hover();
		const [chooser] = await Promise.all([
			this.page.waitForEvent('filechooser'),
			this.page.getByTestId('workflow-menu-item-import-from-file').click(),
		]);
		await chooser.setFiles(file);
	}

	/** Opens the panel of a node on the canvas. */
	async openNode(name: string): Promise<Locator> {
		await this.page.locator(`[data-test-id="canvas-node"][data-node-name="${name}"]`).dblclick();
		await this.panel.waitFor();
		return this.panel;
	}

	/** Opens the panel of a node in a workflow of its own. */
	async openAlone(node: WorkflowNode, window = WINDOW): Promise<Locator> {
		await this.openWorkflow([node], window);
		return await this.openNode(node.name);
	}

	field(name: string): Locator {
		return this.panel.getByTestId(`parameter-input-${name}`);
	}

	/** Runs the node whose panel is open. */
	async execute(): Promise<void> {
		const button = this.panel.getByTestId('node-execute-button');
		await Promise.all([
			this.page.waitForResponse((response) => /\/rest\/workflows\/[^/]+\/run/.test(response.url())),
			button.click(),
		]);
		// The button shows its text until the run begins, and again when it has ended. A value that reached the node
		// after the run began makes its output stale at once.
		await this.output
			.locator('[data-test-id^="node-run-status"], [data-test-id="node-run-info-stale"]')
			.first()
			.waitFor();
		await button.getByText(/Execute step|Fetch Test Event/).waitFor();
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

	/** Opens the list of a resource locator, and reads its choices when they are there. */
	async locatorChoices(name: string, shot?: string): Promise<string[]> {
		await this.locator(name).getByTestId('rlc-input').click();
		const items = this.page.getByTestId('rlc-item');
		await items.first().waitFor();
		const texts = await items.allInnerTexts();
		if (shot) await this.shoot(shot);
		return texts.map((text) => text.trim().replace(/\s+/g, ' '));
	}

	/** Chooses from the list of a resource locator that is open. */
	async pickFromLocator(choice: string): Promise<void> {
		await this.page.getByTestId('rlc-item').getByText(choice, { exact: true }).click();
	}

	/** A resource locator's field. */
	locator(name: string): Locator {
		return this.panel.getByTestId(`resource-locator-${name}`);
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

	/** Shows the output in one of n8n's views. n8n keeps the choice. */
	async viewOutput(view: View): Promise<void> {
		await this.output.getByTestId(`radio-button-${view}`).click();
	}

	/** The table that came out, its header first. */
	async outputTable(): Promise<string[][]> {
		const lines = await this.output.locator('table tr').all();
		const cells = await Promise.all(lines.map(async (line) => await line.locator('th, td').allInnerTexts()));
		return cells.map((texts) => texts.map((text) => text.trim().replace(/\s+/g, ' ')));
	}

	/** Keeps a picture of a part of the page, of all of it by default. */
	async shoot(name: string, part?: Locator | Box, hidden: string[] = TRANSIENT): Promise<void> {
		// What the mouse rests on lights up.
		await this.page.mouse.move(0, 0);
		const options = {
			path: join(this.shotsFolder, `${name}.png`),
			animations: 'disabled',
			caret: 'hide',
			style: `${hidden.join(', ')} { display: none !important; }`,
		} as const;
		if (part && 'screenshot' in part) await part.screenshot(options);
		else await this.page.screenshot({ ...options, clip: part });
	}

	/** Keeps a picture of the open node's fields, as far down as they or an open list of locks go. */
	async shootFields(name: string): Promise<void> {
		await this.shoot(name, await this.fieldsBox(), [...TRANSIENT, ISSUES]);
	}

	/** Keeps a picture of what the open node put out, as far down as it goes and a picture should. */
	async shootOutput(name: string): Promise<void> {
		await this.shoot(name, await this.outputBox());
	}

	/** Keeps a picture of the open node's fields beside what it put out. */
	async shootStep(name: string): Promise<void> {
		await this.shoot(name, around([await this.fieldsBox(), await this.outputBox()]));
	}

	/** Keeps a picture of the open workflow: all of its canvas, and nothing of the editor around it. */
	async shootCanvas(name: string): Promise<void> {
		await this.page.setViewportSize(CANVAS_WINDOW);
		await this.page.getByTestId('zoom-to-fit').click();
		await this.untilCanvasRests();
		// What was imported is still selected.
		await this.page.locator('.vue-flow__pane').click({ position: { x: 8, y: 8 } });
		const labels = '.vue-flow__node [class*="_description_"]';
		const boxes = await boxesOf(this.page.locator(`.vue-flow__node, ${labels}`));
		await this.shoot(name, around(boxes, CANVAS_MARGIN), [...TRANSIENT, ...OFFERS]);
	}

	private async fieldsBox(): Promise<Box> {
		await this.form.getByText('Loading options...').first().waitFor({ state: 'hidden' });
		const [form] = await boxesOf(this.form);
		const list = this.page.getByTestId('rlc-item').first().locator('..');
		const fields = around(await boxesOf(this.form.locator('.parameter-input-list-wrapper').or(list)));
		return { ...form, height: bottomOf(fields) + STEP_MARGIN - form.y };
	}

	private async outputBox(): Promise<Box> {
		const [output] = await boxesOf(this.output);
		const shown = 'table, .vue-recycle-scroller__item-view, .vjs-tree-node';
		const data = around(await boxesOf(this.output.locator(shown)));
		return { ...output, height: Math.min(bottomOf(data), OUTPUT_ENDS_AT) + STEP_MARGIN - output.y };
	}

	/** n8n glides to where it was told to go. */
	private async untilCanvasRests(): Promise<void> {
		const place = async () => await this.page.locator('.vue-flow__transformationpane').getAttribute('style');
		let before: string | null;
		do {
			before = await place();
			await sleep(250);
		} while ((await place()) !== before);
	}

	private async goTo(path: string, window: Size): Promise<void> {
		await this.page.setViewportSize(window);
		await this.page.goto(path);
		await this.page.getByTestId('node-creator-plus-button').waitFor({ timeout: OPENS_WITHIN_MS });
	}
}

/** Where the elements are, as far as they are shown. */
async function boxesOf(elements: Locator): Promise<Box[]> {
	const boxes = await Promise.all((await elements.all()).map(async (element) => await element.boundingBox()));
	return boxes.filter((box) => box !== null);
}

const bottomOf = ({ y, height }: Box): number => y + height;

function around(boxes: Box[], margin = 0): Box {
	const x = Math.min(...boxes.map((box) => box.x)) - margin;
	const y = Math.min(...boxes.map((box) => box.y)) - margin;
	const right = Math.max(...boxes.map((box) => box.x + box.width)) + margin;
	const bottom = Math.max(...boxes.map(bottomOf)) + margin;
	return { x, y, width: right - x, height: bottom - y };
}
