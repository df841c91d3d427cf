import type { IDataObject, INodeExecutionData, INodeParameters, INodeProperties } from 'n8n-workflow';

import { type Random, randomBelow, seededRandom } from '../../sandbox/random.mts';
import { ACTIVE_CLIENT_EMAIL, BUSY_LOCK, HOTEL_ACCESS_KEY, kitLocksText } from '../../sandbox/seed.mts';
import { startSandbox, type Sandbox } from '../../sandbox/server.mts';
import { type Credentials, listSearch, loadOptions, nodeType, runNode } from '../support/engine.mts';
import { triggerWith } from '../support/poll.mts';
import { crashTextIn } from './crashTexts.mts';

export interface FuzzReport {
	sets: number;
	byKind: Record<string, number>;
	refused: number;
	calls: number;
	failures: string[];
	seed: number;
	seconds: number;
	/** The longest run of rows, in ms for a row. */
	slowestRowMs: number;
}

/** A field whose value is odd. */
interface OddField {
	name: string;
	/** The collection that it is in. */
	collection?: string;
	label: string;
}

/** A field of an operation. */
interface Field extends OddField {
	choices: unknown[];
	isLocator: boolean;
	/** Whether it takes no expression. */
	isFixed: boolean;
}

interface Operation {
	resource: string;
	operation: string;
	fields: Field[];
}

/** Values that are right for the field of this name, so that one odd value meets good ones. */
const GOOD: Record<string, unknown> = {
	lockId: BUSY_LOCK.lockId,
	start: '2099-12-01 16:00',
	end: '2099-12-03 11:00',
	lengthAs: 'duration',
	lockFrom: 'details',
	duration: '3',
	kitLock: 'Locker 12',
	lockModel: 'KL1060',
	timecode: '202611161623',
	identifier: '012345',
	clientEmail: ACTIVE_CLIENT_EMAIL,
	accessType: 'STANDARD',
	activePeriodsInput: 'form',
	activePeriods: {},
	activePeriodsJson: '{}',
	message: 'Hello',
	returnAll: false,
	limit: 5,
};

/** An object whose every reading as text throws. */
function throwing(): object {
	const fail = () => {
		throw new Error('read as text');
	};
	return { toString: fail, valueOf: fail, toJSON: undefined };
}

function nested(depth: number): unknown {
	let value: unknown = 1;
	for (let level = 0; level < depth; level++) value = level % 2 ? [value] : { value };
	return value;
}

/** Made anew for each use, since a run may change them. */
const oddValues = (): unknown[] => [
	...[undefined, null, '', ' ', '\u0000', 0, -0, -1, 1.5, 1e-300, 1e308, 2 ** 53 + 1, NaN, Infinity],
	...[-Infinity, true, false, [], [null], [[]], ['a', 1, {}]],
	...[Array.from({ length: 100 }, (_, at) => at), {}, { period: [null] }, { period: 'x' }],
	...[{ period: [{ weekdays: null, from: {}, to: [], enabled: 'yes' }] }, { value: null }],
	...[{ __rl: true }, { __rl: true, mode: 'id', value: null }, { __rl: true, mode: 'name', value: {} }],
	...[
		{ __rl: true, mode: 'list', value: [] },
		{ __rl: true, mode: 'nowhere', value: 'x' },
	],
	...[
		{ __rl: true, mode: 'name', value: 'Front' },
		{ __rl: true, mode: 'length', value: '4 hours' },
	],
	...[{ __rl: true, mode: 'durationId', value: -1 }, JSON.parse('{"__proto__": {"polluted": 1}}')],
	...[JSON.parse('{"constructor": {"prototype": {"polluted": 1}}}'), Object.create(null), throwing()],
	...[[throwing()], { value: throwing() }, new Date(NaN), new Date('2099-12-01T16:00:00Z'), nested(50)],
	...[nested(500), 'x'.repeat(20_000), '9'.repeat(400), '__proto__', 'constructor', 'toString'],
	...['[object Object]', '../account', '..%2Faccount', 'account', 'help/spcconfig', 'a?b=c&d=e#f'],
	...['a\r\nX-Header: 1', '\uD800', '\u202Eabc', '١٢٣٤٥٦', '１２３４５６', 'Zürich 🏨', '{{ $json }}'],
	...["'; DROP TABLE locks; --", '<script>alert(1)</script>', '01/07/2026', '2026-02-30 10:00'],
	...['2099-12-01', '2099-12-01T16:30:00+14:00', '275760-09-13T00:00:00Z', '-000001-01-01T00:00:00Z'],
	...[46_000.5, '46000.7083333', 'tomorrow', '24:00', '15:00', '-1', '3.0', '0x10', '1e3', '4 hours'],
	...['1000000 days', 'workflow', 'lock', 'Europe/London', 'EST', 'a@b', 'a@b.c, d@e.f', '[]'],
	...['{"0": null}', '{"0": {"enabled": "x"}}', '{', () => 1, Symbol('x'), 10n, new Map([[1, 2]]), /x/],
];

