type Json = string | number | boolean | null | Json[] | { [key: string]: Json };

/** A change of a response's shape; gives the text of the changed body. */
export interface ShapeChange {
	name: string;
	change: (body: Json) => string;
}

const text = (value: Json) => JSON.stringify(value);

/** Changes each value that is neither list nor object. */
function leaves(value: Json, change: (leaf: Json, key: string) => Json, key = ''): Json {
	if (Array.isArray(value)) return value.map((entry) => leaves(entry, change, key));
	if (value === null || typeof value !== 'object') return change(value, key);
	return Object.fromEntries(
		Object.entries(value).map(([name, inner]) => [name, leaves(inner, change, name)]),
	);
}

/** Changes each entry of each list, from the outside in. */
function entries(value: Json, change: (list: Json[]) => Json): Json {
	if (Array.isArray(value)) return change(value);
	if (value === null || typeof value !== 'object') return value;
	return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, entries(inner, change)]));
}

/** Changes each object's fields, inside out. */
function objects(value: Json, change: (fields: Array<[string, Json]>) => Array<[string, Json]>): Json {
	if (Array.isArray(value)) return value.map((entry) => objects(entry, change));
	if (value === null || typeof value !== 'object') return value;
	const fields = Object.entries(value).map(([name, inner]): [string, Json] => [name, objects(inner, change)]);
	return Object.fromEntries(change(fields));
}

const ROOTS: Json[] = [
	null,
	true,
	false,
	0,
	1e308,
	'',
	'text',
	[],
	{},
	[null],
	[[]],
	[{}],
	[0, 'a', null],
	{ message: null },
	{ list: [] },
];
const LEAVES: Array<[string, Json]> = [
	['null', null],
	['an empty text', ''],
	['a number', -1],
	['a fraction', 0.1],
	['true', true],
	['a list', []],
	['a list of lists', [['x']]],
	['an object', {}],
	['an object with a value', { value: 'x' }],
	['a long text', 'x'.repeat(1_000)],
	['a line of others', 'a\r\nb: c\u0000\u2028'],
	['a prototype', '__proto__'],
	['right-to-left text', '\u202Eabc\uD83D\uDE00'],
];

/** Wrong shapes of every list and object of a response. */
export const SHAPE_CHANGES: readonly ShapeChange[] = [
	...ROOTS.map((root) => ({ name: `the whole is ${text(root)}`, change: () => text(root) })),
	{ name: 'the whole in a list', change: (body) => text([body]) },
	{ name: 'the whole in an object', change: (body) => text({ data: body }) },
	{ name: 'the whole as JSON text', change: (body) => text(text(body)) },
	{ name: 'the whole in an envelope', change: (body) => text({ statusCode: 200, body: text(body) }) },
	...LEAVES.map(([name, leaf]) => ({
		name: `each value is ${name}`,
		change: (body: Json) => text(leaves(body, () => leaf)),
	})),
	{
		name: 'each text is a number where it can be',
		change: (body) =>
			text(
				leaves(body, (leaf) =>
					typeof leaf === 'string' && leaf && !isNaN(Number(leaf)) ? Number(leaf) : leaf,
				),
			),
	},
	{
		name: 'each number is a text',
		change: (body) => text(leaves(body, (leaf) => (typeof leaf === 'number' ? String(leaf) : leaf))),
	},
	{ name: 'each value in a list', change: (body) => text(leaves(body, (leaf) => [leaf])) },
	{ name: 'each value in an object', change: (body) => text(leaves(body, (leaf) => ({ value: leaf }))) },
	{ name: 'each list is null', change: (body) => text(entries(body, () => null)) },
	{ name: 'each list is empty', change: (body) => text(entries(body, () => [])) },
	{
		name: 'each list is an object',
		change: (body) => text(entries(body, (list) => ({ ...list }) as unknown as Json)),
	},
	{ name: 'each list is its first entry', change: (body) => text(entries(body, (list) => list[0] ?? null)) },
	{
		name: 'each list has null between its entries',
		change: (body) => text(entries(body, (list) => list.flatMap((entry) => [null, entry]))),
	},
	{
		name: 'each list has odd entries',
		change: (body) => text(entries(body, (list) => [0, '', [], {}, ...list, 'x', true])),
	},
	{
		name: 'each list holds each entry twice',
		change: (body) => text(entries(body, (list) => [...list, ...list])),
	},
	{ name: 'each list is turned round', change: (body) => text(entries(body, (list) => [...list].reverse())) },
	{
		name: 'each list holds its first entry alone',
		change: (body) => text(entries(body, (list) => list.slice(0, 1))),
	},
	{
		name: 'objects without their first field',
		change: (body) => text(objects(body, (fields) => fields.slice(1))),
	},
	{
		name: 'objects without their last field',
		change: (body) => text(objects(body, (fields) => fields.slice(0, -1))),
	},
	{ name: 'objects without fields', change: (body) => text(objects(body, () => [])) },
	{
		name: 'keys in lower case',
		change: (body) =>
			text(objects(body, (fields) => fields.map(([name, value]) => [name.toLowerCase(), value]))),
	},
	{
		name: 'keys in capitals',
		change: (body) =>
			text(objects(body, (fields) => fields.map(([name, value]) => [name.toUpperCase(), value]))),
	},
	{
		name: 'more fields than known',
		change: (body) => text(objects(body, (fields) => [...fields, ['more', { than: ['known'] }]])),
	},
	...[
		'__proto__',
		'constructor',
		'prototype',
		'toString',
		'hasOwnProperty',
		'then',
		'length',
		'toJSON',
		'error',
		'json',
	].map((name) => ({
		name: `a key ${name}`,
		// Written as text, since an object literal takes some of them for something else.
		change: (body: Json) => text(body).replaceAll('{', `{"${name}":{"polluted":1},`).replaceAll(',}', '}'),
	})),
	...['__proto__', 'constructor', 'toString'].map((name) => ({
		name: `a key ${name} with null`,
		change: (body: Json) => text(body).replaceAll('{', `{"${name}":null,`).replaceAll(',}', '}'),
	})),
];
