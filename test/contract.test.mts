import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import {
	NodeHelpers,
	nodeNameToToolName,
	type INodeProperties,
	type INodePropertyCollection,
	type INodePropertyOptions,
	type INodeTypeDescription,
} from 'n8n-workflow';

import { credentialType, loadPackage, nodeType } from './support/engine.mts';

/*
 * The names that saved workflows hold. They never change once published: a test that fails here asks for another
 * code, not for another table. Everything is read from the built package, as n8n loads it.
 */

/** Name, kind, default, and whether it must be filled in. */
const CREDENTIAL_FIELDS = [
	['apiKey', 'password', '', true],
	['accessKey', 'password', '', false],
	['kitLocks', 'string', '', false],
	['baseUrl', 'string', 'https://api-connect.codelocks.io', false],
];

interface Contract {
	call: string;
	/** Parameters that must be filled in, in the order of the form; then those that need not. */
	required: string[];
	optional?: string[];
	/** All in their order, where the required ones do not come first. */
	parameters?: string[];
	/** Entries of the collection `options`. */
	options?: string[];
	/** Entries of the collection `filters`. */
	filters?: string[];
}

const LENGTH = ['start', 'lengthAs', 'duration', 'end'];
const PERIODS = ['activePeriodsInput', 'activePeriods', 'activePeriodsJson'];
const PAGING = ['returnAll', 'limit'];
const CLIENT_OPERATION = { required: ['lockId', 'clientEmail'], options: ['accessKey'] };

const OPERATIONS: Record<string, Contract> = {
	'netCode.generateForKitLock': {
		call: 'GET /n/1/netcode/{id}',
		required: ['kitLock', 'lockModel', 'timecode', 'identifier', 'start', 'duration', 'end'],
		parameters: ['lockFrom', 'kitLock', 'lockModel', 'timecode', 'identifier', ...LENGTH],
		options: [
			...[
				'apiVersion',
				'endTime',
				'endedCodes',
				'includeInputFields',
				'lockClock',
				'lockOffset',
				'longStays',
			],
			...['outputField', 'reuseCodes', 'simplify', 'startRounding', 'startTime', 'timezone'],
		],
	},
	'netCode.generateForK3Lock': {
		call: 'GET /n/1/netcode/{id}',
		required: ['lockId', 'start', 'duration', 'end'],
		parameters: ['lockId', ...LENGTH],
		options: [
			...['accessKey', 'endTime', 'endedCodes', 'includeInputFields', 'longStays'],
			...['outputField', 'reuseCodes', 'simplify', 'startRounding', 'startTime', 'timezone'],
		],
	},
	'utility.getInitSequence': {
		call: 'GET /u/1/init',
		required: ['lockModel'],
		options: ['masterCode', 'randomId', 'timezone'],
	},
	'utility.getDurations': { call: 'GET /u/1/durations', required: ['lockModel'] },
	'utility.getModes': { call: 'GET /u/1/durations', required: ['lockModel'] },
	'utility.getDuration': { call: 'GET /u/1/duration/{id}', required: ['lockModel', 'duration'] },
	'k3Account.get': { call: 'GET /u/1/k3connect/account', required: [], options: ['accessKey'] },
	'k3Lock.get': {
		call: 'GET /u/1/k3connect/{id}',
		required: ['lockId'],
		options: ['accessKey', 'fields', 'simplify'],
	},
	'k3Lock.getAll': {
		call: 'GET /u/1/k3connect',
		required: [],
		optional: PAGING,
		options: ['accessKey', 'fields', 'simplify'],
	},
	'k3Lock.getAuditEntries': {
		call: 'GET /u/1/k3connect/{id}/audit',
		required: ['lockId'],
		optional: PAGING,
		filters: ['after', 'before', 'entryTypes'],
		options: ['accessKey', 'order'],
	},
	'k3Client.create': {
		call: 'POST /u/1/k3connect/{id}/client',
		required: ['lockId', 'clientEmail', 'accessType'],
		optional: [...PERIODS, 'message'],
		options: ['accessKey'],
	},
	'k3Client.upsert': {
		call: 'POST /u/1/k3connect/{id}/client',
		required: ['lockId', 'clientEmail', 'accessType'],
		optional: [...PERIODS, 'message'],
		options: ['accessKey', 'restoreSuspended'],
	},
	'k3Client.update': {
		call: 'PUT /u/1/k3connect/{id}/client',
		required: ['lockId', 'clientEmail'],
		optional: PERIODS,
		options: ['accessKey'],
	},
	'k3Client.suspend': { call: 'PATCH /u/1/k3connect/{id}/client', ...CLIENT_OPERATION },
	'k3Client.restore': { call: 'PATCH /u/1/k3connect/{id}/client', ...CLIENT_OPERATION },
	'k3Client.delete': { call: 'DELETE /u/1/k3connect/{id}/client', ...CLIENT_OPERATION },
	'k3Client.getAll': {
		call: 'GET /u/1/k3connect/{id}/clients',
		required: ['lockId'],
		optional: PAGING,
		options: ['accessKey'],
	},
	'k3Client.getActivePeriodSchema': { call: 'GET /u/1/k3connect/help/spcconfig', required: [] },
};

