import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { DateTime } from 'luxon';
import type { INodeParameters } from 'n8n-workflow';

import { nodeBinary } from '../playground/folders.mts';
import { HOTEL_ACCESS_KEY } from '../sandbox/seed.mts';
import { runNode } from './support/engine.mts';
import {
	checkRowReader,
	contextOf,
	outcomeOf,
	rowReaderOf,
	workflowOf,
	type Fields,
	type Row,
} from './support/expressions.mts';
import { useSandbox } from './support/sandbox.mts';

const sandbox = useSandbox();

const FIXED: INodeParameters = {
	resource: 'netCode',
	operation: 'generateForKitLock',
	lockModel: 'KL1060',
	timecode: '202601150930',
	identifier: '012345',
	start: '2026-12-01 16:00',
	duration: 3,
	options: {},
};

/** Runs a field as a plain column, which is looked up directly, and as an expression that n8n must evaluate. */
async function bothWays(field: string, column: string, rows: Array<Record<string, unknown>>) {
	const results = [];
	for (const value of [`={{ ${column} }}`, `={{ [${column}][0] }}`]) {
		const { items, error } = await runNode(
			{
				parameters: { ...FIXED, [field]: value },
				credentials: sandbox.credentials({ accessKey: HOTEL_ACCESS_KEY }),
				onError: 'continueRegularOutput',
			},
			rows as Parameters<typeof runNode>[1],
		);
		results.push({ items, error });
	}
	return results;
}

describe('a field that is a plain column reads as n8n reads it', () => {
	test.each([
		['dotted', 'identifier', '$json.code', 'code', ['012345', 123456, '  012345 ', 0, '']],
		['double quotes', 'identifier', '$json["door code"]', 'door code', ['012345', 654321]],
		['single quotes', 'identifier', "$json['door code']", 'door code', ['012345', 654321]],
		['a start', 'start', '$json.from', 'from', ['2026-12-01 16:00', 46357.5, '01/07/2026', null]],
		['a duration', 'duration', '$json.length', 'length', [3, '3', 0, true, 'x']],
		['text that looks like an expression', 'identifier', '$json.code', 'code', ['={{ 1 + 1 }}']],
		['objects', 'start', '$json.from', 'from', [{ a: 1 }, ['2026-12-01 16:00']]],
	])('%s', async (_name, field, column, key, values) => {
		const rows = values.map((value) => ({ [key]: value }));
		const [direct, evaluated] = await bothWays(field, column, rows);
		expect(direct.items).toHaveLength(values.length);
		expect(direct).toEqual(evaluated);
	});

	// Databases and code give more than text and numbers, and what n8n makes of each is for n8n to say.
	test.each<[string, string, unknown]>([
		['a Date', 'start', new Date('2026-12-01T16:00:00Z')],
		['a DateTime', 'start', DateTime.fromISO('2026-12-01T16:00:00Z')],
		['an invalid DateTime', 'start', DateTime.fromISO('soon')],
		['null', 'identifier', null],
		['an object', 'identifier', { code: '012345' }],
		["a resource locator's value", 'duration', { __rl: true, mode: 'list', value: 3 }],
		['a list', 'duration', [3]],
		['a function', 'identifier', () => '012345'],
	])('what is neither text nor a number: %s', async (_name, field, value) => {
		const [direct, evaluated] = await bothWays(field, '$json.value', [{ value }, { value: 'x' }]);
		expect(direct.items).toHaveLength(2);
		expect(direct).toEqual(evaluated);
	});

	test('a column that a row lacks', async () => {
		const [direct, evaluated] = await bothWays('identifier', '$json.code', [
			{ code: '012345' },
			{ other: 1 },
		]);
		expect(direct.items[0].json).toHaveProperty('netCode');
		expect(direct.items[1].json).toHaveProperty('error', 'Identifier is empty; enter six digits');
		expect(direct).toEqual(evaluated);
	});
});

