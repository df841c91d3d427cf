import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { nodeType } from './support/engine.mts';
import { useSandbox } from './support/sandbox.mts';
import { pollSaved, type SavedTrigger, triggersToSave } from './support/savedTrigger.mts';
import { callText, matters, runSaved, type SavedWorkflow, type Unsaved } from './support/savedWorkflow.mts';
import { templateWorkflows } from './support/templatesToSave.mts';
import { operationWorkflows, unusedIn } from './support/workflowsToSave.mts';

/*
 * Workflows as users saved them with each published version, run unchanged. A failure here is a workflow that an update
 * breaks: change the code, not the file. `SAVE_WORKFLOWS=0.2.0 npx jest test/savedWorkflows` saves those of a new
 * version into a folder of their own.
 */
const FOLDER = join(__dirname, 'saved');
const VERSION = process.env.SAVE_WORKFLOWS;

const sandbox = useSandbox({ now: () => Date.UTC(2026, 10, 27, 12) });

type Ran = Pick<SavedWorkflow, 'expected' | 'calls'>;

async function run(saved: Unsaved): Promise<Ran> {
	sandbox.control.reset();
	// A new key each time: what the package remembers is kept by key.
	const credentials = sandbox.credentials({ apiKey: sandbox.newApiKey() });
	const expected = await runSaved(saved as SavedWorkflow, credentials);
	return { expected, calls: sandbox.calls().map(callText).sort() };
}

const read = <T,>(version: string, file: string): T =>
	JSON.parse(readFileSync(join(FOLDER, version, file), 'utf8')) as T;

const FILES = ['operations.json', 'templates.json'];

const versions = VERSION ? [] : readdirSync(FOLDER);

for (const version of versions)
	describe(`saved with ${version}`, () => {
		const workflows = FILES.flatMap((file) => read<SavedWorkflow[]>(version, file));

		test.each(workflows.map((saved) => [saved.name, saved] as const))('%s', async (_name, saved) => {
			const { expected, calls } = await run(saved);
			for (const [name, { defaults, outputs }] of Object.entries(saved.expected)) {
				// Fields that are added do no harm.
				expect(expected[name].defaults).toMatchObject(defaults);
				expect(expected[name].outputs).toMatchObject(anyWhereMarked(outputs) as object[]);
			}
			expect(calls.filter(matters)).toEqual(saved.calls.filter(matters).map(anyWhereMarked));
			expect(calls.length).toBeLessThanOrEqual(saved.calls.length);
		});

		const triggers = read<SavedTrigger[]>(version, 'triggers.json');

		test.each(triggers.map((saved) => [saved.name, saved] as const))('trigger: %s', async (_name, saved) => {
			const [first, second] = await pollSaved(saved, sandbox);
			expect(first).toHaveLength(saved.expected.length);
			expect(first).toMatchObject(saved.expected);
			expect(second).toEqual([]);
		});
	});

if (VERSION)
	test('saves the workflows of this version', async () => {
		const folder = join(FOLDER, VERSION);
		const operations = await operationWorkflows();
		expect(unusedIn(operations, (await nodeType()).description)).toEqual([]);
		const files = {
			'operations.json': await withResults(operations),
			'templates.json': await withResults(templateWorkflows(join(__dirname, '../examples'))),
			'triggers.json': await triggersToSave(sandbox),
		};
		// Fails where the folder exists: what was published is not saved again.
		mkdirSync(folder);
		for (const [file, content] of Object.entries(files)) {
			writeFileSync(join(folder, file), `[\n${content.map((each) => JSON.stringify(each)).join(',\n')}\n]\n`);
		}
	});

async function withResults(workflows: Unsaved[]): Promise<SavedWorkflow[]> {
	const saved: SavedWorkflow[] = [];
	for (const workflow of workflows) {
		const [one, other] = [await run(workflow), await run(workflow)];
		saved.push({ ...workflow, ...(marked(one, other) as Ran) });
	}
	return saved;
}

const VARIES = '<varies>';

/** The one, with a mark in place of every value that is another in the other. */
function marked(one: unknown, other: unknown): unknown {
	if (JSON.stringify(one) === JSON.stringify(other)) return one;
	if (Array.isArray(one) && Array.isArray(other) && one.length === other.length) {
		return one.map((value, index) => marked(value, other[index]));
	}
	if (isObject(one) && isObject(other)) {
		return Object.fromEntries(Object.entries(one).map(([name, value]) => [name, marked(value, other[name])]));
	}
	return VARIES;
}

/** The expected value, which may be anything that is not empty where it is marked. */
function anyWhereMarked(value: unknown): unknown {
	if (value === VARIES || value === '<text>') return expect.stringMatching(/./);
	if (Array.isArray(value)) return value.map(anyWhereMarked);
	if (!isObject(value)) return value;
	return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, anyWhereMarked(inner)]));
}

function isObject(value: unknown): value is Record<string, unknown> {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}