/** What a parameter is when nobody touched it, wherever it stands. */
const DEFAULTS: Record<string, unknown> = {
	activePeriodsInput: 'form',
	apiVersion: '1',
	endTime: '',
	endedCodes: 'refuse',
	includeInputFields: false,
	lengthAs: 'duration',
	lockClock: 'standardTime',
	lockFrom: 'details',
	longStays: 'refuse',
	order: 'descending',
	outputField: 'doorCode',
	returnAll: false,
	reuseCodes: true,
	simplify: true,
	startRounding: 'error',
	startTime: '',
	options: {},
	filters: {},
};

/** The values of parameters with a fixed choice. */
const CHOICES: Record<string, string[]> = {
	accessType: ['ONE_TIME', 'STANDARD'],
	activePeriodsInput: ['form', 'json'],
	apiVersion: ['1', '3'],
	endedCodes: ['allow', 'refuse'],
	lengthAs: ['duration', 'end'],
	lockClock: ['fixedOffset', 'siteTime', 'standardTime', 'utc'],
	lockFrom: ['credential', 'details'],
	longStays: ['refuse', 'split'],
	order: ['ascending', 'descending'],
	startRounding: ['error', 'roundDown'],
};

/** The modes of each resource locator. None but `lockId` has one named `id`: the editor puts every expression there. */
const MODES: Record<string, string[]> = {
	clientEmail: ['list', 'email'],
	duration: ['list', 'length', 'durationId'],
	kitLock: ['list', 'name'],
	lockId: ['list', 'id', 'name'],
	lockModel: ['list', 'name'],
	timezone: ['list', 'name'],
};

/** What fills the lists of an operation, where it is not the same everywhere. */
const LISTS: Record<string, string> = {
	'netCode.generateForKitLock lockModel': 'searchKitLockModels',
	'netCode.generateForKitLock duration': 'searchDurations',
	'netCode.generateForKitLock kitLock': 'searchKitLocks',
	'netCode.generateForKitLock timezone': 'searchTimezones',
	'netCode.generateForK3Lock duration': 'searchK3Durations',
	'netCode.generateForK3Lock lockId': 'searchLocks',
	'netCode.generateForK3Lock timezone': 'searchK3Timezones',
	'utility.getInitSequence lockModel': 'searchKitLockModels',
	'utility.getInitSequence timezone': 'searchTimezones',
	'utility.getDurations lockModel': 'searchLockModels',
	'utility.getModes lockModel': 'searchLockModels',
	'utility.getDuration lockModel': 'searchLockModels',
	'utility.getDuration duration': 'searchDurations',
};

const TRIGGER_PARAMETERS = ['locks', 'monthlyCalls', 'filters', 'options'];
const TRIGGER_COLLECTIONS = {
	filters: ['entryTypes'],
	options: ['accessKey', 'includeExisting', 'maxEntriesPerPoll'],
};

type Option = INodePropertyOptions | INodeProperties | INodePropertyCollection;

let node: INodeTypeDescription;

beforeAll(async () => {
	node = (await nodeType()).description;
});

/** The parameters that an operation may show, but for notices, which hold no value, and what n8n adds itself. */
function parametersOf(operation: string): INodeProperties[] {
	const [resource, name] = operation.split('.');
	return node.properties.filter(
		({ name: parameter, type, displayOptions: { show = {} } = {} }) =>
			type !== 'notice' &&
			!['resource', 'operation', 'requestOptions'].includes(parameter) &&
			(!show.resource || show.resource.includes(resource)) &&
			(!show.operation || show.operation.includes(name)),
	);
}