describe('whatever a field holds reads as n8n reads it', () => {
	test(
		'where n8n evaluates expressions by itself',
		async () => await checkRowReader(require, { numRuns: 80 }),
		60_000,
	);

	test('where it evaluates them in isolates', async () => {
		const script = join(__dirname, 'support', 'expressionsInIsolates.mts');
		expect((await promisify(execFile)(nodeBinary, [script, '30'])).stdout).toBe('same\n');
	}, 120_000);
});

/** An object of an earlier node, one of whose fields fails. */
class BrokenCode {
	get code(): string {
		throw new TypeError('No code');
	}
}

describe('how often n8n is asked', () => {
	const ROWS: Row[] = Array.from({ length: 10 }, (_, at) => ({
		name: ` Room ${at}`,
		start: '2026-12-01T16:00:00',
		guest: { names: ['Ada'], 'last name': 'L' },
		list: [2, 1],
	}));

	/** Reads all fields of ten rows; counts the fields that n8n resolved, and its evaluations of several fields at once. */
	function asked(fields: Fields, rows = ROWS) {
		const context = contextOf(require, workflowOf(require), fields, structuredClone(rows));
		const resolved = jest.spyOn(context, 'getNodeParameter');
		const together = jest.spyOn(context, 'evaluateExpression');
		const reader = rowReaderOf(require)(context);
		const values = rows.map((_, row) => {
			const read = reader(row);
			return Object.keys(fields).map((name) => {
				try {
					return read(name, '');
				} catch (error) {
					return error;
				}
			});
		});
		const alone = resolved.mock.calls.filter(([, , , options]) => !options);
		return { values, alone: alone.length, together: together.mock.calls.length };
	}

	test.each<[string, unknown, unknown]>([
		['a column', '={{ $json.name }}', ' Room 1'],
		['a column in a column', '={{ $json.guest["last name"] }}', 'L'],
		['an element of a list', '={{ $json.guest.names[0] }}', 'Ada'],
		['columns in a text', '=At {{ $json.start }}, {{$json.guest.names[0]}}', 'At 2026-12-01T16:00:00, Ada'],
		[
			'a locator',
			{ __rl: true, mode: 'name', value: '={{ $json.name }}' },
			{ __rl: true, mode: 'name', value: ' Room 1' },
		],
		[
			'a collection',
			{ zone: 'Europe/London', note: '={{ $json.list[1] }}' },
			{ zone: 'Europe/London', note: 1 },
		],
	])('never: %s', (_name, field, value) => {
		const { values, ...counts } = asked({ field });
		expect(counts).toEqual({ alone: 0, together: 0 });
		expect(values[1]).toEqual([value]);
	});

	test('for the first row each, then once a row: fields that compute something', () => {
		const { values, ...counts } = asked({
			name: '={{ $json.name.trim() }}',
			locator: { __rl: true, mode: 'name', value: "={{ $json.guest.names[0].toUpperCase() + '1' }}" },
			text: '={{ $json.name }} / {{ $json.list[0] * 2 }}',
			start: '={{ DateTime.fromISO($json.start).plus({ hours: 1 }).toISO() }}',
			date: '={{ $json.start.toDateTime().plus({ days: 1 }) }}',
		});
		expect(counts).toEqual({ alone: 5, together: 9 });
		expect(values[9].slice(0, 4)).toEqual([
			'Room 9',
			{ __rl: true, mode: 'name', value: 'ADA1' },
			' Room 9 / 4',
			'2026-12-01T17:00:00.000+00:00',
		]);
		expect(String(values[9][4])).toBe('2026-12-02T16:00:00.000+00:00');
	});

	test('once a row for code with a comma, of which the last part counts', () => {
		const fields = { field: '={{ 1, $json.name.trim() }}', other: '={{ $itemIndex + 1 }}' };
		const { values, ...counts } = asked(fields);
		expect(values[9]).toEqual(['Room 9', 10]);
		expect(counts).toEqual({ alone: 2, together: 9 });
	});

	test('again for a field that gives nothing, and for all fields of a row with a fault', () => {
		const rows = ROWS.map((row, at) => (at === 5 ? { ...row, name: null } : row));
		const fields = {
			name: '={{ $json.name.trim() }}',
			other: "={{ $json.other ?? 'x' }}",
			none: '={{ $json.no ?? null }}',
		};
		const { values, ...counts } = asked(fields, rows);
		expect(values.map(([name]) => name)).toEqual(rows.map((row) => (row.name as string | null)?.trim()));
		expect(values.every(([, other, none]) => other === 'x' && none === null)).toBe(true);
		// Three of the first row, three of the sixth, and 'none' of the eight others.
		expect(counts).toEqual({ alone: 14, together: 9 });
	});

	test.each([
		['assigns', '={{ $json.name = "x" }}'],
		['adds to a column', '={{ $json.name += "x" }}'],
		['takes from a column', '={{ $json.list[0] -= 1 }}'],
		['counts up', '={{ ++$json.list[0] }}'],
		['counts up afterwards', '={{ $json.list[0]++ }}'],
		['counts down', '={{ --$json.list[0] }}'],
		['deletes', '={{ delete $json.name }}'],
		['makes an object', '={{ new Date().getTime() }}'],
		['asks for a type', '={{ typeof $json.name }}'],
		['sorts', '={{ $json.list.sort().join() }}'],
		['turns a list round', '={{ $json.list.reverse().join() }}'],
		['adds to a list', '={{ $json.list.push(3) }}'],
		['adds at the beginning of a list', '={{ $json.list.unshift(3) }}'],
		['takes the end of a list', '={{ $json.list.pop() }}'],
		['takes the beginning of a list', '={{ $json.list.shift() }}'],
		['takes out of a list', '={{ $json.list.splice(0, 1).join() }}'],
		['fills a list', '={{ $json.list.fill(3).join() }}'],
		['copies within a list', '={{ $json.list.copyWithin(0, 1).join() }}'],
		['calls a method that it names in a text', "={{ $json.list['sort']().join() }}"],
		['calls what a parenthesis gives', '={{ ($json.list.sort)().join() }}'],
		['calls a method of its own', '={{ $json.list.first() }}'],
		['spreads a list', '={{ [...$json.list].join() }}'],
		['chains by ?.', '={{ $json.guest?.names }}'],
		['has a function', '={{ $json.list.map((one) => one + 1).join() }}'],
		['has a comment', '={{ $json.name /* trimmed */ }}'],
		['leaves its parentheses', '={{ 1), (2 }}'],
		['has two expressions', '={{ $json.name; $json.list }}'],
		['divides, as a regular expression and a comment begin', '={{ $json.list[0] / 2 }}'],
		['has two lines', "={{ $json.name +\n'1' }}"],
		['has a text of two lines', "={{ 'a\nb' + $json.name }}"],
		['is an object', '={{ { name: $json.name }.name }}'],
		['is nothing', '={{ }}'],
		['reads a constructor', "={{ $json.list['constructor'].name + 1 }}"],
		['has a template', '={{ `${ $json.name }` }}'],
		['stands beside braces', '={ {{ $json.name.trim() }} }'],
		['is not closed', '={{ $json.name.trim() }} {{ 1'],
		['begins twice', '={{ $json.name.trim() {{'],
		['ends twice', '=}} $json.name.trim() }}'],
		['has a backslash in a text', "={{ 'a\\\\b' + $json.name }}"],
		['has a backtick in a text', "={{ '`' + $json.name }}"],
		['needs the node', '={{ $parameter.none }}'],
		['asks an agent', "={{ $fromAI('name') }}"],
		['escapes', "={{ 'a\\'b' }}"],
	])('for every row: code that %s', (_name, field) => {
		const { together } = asked({ field, other: '={{ $itemIndex + 1 }}' });
		expect(together).toBe(0);
	});

	test.each<[string, unknown]>([
		['a text around null', '=At {{ $json.none ?? null }}!'],
		['a text around undefined', '=At {{ undefined }}!'],
		['a text around a date', '=On {{ $json.start.toDateTime() }}'],
		['a text around a list', '=Of {{ [$json.list[0], 1] }}'],
		['a text around what is no number', '=Is {{ $json.name * 2 }}'],
		['a text around infinity', '=Is {{ Math.max() }}'],
		['a text around false', '=Is {{ $json.name === 1 }}'],
		['a list', '={{ [$json.list[0], null] }}'],
		['a list with a date', '={{ [$json.start.toDateTime()] }}'],
		['null', '={{ $json.none ?? null }}'],
		['undefined', '={{ $json.none }}'],
		['what is no number', '={{ $json.name * 2 }}'],
		['a method', '={{ $json.name.trim }}'],
		['a collection with null', { note: '={{ $json.none ?? null }}' }],
		['a collection with a date in a list', { note: '={{ [$json.start.toDateTime()] }}' }],
		['a text around a column that is null', '=At {{ $json.nothing }}!'],
		['a text around a column that is no number', '=At {{ $json.noNumber }}!'],
		['a text around a column that is infinite', '=At {{ $json.endless }}!'],
		['a text around a column that is true', '=At {{ $json.yes }}!'],
		['a text around a column with a list', '=At {{ $json.list }}!'],
		['a column that is no number', '={{ $json.noNumber }}'],
		['a column with a list', '={{ $json.list }}'],
		['a field that an object computes', '={{ $json.date.year }}'],
		['a field that an object cannot compute', '={{ $json.broken.code }}'],
		['a field whose number begins with 0', '={{ $json.numbered[01] }}'],
		['a column of a missing one', '={{ $json.none.name }}'],
	])('as often as n8n has to say: %s', (_name, field) => {
		const date = DateTime.fromISO('2026-12-01T16:00:00');
		const broken = new BrokenCode();
		const numbered = { '01': 'by its text', 1: 'by its number' };
		const more = { broken, numbered, nothing: null, noNumber: NaN, endless: Infinity, yes: true, date };
		const rows = ROWS.slice(0, 3).map((row) => ({ ...row, ...more })) as unknown as Row[];
		const fields = { field, other: '={{ $itemIndex + 1 }}', last: '={{ $json.name.trim() }}' };
		const reader = rowReaderOf(require)(contextOf(require, workflowOf(require), fields, rows));
		const context = contextOf(require, workflowOf(require), fields, rows);
		for (const row of rows.keys()) {
			for (const name of Object.keys(fields)) {
				const wanted = outcomeOf(() => context.getNodeParameter(name, row, 'fallback'));
				expect(outcomeOf(() => reader(row)(name, 'fallback'))).toBe(wanted);
			}
		}
	});

	test('for every row: a date in a locator, which n8n makes a text of', () => {
		const value = '={{ $json.start.toDateTime() }}';
		const { values, alone } = asked({
			date: { __rl: true, mode: 'name', value },
			other: '={{ $itemIndex + 1 }}',
		});
		expect(values[9][0]).toEqual({ __rl: true, mode: 'name', value: '2026-12-01T16:00:00.000+00:00' });
		expect(alone).toBe(11);
	});

	test('for every row: a column whose name all objects have', () => {
		const rows = ROWS.map(() => ({ toString: 'x', constructor: 'y' }));
		const { values, alone } = asked(
			{ own: '={{ $json.toString }}', refused: '={{ $json.constructor }}' },
			rows,
		);
		expect(values[9]).toEqual(['x', expect.objectContaining({ name: 'ExpressionError' })]);
		expect(alone).toBe(20);
	});

	test('once for all fields where code is no JavaScript', () => {
		const { values, together } = asked({ field: '={{ $json.name + }}', other: '={{ $itemIndex + 1 }}' });
		expect(values[9][1]).toBe(10);
		expect(together).toBe(1);
	});

	test('code that may change a row: what is read after it is evaluated anew', () => {
		const { values } = asked({
			before: '={{ $input.item.json.name.trim() }}',
			change: "={{ $input.item.json.name = 'changed' }}",
			after: '={{ $input.item.json.name.toUpperCase() }}',
		});
		expect(values[9]).toEqual(['Room 9', 'changed', 'CHANGED']);
	});
});
