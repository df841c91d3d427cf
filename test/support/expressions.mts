import { join } from 'node:path';
import { inspect } from 'node:util';
import * as fc from 'fast-check';
import { DateTime } from 'luxon';
import type { ExecuteContext } from 'n8n-core';
import type {
	IDataObject,
	IExecuteFunctions,
	INode,
	INodeType,
	IRunExecutionData,
	IWorkflowExecuteAdditionalData,
	Workflow,
} from 'n8n-workflow';

import type { rowReader } from '../../nodes/Codelocks/execution/parameters.ts';

/** `require` of the process that asks: jest has its own, so that it can bring another n8n. */
export type Load = (name: string) => unknown;

/** The fields of a node, by name. */
export type Fields = Record<string, unknown>;

export type Row = IDataObject;

/** Texts that a bar divides; ↵ is a new line. */
const listed = (texts: string) => texts.split('¦').map((text) => text.trim().replaceAll('↵', '\n'));

/** Values of all kinds, so that methods meet what they do not expect. */
const VALUE = fc.oneof(
	{ weight: 3, arbitrary: fc.constantFrom<unknown>('Room 1', ' 012345 ', "it's", 'a-b-a', '2026-12-01', 3) },
	fc.constantFrom<unknown>('', '={{ 1 }}', 0, -1.5, 46357.5, true, false, null, undefined),
	fc.string({ unit: 'binary', maxLength: 3 }),
);

const LIST = fc.array(VALUE, { maxLength: 3 });

const ROW = fc.record(
	{
		name: VALUE,
		start: fc.constantFrom<unknown>('2026-12-01T16:00:00', '2026-12-01T16:00:00.000Z', 'soon', 46357, null),
		guest: fc.oneof(
			fc.record({ name: VALUE, 'first name': VALUE, list: LIST }, { noNullPrototype: true }),
			VALUE,
		),
		list: fc.oneof({ weight: 3, arbitrary: LIST }, VALUE),
		at: fc.constantFrom<unknown>(new Date('2026-12-01T16:00:00Z'), { ts: 1 }),
		toString: VALUE,
		length: VALUE,
	},
	{ requiredKeys: ['name', 'list'], noNullPrototype: true },
) as fc.Arbitrary<Row>;

const COLUMNS = listed(
	`$json.name ¦ $json.list ¦ $json["name"] ¦ $json['list'] ¦ $json.list[0] ¦ $json.guest.name ¦ $json.start ¦
	$input.item.json.name ¦ $input.item.json.list ¦ $('Start').item.json.name ¦ $node["Start"].json.list`,
);

const OTHERS = listed(
	`$json.guest["first name"] ¦ $json ¦ $json.guest.list[0] ¦ $json.list.length ¦ $json.missing ¦ $json.missing.name ¦
	$json.toString ¦ $json.prototype ¦ $json.length ¦ $json.at ¦ 'text' ¦ "it's" ¦ 'a\\'b' ¦ '' ¦ '.first(' ¦ 1 ¦ 2.5 ¦
	08 ¦ true ¦ null ¦ undefined ¦ $itemIndex ¦ $('None').item.json.name ¦ DateTime ¦ $parameter.fixed ¦
	this.$json.name ¦ [] ¦ {} ¦ nothing ¦ ¦ $json.constructor ¦ $vars.x`,
);

/** What reads but changes nothing, so that it can be evaluated together. E is an expression. */
const READS = listed(
	`(E) ¦ [E, E] ¦ E.trim() ¦ E.toUpperCase() ¦ E + E ¦ E - 1 ¦ E * 2 ¦ E % 2 ¦ -E ¦ !E ¦ E === E ¦ E ? E : E ¦ E ?? E ¦
	E || E ¦ E && E ¦ E.split('a').join('-') ¦ E.replace('a', E) ¦ E.slice(0, 2) ¦ E.concat(E) ¦ E.at(0) ¦ E.join() ¦
	E.padStart(8, "0") ¦ E.toString() ¦ E.includes(E) ¦ E.toFixed(1) ¦ Math.max(E, 1) ¦ Math.round(E) ¦ E.length ¦
	DateTime.fromISO(E) ¦ DateTime.fromISO(E).plus({ hours: 1 }) ¦ E.toDateTime().toISO() ¦ E.toFormat('yyyy') ¦
	E.plus({ days: 1 }) ¦ E.plus(1, "hour") ¦ E.set({ hour: 15 }) ¦ E.startOf('day') ¦ E.setZone('Asia/Tokyo') ¦
	E.format('yyyy') ¦ $now.toFormat('yyyy') ¦ E.toMillis()`,
);