function operationOptions(): Array<[string, INodePropertyOptions]> {
	return node.properties
		.filter(({ name }) => name === 'operation')
		.flatMap(({ options = [], displayOptions }) =>
			(options as INodePropertyOptions[]).map((option): [string, INodePropertyOptions] => [
				`${displayOptions?.show?.resource?.[0]}.${option.value}`,
				option,
			]),
		);
}

const namesOf = (properties: Option[] = []) => properties.map(({ name }) => name);

const membersOf = (properties: INodeProperties[], collection: string) =>
	namesOf(properties.find(({ name }) => name === collection)?.options);

/** Each parameter with all that it contains. */
function withInner(properties: INodeProperties[]): INodeProperties[] {
	return properties.flatMap((property) => {
		const inner = (property.options ?? []).flatMap((option) =>
			'values' in option ? option.values : 'type' in option ? [option] : [],
		);
		return [property, ...withInner(inner)];
	});
}

describe('the credential', () => {
	it('is named and has fields as published', async () => {
		const { name, properties } = await credentialType();
		expect(name).toBe('codelocksApi');
		expect((await loadPackage()).known.credentials.codelocksApi.className).toBe('CodelocksApi');
		expect(
			properties.map((property) => [
				property.name,
				property.typeOptions?.password ? 'password' : property.type,
				property.default,
				property.required ?? false,
			]),
		).toEqual(CREDENTIAL_FIELDS);
	});

	it('is tested by one GET request, of the account or of what needs the API key alone', async () => {
		const { test } = await credentialType();
		expect(test?.request.url).toContain('/u/1/k3connect/help/spcconfig');
		expect(test?.request.url).toContain('/u/1/k3connect/account');
		expect(test?.request.method ?? 'GET').toBe('GET');
	});

	it('keeps KitLocks as text of several lines, which n8n shows again', async () => {
		const field = (await credentialType()).properties.find(({ name }) => name === 'kitLocks');
		expect(field?.typeOptions).toEqual({ rows: expect.any(Number) });
		expect(field?.typeOptions?.rows).toBeGreaterThan(2);
	});
});