/** Methods and query names of the API (docs/dev/api.md). */
const DOCUMENTED: Array<[string, RegExp, string[]]> = [
	['GET', /^\/n\/[13]\/netcode\/[^/]+$/, ['start', 'duration', 'lockmodel', 'identifier']],
	['GET', /^\/u\/1\/init$/, ['lockmodel', 'mastercode', 'timezone', 'randomid']],
	['GET', /^\/u\/1\/durations$/, ['lockmodel', 'operation']],
	['GET', /^\/u\/1\/duration\/[^/]+$/, ['lockmodel']],
	['GET', /^\/u\/1\/k3connect(\/account)?$/, ['accesskey']],
	['GET', /^\/u\/1\/k3connect\/help\/spcconfig$/, []],
	['GET', /^\/u\/1\/k3connect\/[^/]+$/, ['accesskey']],
	['GET', /^\/u\/1\/k3connect\/[^/]+\/audit$/, ['accesskey', 'page', 'perpage', 'pageorder']],
	['GET', /^\/u\/1\/k3connect\/[^/]+\/clients$/, ['accesskey', 'page', 'perpage']],
	['POST', /^\/u\/1\/k3connect\/[^/]+\/client$/, []],
	['PUT', /^\/u\/1\/k3connect\/[^/]+\/client$/, []],
	['PATCH', /^\/u\/1\/k3connect\/[^/]+\/client$/, []],
	['DELETE', /^\/u\/1\/k3connect\/[^/]+\/client$/, []],
];

/** The calls that no page of the API has. */
export function undocumented(
	calls: Array<{ method: string; path: string; query: Record<string, unknown> }>,
): string[] {
	return calls
		.filter(({ method, path, query }) => {
			const known = DOCUMENTED.find(([verb, pattern]) => verb === method && pattern.test(path));
			return !known || Object.keys(query).some((name) => !known[2].includes(name));
		})
		.map(({ method, path, query }) => `${method} ${path} ${Object.keys(query).join(',')}`);
}

/** The operations of the node and their fields, read from its description. */
async function operations(): Promise<Operation[]> {
	const { description } = await nodeType();
	const properties = description.properties;
	return properties
		.filter(({ name }) => name === 'operation')
		.flatMap(({ options, displayOptions }) =>
			(options ?? []).map((option) => ({
				resource: String(displayOptions?.show?.resource?.[0]),
				operation: String((option as { value: unknown }).value),
			})),
		)
		.map(({ resource, operation }) => ({
			resource,
			operation,
			fields: properties
				.filter(
					({ name, displayOptions: { show } = {} }) =>
						name !== 'operation' && show?.resource?.includes(resource) && show.operation?.includes(operation),
				)
				.flatMap(fieldsOf),
		}));
}

function fieldsOf(whole: INodeProperties): Field[] {
	const { name, type, options } = whole;
	if (type === 'notice') return [];
	const field = (property: INodeProperties, collection?: string): Field => ({
		name: property.name,
		collection,
		label: property.displayName,
		choices:
			property.type === 'options'
				? (property.options ?? []).map((option) => (option as { value: unknown }).value)
				: [],
		isLocator: property.type === 'resourceLocator',
		isFixed: property.noDataExpression === true,
	});
	return [
		field(whole),
		...(type === 'collection' ? (options as INodeProperties[]).map((option) => field(option, name)) : []),
	];
}

function pick<T>(random: Random, values: readonly T[]): T {
	return values[randomBelow(random, values.length)];
}

