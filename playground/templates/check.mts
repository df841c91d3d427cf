import { isDeepStrictEqual } from 'node:util';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RunningN8n } from '../n8n.mts';
import type { Workflow } from '../n8nApi.mts';
import { listTemplates, readTemplate } from '../workflows.mts';
import { checkCanvas } from './canvas.mts';
import { checkNode } from './nodes.mts';

/** n8n's column for the ids of workflows is no wider, and its own have nothing but letters and digits. */
const ID = /^[A-Za-z0-9]{1,36}$/;

/**
 * What is wrong with the files of examples/ as they are, before anything is fitted in. The running n8n knows the types of their
 * nodes, and its command line must be able to import them.
 *
 * @param played the templates that have an example.
 */
export async function checkTemplates(n8n: RunningN8n, played: readonly string[]): Promise<string[]> {
	const names = await listTemplates();
	const types = await n8n.api.listNodeTypes();
	const templates = new Map<string, Workflow>();
	for (const name of names) templates.set(name, await readTemplate(name));

	const problems = [...templates].flatMap(([name, template]) =>
		[
			...checkFile(template),
			...template.nodes.flatMap((node) => checkNode(node, types)),
			...checkCanvas(template),
		].map((problem) => `examples/${name}.json: ${problem}`),
	);
	return [
		...names.filter((name) => !played.includes(name)).map((name) => `examples/${name}.json has no example`),
		...played.filter((name) => !names.includes(name)).map((name) => `There is no examples/${name}.json`),
		...repeated([...templates.values()].map(({ id }) => id)).map(
			(id) => `Several templates have the id '${id}'`,
		),
		...problems,
		...(problems.length === 0 ? await importAll(n8n, [...templates.values()]) : []),
	];
}

/** What must not leave the n8n that a template was made in, and what one must have to be imported. */
function checkFile({ id, nodes, pinData, staticData, meta }: Workflow): string[] {
	return [
		...(ID.test(id ?? '') ? [] : [`The id '${id}' is not made of 1 to 36 letters and digits`]),
		...(Object.keys(pinData ?? {}).length > 0 ? ['It has pinned data'] : []),
		...(staticData ? ['It has static data'] : []),
		...(meta?.instanceId ? ['It names the n8n that it was made in'] : []),
		...nodes
			.filter(({ credentials }) => credentials !== undefined)
			.map(({ name }) => `'${name}' names a credential`),
		...repeated(nodes.map(({ name }) => name)).map((name) => `Several nodes are named '${name}'`),
	];
}

/** One command imports all of them, as a file each would, since it takes seconds to start. */
async function importAll({ api, runCommand }: RunningN8n, templates: Workflow[]): Promise<string[]> {
	const folder = await mkdtemp(join(tmpdir(), 'codelocks-templates-'));
	try {
		const file = join(folder, 'templates.json');
		await writeFile(file, JSON.stringify(templates));
		await runCommand('import:workflow', `--input=${file}`);
	} finally {
		await rm(folder, { recursive: true, force: true });
	}
	const imported = await Promise.all(templates.map(async ({ id }) => await api.findWorkflow(id!)));
	const content = (workflow: Workflow | undefined) => [
		workflow?.name,
		workflow?.nodes,
		workflow?.connections,
	];
	return templates
		.filter((template, index) => !isDeepStrictEqual(content(imported[index]), content(template)))
		.map(({ name }) => `'${name}' is not the same after an import by n8n's command line`);
}

function repeated<T>(values: T[]): T[] {
	return values.filter((value, index) => values.indexOf(value) < index);
}