describe('the node', () => {
	it('is named, and a tool for agents', async () => {
		expect(node).toMatchObject({
			name: 'codelocks',
			version: 1,
			usableAsTool: true,
			inputs: ['main'],
			outputs: ['main'],
			credentials: [{ name: 'codelocksApi', required: true }],
		});
		expect((await loadPackage()).known.nodes.codelocks.className).toBe('Codelocks');
	});

	it('has the published resources and operations and no others', () => {
		const operations = operationOptions().map(([name]) => name);
		expect(operations.sort()).toEqual(Object.keys(OPERATIONS).sort());
		const resources = node.properties.find(({ name }) => name === 'resource')
			?.options as INodePropertyOptions[];
		expect(resources.map(({ value }) => value).sort()).toEqual(
			[...new Set(operations.map((name) => name.split('.')[0]))].sort(),
		);
	});

	it.each(Object.entries(OPERATIONS))(
		'%s',
		(operation, { call, required, optional = [], parameters: listed, options, filters }) => {
			const [, option] = operationOptions().find(([name]) => name === operation)!;
			const { request, send } = option.routing as { request: { method: string; url: string }; send: object };
			expect(`${request.method} ${request.url}`).toBe(call);
			expect(send).toMatchObject({ paginate: true });
			expect(option.action).toMatch(/^[A-Z]/);
			expect(option.description).toMatch(/^[A-Z]/);

			const parameters = parametersOf(operation);
			const collections = [filters && 'filters', options && 'options'].filter(Boolean);
			expect(namesOf(parameters)).toEqual([...(listed ?? [...required, ...optional]), ...collections]);
			expect(namesOf(parameters.filter((parameter) => parameter.required))).toEqual(required);
			expect(membersOf(parameters, 'options')).toEqual(options ?? []);
			expect(membersOf(parameters, 'filters')).toEqual(filters ?? []);
		},
	);

	it('has the published defaults and choices', () => {
		const all = withInner(node.properties);
		for (const [name, value] of Object.entries(DEFAULTS)) {
			const defaults = all.filter((property) => property.name === name).map((property) => property.default);
			expect([name, ...new Set(defaults.map((each) => JSON.stringify(each)))]).toEqual([
				name,
				JSON.stringify(value),
			]);
		}
		for (const [name, values] of Object.entries(CHOICES)) {
			const found = all.filter((property) => property.name === name);
			expect(found).not.toEqual([]);
			for (const { options } of found) {
				expect((options as INodePropertyOptions[]).map(({ value }) => value).sort()).toEqual(values);
			}
		}
	});

	const locatorsIn = (properties: INodeProperties[]) =>
		withInner(properties).filter(({ type }) => type === 'resourceLocator');

	it('offers each locator by a searchable list first', async () => {
		const { methods } = await nodeType();
		const all = locatorsIn(node.properties);
		expect([...new Set(namesOf(all))].sort()).toEqual(Object.keys(MODES));
		for (const { name, modes, default: preset } of all) {
			expect([name, namesOf(modes as unknown as Option[])]).toEqual([name, MODES[name]]);
			expect(preset).toEqual({ mode: 'list', value: '' });
			expect(modes?.[0].typeOptions).toEqual({
				searchListMethod: expect.any(String),
				searchable: true,
			});
			expect(Object.keys(methods?.listSearch ?? {})).toContain(modes?.[0].typeOptions?.searchListMethod);
		}
	});

	it('fills each list with what its operation takes', () => {
		const lists = Object.keys(OPERATIONS).flatMap((operation) =>
			locatorsIn(parametersOf(operation)).map(({ name, modes }) => [
				`${operation} ${name}`,
				modes?.[0].typeOptions?.searchListMethod,
			]),
		);
		expect(Object.fromEntries(lists)).toMatchObject(LISTS);
	});

	it('asks for nothing when it is added: no dropdown loads by itself', async () => {
		const loaders = withInner(node.properties).filter(({ typeOptions }) => typeOptions?.loadOptionsMethod);
		expect(namesOf(loaders)).toEqual([]);
	});

	it('has a subtitle in words for each operation', () => {
		const expression = /^=\{\{(.*)\}\}$/s.exec(node.subtitle ?? '')?.[1];
		const subtitle = new Function('$parameter', `return ${expression}`) as (parameters: object) => unknown;
		const resources = node.properties.find(({ name }) => name === 'resource')
			?.options as INodePropertyOptions[];
		for (const [place, { name, value }] of operationOptions()) {
			const resource = resources.find((option) => option.value === place.split('.')[0])!;
			expect(subtitle({ resource: resource.value, operation: value })).toBe(
				`${resource.name.replace(' (NetCode)', '')}: ${name}`,
			);
		}
		expect(subtitle({ resource: 'netCode', operation: 'generateForKitLock' })).toBe(
			'Door Code: Generate for KitLock',
		);
	});

	it('takes active periods in a form of ten at most', () => {
		const forms = node.properties.filter(({ name }) => name === 'activePeriods');
		expect(forms).toHaveLength(3);
		for (const { type, typeOptions, options } of forms) {
			expect(type).toBe('fixedCollection');
			expect(typeOptions).toMatchObject({ multipleValues: true, maxAllowedFields: 10 });
			const [period] = options as INodePropertyCollection[];
			expect(period.name).toBe('period');
			expect(namesOf(period.values)).toEqual(['weekdays', 'from', 'to', 'enabled']);
			expect((period.values[0].options as INodePropertyOptions[]).map(({ value }) => value)).toEqual([
				...['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'],
			]);
		}
	});

	it('runs every operation by a custom operation too', async () => {
		const { customOperations = {} } = await nodeType();
		const names = Object.entries(customOperations).flatMap(([resource, operations]) =>
			Object.keys(operations).map((operation) => `${resource}.${operation}`),
		);
		expect(names.sort()).toEqual(Object.keys(OPERATIONS).sort());
	});
});

describe('the trigger', () => {
	const trigger = async () => await nodeType('codelocksTrigger');

	it('is named and polls', async () => {
		const type = await trigger();
		expect(type.description).toMatchObject({
			name: 'codelocksTrigger',
			group: ['trigger'],
			polling: true,
			inputs: [],
			outputs: ['main'],
			credentials: [{ name: 'codelocksApi', required: true }],
		});
		expect(type.poll).toBeInstanceOf(Function);
		expect((await loadPackage()).known.nodes.codelocksTrigger.className).toBe('CodelocksTrigger');
	});

	it('has the published parameters', async () => {
		const { description, methods } = await trigger();
		const properties = description.properties.filter(
			({ type, name }) => type !== 'notice' && name !== 'pollTimes',
		);
		expect(namesOf(properties)).toEqual(TRIGGER_PARAMETERS);
		const [locks] = properties;
		expect(locks).toMatchObject({ type: 'multiOptions', default: [] });
		expect(locks.required ?? false).toBe(false);
		expect(locks.hint).toMatch(/empty for every lock/);
		expect(Object.keys(methods?.loadOptions ?? {})).toContain(locks.typeOptions?.loadOptionsMethod);
		for (const [collection, members] of Object.entries(TRIGGER_COLLECTIONS)) {
			expect(membersOf(properties, collection)).toEqual(members);
			expect(properties.find(({ name }) => name === collection)).toMatchObject({
				type: 'collection',
				default: {},
			});
		}
		expect(withInner(properties).find(({ name }) => name === 'includeExisting')?.default).toBe(false);
		expect(properties[1]).toMatchObject({ displayName: 'Monthly Call Limit', type: 'number', default: 500 });
	});
});