function oddValue(random: Random, field: Field): unknown {
	const value = pick(random, oddValues());
	if (field.choices.length && random() < 0.3) return pick(random, field.choices);
	if (field.isLocator && random() < 0.5) {
		return {
			__rl: true,
			mode: pick(random, ['list', 'id', 'name', 'email', 'length', 'durationId', '', null]),
			value,
		};
	}
	return value;
}

/** A row of one operation: odd in one field, or in each of them. */
function oddRow(random: Random, { fields }: Operation): { row: IDataObject; odd: Field[] } {
	const open = fields.filter(({ isFixed }) => !isFixed);
	const chosen = random() < 0.6 ? [pick(random, open)] : open.filter(() => random() < 0.5);
	const row: Record<string, unknown> = {};
	for (const { name, collection } of fields) if (!collection) row[name] = name in GOOD ? GOOD[name] : {};
	for (const field of chosen) {
		const value = oddValue(random, field);
		if (!field.collection) row[field.name] = value;
		else {
			const known = row[field.collection];
			row[field.collection] = { ...(typeof known === 'object' ? known : {}), [field.name]: value };
		}
	}
	return { row: row as IDataObject, odd: chosen };
}

/** Waits count by the clock, work by the CPU time that it takes: other processes lengthen it on the clock. */
const SLOWER_BY_OTHERS = 10;

function startOfWork(): { clock: number; cpu: NodeJS.CpuUsage } {
	return { clock: performance.now(), cpu: process.cpuUsage() };
}

/** In ms. */
function timeSince({ clock, cpu }: ReturnType<typeof startOfWork>): number {
	const { user, system } = process.cpuUsage(cpu);
	return Math.max((user + system) / 1000, (performance.now() - clock) / SLOWER_BY_OTHERS);
}

const MAX_FAILURES = 300;
const ROWS_OF_A_RUN = 100;
/** What a set of parameters may take. */
const MAX_SET_MS = 2_000;
/** A run of many rows takes this much longer for each, on a machine that does other things too. */
const ROW_MS = 100;

/** Runs so many odd sets of parameters or a few more, the same for a seed. */
export async function fuzz(sets: number, seed: number): Promise<FuzzReport> {
	const started = performance.now();
	const sandbox = await startSandbox();
	const report: FuzzReport = {
		sets: 0,
		byKind: {},
		refused: 0,
		calls: 0,
		failures: [],
		seed,
		seconds: 0,
		slowestRowMs: 0,
	};
	const all = (await operations()).filter(({ fields }) => fields.length);
	try {
		for (let round = 0; report.sets < sets; round++) {
			const random = seededRandom(seed * 1_000_003 + round);
			sandbox.control.reset();
			const credentials = credentialsFor(sandbox, seed, round);
			const where = `seed ${seed}, round ${round}`;
			const kind = round % 10;
			const began = startOfWork();
			const count =
				kind < 8
					? await oddRows(random, pick(random, all), credentials, report, where)
					: kind === 8
						? await oddSearches(random, all, credentials, report, where)
						: await oddTriggers(random, credentials, report, where);
			report.slowestRowMs = Math.max(report.slowestRowMs, Math.round(timeSince(began) / count));
			if (timeSince(began) > MAX_SET_MS + count * ROW_MS)
				report.failures.push(`${where}: ${count} sets take ${Math.round(timeSince(began))} ms`);
			const calls = sandbox.control.getCalls().requests;
			report.calls += calls.length;
			report.failures.push(
				...undocumented(calls).map((call) => `${where}: a call that is not documented: ${call}`),
			);
			if (({} as { polluted?: unknown }).polluted !== undefined)
				report.failures.push(`${where}: a prototype was changed`);
		}
	} finally {
		await sandbox.close();
	}
	report.seconds = Math.round((performance.now() - started) / 1000);
	return report;
}

function credentialsFor(sandbox: Sandbox, seed: number, round: number): Credentials {
	const apiKey = `fuzz-key-${seed}-${round}`;
	sandbox.control.putKey(apiKey, { quotas: { netCode: 1_000_000, utility: 1_000_000 } });
	return { apiKey, accessKey: HOTEL_ACCESS_KEY, baseUrl: sandbox.url, kitLocks: kitLocksText() };
}

function count(report: FuzzReport, kind: string, sets: number): void {
	report.sets += sets;
	report.byKind[kind] = (report.byKind[kind] ?? 0) + sets;
}