/** What changes something, is no JavaScript, or is read in another way beside other code. */
const ODD = listed(
	`{ a: E } ¦ ({ a: E }).a ¦ E, E ¦ E?.trim() ¦ E?.name ¦ E?.[0] ¦ E?.at(0)?.length ¦ E / 2 ¦ E.replace(/a/g, E) ¦
	E.isEmpty() ¦ E.first() ¦ E.last() ¦ E . first ( ) ¦ E.list?.map((i) => i?.a) ¦ E.map((i) => i + 1) ¦ E.sort() ¦
	E.reverse() ¦ E.push(E) ¦ E.splice(0, 1) ¦ $json.name = E ¦ $json.list = E ¦ $json.list[0] = E ¦ delete $json.name ¦
	$input.item.json.name = E ¦ ++$json.length ¦ $json.name += E ¦ E-- ¦ E + + E ¦ E /* trim */ ¦ E // trim ¦
	/* ( */ E ¦ E; ¦ E; E ¦ typeof E ¦ void E ¦ new Date(E, 1) ¦ \`t\${E}\` ¦ \`t\` ¦ $if(E, E, E) ¦ E), (E ¦ E], [E ¦ E) ¦
	(E ¦ E } ¦ { E ¦ E↵E ¦ E↵ ¦ E.trim ¦ E(1) ¦ (E)(1) ¦ E.constructor ¦ E["constructor"] ¦ E.__proto__ ¦ E[E] ¦
	throw E ¦ let x = E ¦ x: E ¦ function () {} ¦ ...E ¦ $evaluateExpression('{{ $json.name }}') ¦ E <!-- E ¦ E --> E ¦
	E => E ¦ E?.trim()?.length ?? E ¦ E.isNotEmpty()`,
);

const TEXTS = listed(
	`at {{ E }} ¦ {{ E }} {{ E }} ¦ {{ E }}{{ E }} ¦ {{E}} ¦ {{ E }}. ¦ {{ E ¦ E }} ¦ {{{ E }}} ¦ \\{{ E }} ¦ \\\\{{ E }} ¦
	a { b {{ E }} ¦ {{ {{ E }} }} ¦ {{ E }} }} ¦ x.constructor {{ E }} ¦ ¦ plain ¦ {{ }} ¦ {{ E }}↵`,
);

/** Puts expressions into the places of a pattern. */
const into = (pattern: string, expressions: string[]) => {
	let at = 0;
	return pattern.replaceAll(/\bE\b/g, () => expressions[at++] ?? '1');
};

const wrapped = (patterns: string[], inner: fc.Arbitrary<string>) =>
	fc
		.tuple(fc.constantFrom(...patterns), fc.array(inner, { minLength: 3, maxLength: 3 }))
		.map(([pattern, expressions]) => into(pattern, expressions));

const COLUMN = fc.constantFrom(...COLUMNS);
const ATOM = fc.oneof(COLUMN, fc.constantFrom(...OTHERS));
const READ = wrapped(READS, COLUMN);

/** JavaScript of which much is what people write, and much is not. */
const CODE = fc.oneof(
	{ weight: 4, arbitrary: READ },
	{ weight: 2, arbitrary: wrapped(ODD, COLUMN) },
	{ weight: 1, arbitrary: ATOM },
	{
		weight: 2,
		arbitrary: wrapped([...READS, ...ODD], fc.oneof(ATOM, READ, wrapped([...READS, ...ODD], ATOM))),
	},
);

const EXPRESSION = fc.oneof(
	{ weight: 4, arbitrary: CODE.map((code) => `={{ ${code} }}`) },
	{ weight: 1, arbitrary: wrapped(TEXTS, CODE).map((text) => `=${text}`) },
);

const FIELD = fc.oneof(
	{ weight: 8, arbitrary: EXPRESSION },
	{ weight: 1, arbitrary: EXPRESSION.map((value) => ({ __rl: true, mode: 'name', value, cached: 'x' })) },
	{
		weight: 1,
		arbitrary: fc.array(EXPRESSION, { maxLength: 2 }).map((from) => ({ period: [{ from }], on: true })),
	},
	{ weight: 1, arbitrary: fc.constantFrom<unknown>('fixed', 3, false, null, {}, ['a']) },
);

