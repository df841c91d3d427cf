import assert from 'node:assert/strict';
import { join } from 'node:path';

import { examplesFolder } from '../../../playground/folders.mts';
import { listTemplates, readTemplate } from '../../../playground/workflows.mts';
import { eventually, LIGHT, type Check, type Surroundings } from '../check.mts';

const STICKY_NOTE = 'n8n-nodes-base.stickyNote';

/** Every template, imported as it is, and kept as a picture. */
export const examplesChecks: Check[] = (await listTemplates()).map((template, index) => ({
	isLike: index > 0,
	name: `examples/${template}.json can be imported, and n8n knows all of its nodes`,
	themes: LIGHT,
	run: async (surroundings: Surroundings) => await importExample(surroundings, template),
}));

async function importExample({ editor }: Surroundings, template: string): Promise<void> {
	const { name, nodes } = await readTemplate(template);
	const notes = nodes.filter(({ type }) => type === STICKY_NOTE);
	const steps = nodes.filter(({ type }) => type !== STICKY_NOTE);
	await editor.importFile(join(examplesFolder, `${template}.json`));
	await eventually(async () => {
		const shown = await editor.nodes.evaluateAll((elements) =>
			elements.map((element) => element.getAttribute('data-node-name')),
		);
		assert.deepEqual(shown.sort(), steps.map((step) => step.name).sort());
	});
	assert.equal(await editor.stickyNotes.count(), notes.length);
	assert.equal(await editor.page.getByTestId('workflow-name-input').innerText(), name);
	await eventually(async () => {
		const unknown = editor.nodes.filter({ has: editor.page.locator('.n8n-node-icon', { hasText: '?' }) });
		assert.deepEqual(await unknown.allInnerTexts(), [], 'n8n knows the type and version of each node');
	});
	const overfull = await editor.stickyNotes.evaluateAll((elements) =>
		elements
			.filter((note) => {
				const { bottom } = note.getBoundingClientRect();
				return [...note.querySelectorAll('p, li')].some(
					(part) => part.getBoundingClientRect().bottom > bottom,
				);
			})
			.map((note) => note.textContent),
	);
	assert.deepEqual(overfull, [], 'each sticky note has room for its text');
	await editor.shootCanvas(`docs/examples/${template}`);
}