async function oddRows(
	random: Random,
	operation: Operation,
	credentials: Credentials,
	report: FuzzReport,
	where: string,
): Promise<number> {
	const rows = Array.from({ length: ROWS_OF_A_RUN }, () => oddRow(random, operation));
	if (/^(create|upsert)$/.test(operation.operation)) {
		// Rows that want different things for one client are refused, whatever else they hold.
		for (const [at, { row, odd }] of rows.entries())
			if (!odd.some(({ name }) => name === 'clientEmail')) row.clientEmail = `guest.${at}@example.com`;
	}
	const name = `${operation.resource}.${operation.operation}`;
	const parameters: INodeParameters = { resource: operation.resource, operation: operation.operation };
	for (const { name: field, collection, choices, isFixed } of operation.fields) {
		if (collection) continue;
		parameters[field] = isFixed
			? (pick(random, choices) as string)
			: `={{ $json[${JSON.stringify(field)}] }}`;
	}
	const { items, error, hints } = await runNode(
		{ parameters, credentials, onError: 'continueRegularOutput' },
		rows.map(({ row }) => row),
	);
	count(report, 'rows of an operation', rows.length);
	if (error) report.failures.push(`${where}, ${name}: throws under Continue: ${error.message}`);
	for (const hint of hints) crash(report, `${where}, ${name}`, hint);
	const seen = new Set<number>();
	for (const item of items) {
		const at = (item.pairedItem as { item: number }).item;
		seen.add(at);
		const problem = problemOf(item, rows[at].odd);
		if ('error' in item.json) report.refused++;
		if (problem)
			tell(report, `${where}, ${name}, row ${at}, ${describe(rows[at].row, rows[at].odd)}: ${problem}`);
	}
	const left = rows.findIndex((_, at) => !seen.has(at));
	if (left >= 0 && !error && !/^get(All|AuditEntries|Durations|Modes)$/.test(operation.operation))
		tell(report, `${where}, ${name}, row ${left}, ${describe(rows[left].row, rows[left].odd)}: no item`);
	return rows.length;
}

/** What is wrong with an item of a row that is odd in these fields. */
function problemOf({ json }: INodeExecutionData, odd: Field[]): string | undefined {
	const isError = typeof json.error === 'string' && typeof json.message === 'string';
	const text = isError ? `${json.error as string}\n${json.message as string}` : '';
	return isError ? wrongWords(text, odd) : undefined;
}

/** What is wrong with the words of a refusal, where these fields are odd. */
function wrongWords(text: string, odd: OddField[]): string | undefined {
	const found = crashTextIn(stripped(text));
	if (found) return `a crash text: ${found}`;
	if (text.length > 4_000) return `a message of ${text.length} characters`;
	if (odd.length !== 1) return undefined;
	// What the service refuses, or what leads to no record, is told by the service's own words.
	if (/^The API (refused|did not find) |^The values make a URL|^The code has already ended/.test(text))
		return undefined;
	// n8n's own refusal of a function.
	if (text.startsWith('this is a function')) return undefined;
	const names = [odd[0].label, ...(ALSO_CALLED[odd[0].name] ?? [])];
	return names.some((name) => text.toLowerCase().includes(name.toLowerCase()))
		? undefined
		: `does not name ${odd[0].label}: ${text}`;
}

/** Other words by which a message may name a field. */
const ALSO_CALLED: Record<string, string[]> = {
	activePeriods: ['period'],
	activePeriodsJson: ['period'],
	clientEmail: ['email', 'client'],
	lockId: ['lock'],
	entryTypes: ['entry type'],
	timezone: ['time zone'],
	duration: ['length'],
	options: ['option'],
};

/** A message without the user's own value, which may be a crash text itself. */
function stripped(text: string): string {
	return text.replace(/'\[object Object\][^']*'/g, "''").replace(/'NaN'|NaN is a number/g, "''");
}

function describe(row: IDataObject, odd: OddField[]): string {
	return odd
		.map(({ name, collection }) => {
			const holder = (collection ? row[collection] : row) as IDataObject | undefined;
			let value: string;
			try {
				value = JSON.stringify(holder?.[name]) ?? String(holder?.[name]);
			} catch {
				value = '(cannot be shown)';
			}
			return `${name} = ${value.slice(0, 120)}`;
		})
		.join(', ');
}