describe("n8n's guidelines", () => {
	it.each(['codelocks', 'codelocksTrigger'] as const)('%s lists its options alphabetically', async (name) => {
		const { properties } = (await nodeType(name)).description;
		// n8n adds these itself.
		const own = properties.filter((property) => !['requestOptions', 'pollTimes'].includes(property.name));
		for (const property of withInner(own)) {
			// Weekdays have an order of their own.
			if (property.name === 'weekdays') continue;
			const isChoice = ['options', 'multiOptions', 'collection'].includes(property.type);
			const titles = (isChoice ? (property.options ?? []) : []).map((option) =>
				'displayName' in option ? option.displayName : option.name,
			);
			expect([property.name, titles]).toEqual([
				property.name,
				[...titles].sort((one, other) => one.localeCompare(other, 'en')),
			]);
		}
	});

	it('hides every key that is typed in', async () => {
		for (const name of ['codelocks', 'codelocksTrigger'] as const) {
			const keys = withInner((await nodeType(name)).description.properties).filter(({ name: parameter }) =>
				['accessKey', 'masterCode'].includes(parameter),
			);
			expect(keys).not.toEqual([]);
			for (const { typeOptions } of keys) expect(typeOptions?.password).toBe(true);
		}
	});
});

describe('as a tool, each operation', () => {
	/** All that an agent's model is told of a tool beside its parameters: n8n makes both texts out of the action. */
	const tools = () =>
		operationOptions().map(([name]) => {
			const [resource, operation] = name.split('.');
			const asTool = { ...node, outputs: ['ai_tool' as const] };
			return {
				description: NodeHelpers.makeDescription({ resource, operation }, asTool),
				name: NodeHelpers.makeNodeName({ resource, operation }, asTool),
			};
		});

	it('is told from the others', () => {
		const descriptions = tools().map(({ description }) => description);
		expect(new Set(descriptions).size).toBe(Object.keys(OPERATIONS).length);
	});

	it('says in one sentence what it does, and with what', () => {
		for (const { description } of tools()) {
			expect(description).toMatch(/^[A-Z][a-z]+ .*\b(NetCode|KitLock|K3)\b.* in Codelocks$/);
		}
	});

	it('has a name of its whole description, which n8n cuts after 64 characters', () => {
		for (const { name, description } of tools()) {
			expect(name).toBe(description);
			expect(nodeNameToToolName(name)).toBe(description.replace(/[^\w-]+/g, '_'));
		}
	});
});

