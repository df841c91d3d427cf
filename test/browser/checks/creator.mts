import assert from 'node:assert/strict';

import type { Locator } from 'playwright-core';

import {
	BOTH,
	eventually,
	LIGHT,
	operationsByResource,
	texts,
	typeCalled,
	type Check,
	type Surroundings,
} from '../check.mts';
import type { Editor } from '../editor.mts';
import { codelocks, KIT_LOCK_CODE } from '../nodes.mts';

/** How the nodes are found, and how they look in n8n. */
export const creatorChecks: Check[] = [
	{ name: 'the node creator finds the node by what people look for', themes: LIGHT, run: searchNode },
	{ name: 'the node creator lists every action and the trigger', themes: BOTH, run: addFromCreator },
	{ name: 'icons are those of the theme, on the canvas and in the panel', themes: BOTH, run: showIcons },
];

async function openCreator({ page }: Editor, search: string): Promise<Locator> {
	await page.getByTestId('node-creator-plus-button').click();
	await page.getByTestId('node-creator-search-bar').fill(search);
	return page.getByTestId('item-iterator-item');
}

async function searchNode(surroundings: Surroundings): Promise<void> {
	const { editor } = surroundings;
	for (const search of ['codelocks', 'door code', 'netcode', 'smart lock', 'keypad', 'pin code', 'airbnb']) {
		await editor.openWorkflow([]);
		const entries = await openCreator(editor, search);
		await eventually(async () => assert.match((await texts(entries))[0] ?? '', /^Codelocks\b/, search));
	}
	// n8n shows one entry for both nodes, with the trigger's description.
	const entry = editor.page.getByTestId('item-iterator-item').first();
	assert.ok((await entry.innerText()).includes(typeCalled(surroundings, 'codelocksTrigger').description));
	await editor.shoot('creator-search', editor.page.getByTestId('node-creator'));
}

async function addFromCreator(surroundings: Surroundings): Promise<void> {
	const { editor } = surroundings;
	await editor.openWorkflow([codelocks(surroundings, {})], { width: 1440, height: 1300 });
	const entry = (await openCreator(editor, 'codelocks')).first();
	await eventually(async () => assert.match(await entry.innerText(), /^Codelocks/));
	await entry.click();
	const creator = editor.page.getByTestId('node-creator');
	const operations = operationsByResource(surroundings).flatMap((resource) => resource.operations);
	const actions = operations.map(({ action }) => action!);
	assert.equal(actions.length, 18);
	await eventually(async () => {
		assert.deepEqual(
			(await texts(creator.getByTestId('node-creator-item-name'))).sort(),
			[...actions].sort(),
		);
	});
	await editor.shoot('creator-actions', creator);
	await creator.getByText('Triggers (1)').click();
	await creator.getByText('On new Codelocks event').waitFor();

	const { action } = operations.find(({ value }) => value === 'suspend')!;
	await creator.getByText(action!, { exact: true }).click();
	await editor.panel.waitFor();
	await eventually(async () => {
		assert.equal(await editor.field('resource').locator('input').inputValue(), 'K3 Client');
		assert.equal(await editor.field('operation').locator('input').inputValue(), 'Suspend');
	});
}

async function showIcons(surroundings: Surroundings): Promise<void> {
	const { editor, theme } = surroundings;
	await editor.openWorkflow([codelocks(surroundings, KIT_LOCK_CODE)]);
	const file = theme === 'dark' ? 'codelocks.dark.svg' : 'codelocks.svg';
	const shownIn = async (place: Locator) =>
		await place
			.locator('img[src*="codelocks"]')
			.first()
			.evaluate((element) => {
				const { src, naturalWidth } = element as unknown as { src: string; naturalWidth: number };
				return { file: src.split('/').at(-1), isDrawn: naturalWidth > 0 };
			});
	const node = editor.page.locator('[data-test-id="canvas-node"][data-node-name="Codelocks"]');
	await eventually(async () => assert.deepEqual(await shownIn(node), { file, isDrawn: true }));
	await editor.shoot('canvas-node', node);
	await editor.openNode('Codelocks');
	await eventually(async () => assert.deepEqual(await shownIn(editor.panel), { file, isDrawn: true }));
	await editor.shoot('panel');
}