function crash(report: FuzzReport, where: string, text: string): void {
	const found = crashTextIn(stripped(text));
	if (found) tell(report, `${where}: a crash text: ${found}`);
}

function tell(report: FuzzReport, failure: string): void {
	if (report.failures.length < MAX_FAILURES) report.failures.push(failure);
}

const SEARCHES: Array<[string, string]> = [
	['searchClients', 'clientEmail'],
	['searchDurations', 'duration'],
	['searchK3Durations', 'duration'],
	['searchK3Timezones', 'timezone'],
	['searchKitLockModels', 'lockModel'],
	['searchKitLocks', 'kitLock'],
	['searchLockModels', 'lockModel'],
	['searchLocks', 'lockId'],
	['searchTimezones', 'timezone'],
];

async function oddSearches(
	random: Random,
	all: Operation[],
	credentials: Credentials,
	report: FuzzReport,
	where: string,
): Promise<number> {
	const sets = 100;
	for (let at = 0; at < sets; at++) {
		const [method, path] = pick(random, SEARCHES);
		const operation = pick(random, all);
		const { row } = oddRow(random, operation);
		const parameters = {
			resource: operation.resource,
			operation: operation.operation,
			...row,
		} as INodeParameters;
		if (random() < 0.3) parameters.requestOptions = pick(random, oddValues()) as never;
		const filter = random() < 0.5 ? undefined : (pick(random, oddValues()) as string);
		await told(
			report,
			`${where}, ${method}, set ${at}`,
			[],
			async () => await listSearch({ parameters, credentials }, method, filter, path),
		);
	}
	count(report, 'searches', sets);
	return sets;
}

const TRIGGER_FIELDS: OddField[] = [
	{ name: 'locks', label: 'Lock' },
	{ name: 'monthlyCalls', label: 'Monthly Call Limit' },
	{ name: 'filters', label: 'Filters' },
	{ name: 'options', label: 'Options' },
	{ name: 'entryTypes', collection: 'filters', label: 'Entry Types' },
	{ name: 'accessKey', collection: 'options', label: 'Access Key' },
	{ name: 'includeExisting', collection: 'options', label: 'Include Existing' },
	{ name: 'maxEntriesPerPoll', collection: 'options', label: 'Max Entries per Poll' },
];

async function oddTriggers(
	random: Random,
	credentials: Credentials,
	report: FuzzReport,
	where: string,
): Promise<number> {
	const sets = 40;
	for (let at = 0; at < sets; at++) {
		const odd = random() < 0.6 ? [pick(random, TRIGGER_FIELDS)] : TRIGGER_FIELDS.filter(() => random() < 0.5);
		const parameters: Record<string, unknown> = { locks: [BUSY_LOCK.lockId] };
		for (const { name, collection } of odd) {
			const value = pick(random, oddValues());
			if (!collection) parameters[name] = value;
			else {
				const known = parameters[collection];
				parameters[collection] = { ...(typeof known === 'object' ? known : {}), [name]: value };
			}
		}
		const settings = {
			parameters: parameters as INodeParameters,
			credentials,
			type: 'codelocksTrigger' as const,
		};
		const shown = `${where}, set ${at}, ${describe(parameters as IDataObject, odd)}`;
		if (random() < 0.2) {
			await told(report, shown, odd, async () => await loadOptions(settings, 'getLocks', 'locks'));
			continue;
		}
		const trigger = triggerWith(settings);
		await told(report, shown, odd, async () => {
			await trigger.poll();
			await trigger.poll();
		});
	}
	count(report, 'polls', sets);
	return sets;
}

/** Runs what may be refused, and looks at its words. */
async function told(
	report: FuzzReport,
	where: string,
	odd: OddField[],
	run: () => Promise<unknown>,
): Promise<void> {
	const began = startOfWork();
	try {
		await run();
	} catch (error) {
		report.refused++;
		const { message, description } = error as { message?: string; description?: string | null };
		const problem = wrongWords(`${message ?? String(error)}\n${description ?? ''}`, odd);
		if (problem) tell(report, `${where}: ${problem}`);
	}
	const took = Math.round(timeSince(began));
	if (took > MAX_SET_MS) report.failures.push(`${where}: ${took} ms`);
}