/**
 * Has fast-check look for fields and rows that `rowReader` reads in another way than n8n's getNodeParameter.
 *
 * @throws the smallest such fields and rows.
 */
export async function checkRowReader(
	load: Load,
	parameters: fc.Parameters<[unknown[], Row[]]>,
): Promise<void> {
	const read = rowReaderOf(load);
	const workflow = workflowOf(load);
	// Not every n8n has isolates.
	await (workflow.expression as Partial<typeof workflow.expression>).acquireIsolate?.();
	const rows = fc.array(ROW, { minLength: 1, maxLength: 4 });
	const fields = fc.array(FIELD, { minLength: 1, maxLength: 6 });
	const property = fc.property(fields, rows, (values, input) => {
		const named = Object.fromEntries([
			['fixed', 'x'],
			...values.map((value, at) => [`field${at}`, value]),
		]) as Fields;
		// An expression can change its row for all fields after it.
		const context = contextOf(load, workflow, named, structuredClone(input));
		const reader = read(contextOf(load, workflow, named, structuredClone(input)));
		for (const row of input.keys()) {
			const readField = reader(row);
			for (const name of [...Object.keys(named), 'none']) {
				const wanted = outcomeOf(() => context.getNodeParameter(name, row, 'fallback'));
				const found = outcomeOf(() => readField(name, 'fallback'));
				if (wanted !== found)
					throw new Error(`${name} of row ${row}: n8n gives ${wanted}, rowReader ${found}`);
			}
		}
	});
	try {
		fc.assert(property, { ...parameters, includeErrorInReport: true });
	} finally {
		await (workflow.expression as Partial<typeof workflow.expression>).releaseIsolate?.();
	}
}

/** The built package's `rowReader`. */
export function rowReaderOf(load: Load): typeof rowReader {
	const built = load(join(import.meta.dirname, '../../dist/nodes/Codelocks/execution/parameters.js'));
	return (built as { rowReader: typeof rowReader }).rowReader;
}

/** A value or an error as text that tells all kinds apart. */
export function outcomeOf(read: () => unknown): string {
	try {
		const value = read();
		if (!DateTime.isDateTime(value)) return inspect(value, { depth: null });
		return `DateTime ${value.isValid ? `${value.toISO()} ${value.zoneName}` : value.invalidReason}`;
	} catch (error) {
		// Not by class: jest's errors are none of the engine's own.
		const { name, message } = error as Error;
		return `${name}: ${message}`;
	}
}

/** A workflow of a start, and of a node whose fields are read. */
export function workflowOf(load: Load): Workflow {
	const { Workflow: Made } = load('n8n-workflow') as { Workflow: typeof Workflow };
	const type = {
		description: { properties: [], inputs: ['main'], outputs: ['main'] },
	} as unknown as INodeType;
	const node = (name: string): INode => ({
		...{ id: name, name, type: 'test.node', typeVersion: 1, position: [0, 0], parameters: {} },
	});
	const nodeTypes = { getByName: () => type, getByNameAndVersion: () => type, getKnownTypes: () => ({}) };
	return new Made({
		...{ id: 'test', active: false, nodes: [node('Start'), node('Reader')], nodeTypes },
		connections: { Start: { main: [[{ node: 'Reader', type: 'main', index: 0 }]] } },
		settings: { timezone: 'Europe/London' },
	});
}

/** What n8n gives a node that it runs, as far as expressions reach. */
export function contextOf(load: Load, workflow: Workflow, fields: Fields, rows: Row[]): IExecuteFunctions {
	const core = load('n8n-core') as { ExecuteContext: typeof ExecuteContext };
	const { createEmptyRunExecutionData } = load('n8n-workflow') as {
		createEmptyRunExecutionData: () => IRunExecutionData;
	};
	const node = workflow.getNode('Reader')!;
	// Set afterwards, since n8n drops fields that a node's description lacks.
	node.parameters = fields as INode['parameters'];
	const items = rows.map((json, item) => ({ json, pairedItem: { item } }));
	const data = { main: [items] };
	const run = createEmptyRunExecutionData();
	run.resultData.runData.Start = [{ startTime: 0, executionTime: 0, executionIndex: 0, source: [], data }];
	const additional = { variables: {}, executionId: '1' } as unknown as IWorkflowExecuteAdditionalData;
	const execution = { node, data, source: { main: [{ previousNode: 'Start' }] } };
	return new core.ExecuteContext(workflow, node, additional, 'manual', run, 0, items, data, execution, []);
}