describe('what the editor shows', () => {
	/** Notices, and what is a matter of course in every node of n8n. */
	const SELF_EXPLAINING = [
		'budgetNotice',
		'noLimitNotice',
		'resource',
		'operation',
		'options',
		'filters',
		'costNotice',
		'activePeriodsNotice',
	];
	/** Has no form by which it could be recognised. */
	const WITHOUT_EXAMPLE = ['apiKey'];

	interface Shown {
		/** Where it stands, for the message of a test that fails. */
		place: string;
		title: string;
		description?: string;
	}

	/** Every parameter of both nodes and the credential, but for those that n8n adds. */
	async function allParameters(): Promise<INodeProperties[]> {
		const trigger = await nodeType('codelocksTrigger');
		const credential = await credentialType();
		return withInner(
			[...node.properties, ...trigger.description.properties, ...credential.properties].filter(
				({ name }) => !['requestOptions', 'pollTimes'].includes(name),
			),
		);
	}

	const placeOf = ({ name, displayOptions: { show = {} } = {} }: INodeProperties) =>
		[show.resource, show.operation, name].filter(Boolean).join('.');

	/** Everything that has a title and so should have a description. */
	async function described(): Promise<Shown[]> {
		return (await allParameters()).flatMap((parameter) => {
			const place = placeOf(parameter);
			const self = { place, title: parameter.displayName, description: parameter.description };
			const choices = ((parameter.options ?? []) as Option[])
				.filter((option): option is INodePropertyOptions => 'value' in option)
				// The days of the week need no words.
				.filter(() => parameter.name !== 'weekdays')
				.map((option) => ({
					place: `${place} = ${option.value}`,
					title: option.name,
					description: option.description,
				}));
			return SELF_EXPLAINING.includes(parameter.name) ? choices : [self, ...choices];
		});
	}

	/** Words with a meaning, in small letters. */
	const wordsOf = (text: string) =>
		(text.toLowerCase().match(/[a-z0-9]+/g) ?? []).filter(
			(word) => !/^(the|a|an|of|to|for|this)$/.test(word),
		);

	const withoutTags = (text: string) => text.replace(/<[^>]+>/g, '');

	it('has an example in each field that is typed in', async () => {
		for (const parameter of await allParameters()) {
			const place = placeOf(parameter);
			for (const { name, type, placeholder } of parameter.modes ?? []) {
				expect([place, name, placeholder]).toEqual([
					place,
					name,
					expect.stringMatching(type === 'list' ? /^Select a \w+\.\.\.$/ : /^e\.g\. \S/),
				]);
			}
			if (!['string', 'number', 'dateTime', 'json'].includes(parameter.type)) continue;
			if (parameter.default !== '' || WITHOUT_EXAMPLE.includes(parameter.name)) continue;
			expect([place, parameter.placeholder]).toEqual([place, expect.stringMatching(/^e\.g\. \S/)]);
		}
	});

	it('is described in other words than its title', async () => {
		for (const { place, title, description = '' } of await described()) {
			const more = wordsOf(withoutTags(description)).filter((word) => !wordsOf(title).includes(word));
			expect([place, more]).toEqual([place, expect.arrayContaining([expect.any(String)])]);
		}
	});

	it('is written in whole sentences, with a full stop where there are several', async () => {
		const hints = (await allParameters()).map(({ name, hint }) => ({
			place: `${name} (hint)`,
			description: hint,
		}));
		for (const { place, description } of [...(await described()), ...hints]) {
			if (description === undefined) continue;
			const text = withoutTags(description);
			expect([place, text]).toEqual([place, expect.stringMatching(/^[A-Z]\S*( \S+)+$/)]);
			const sentences = text.split(/[.!?] (?=[A-Z])/).length;
			expect([place, text.endsWith('.')]).toEqual([place, sentences > 1]);
		}
	});

	it('says nothing twice: a hint and a description stand next to each other', async () => {
		for (const { name, hint, description } of await allParameters()) {
			if (!hint) continue;
			const said = (description ?? '').split(/\. |: /).map((part) => part.replace(/\.$/, ''));
			expect([name, said.filter((part) => hint.includes(part) || part.includes(hint))]).toEqual([name, []]);
		}
	});
});

describe('the package', () => {
	const root = join(__dirname, '..');
	const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Record<string, unknown>;

	it('is what n8n looks for, and depends on n8n-workflow alone', () => {
		expect(manifest).toMatchObject({
			name: 'n8n-nodes-codelocks',
			keywords: expect.arrayContaining(['n8n-community-node-package']),
			peerDependencies: { 'n8n-workflow': '*' },
			n8n: {
				credentials: ['dist/credentials/CodelocksApi.credentials.js'],
				nodes: [
					'dist/nodes/Codelocks/Codelocks.node.js',
					'dist/nodes/CodelocksTrigger/CodelocksTrigger.node.js',
				],
			},
		});
		expect(Object.keys(manifest.peerDependencies as object)).toEqual(['n8n-workflow']);
		for (const field of ['dependencies', 'optionalDependencies', 'bundledDependencies']) {
			expect(manifest).not.toHaveProperty(field);
		}
	});

	it('requires nothing that n8n does not bring', () => {
		const files = readdirSync(join(root, 'dist'), { recursive: true, encoding: 'utf8' }).filter((file) =>
			file.endsWith('.js'),
		);
		expect(files.length).toBeGreaterThan(20);
		const modules = files.flatMap((file) =>
			[...readFileSync(join(root, 'dist', file), 'utf8').matchAll(/require\("([^"]+)"\)/g)].map(
				([, name]) => name,
			),
		);
		const outside = new Set(modules.filter((name) => !name.startsWith('.')));
		expect([...outside].sort()).toEqual(['luxon', 'n8n-workflow']);
	});
});
