import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';

import type { Locator } from 'playwright-core';

import type { WorkflowNode } from '../../playground/n8nApi.mts';
import type { RecordedCall } from '../../sandbox/calls.mts';
import type { Control } from '../../sandbox/control.mts';
import { durationsOf, type LockModel } from '../../sandbox/durations.mts';
import { netCodeFor } from '../../sandbox/netCode.mts';
import {
	BUSY_LOCK,
	DEFAULT_API_KEY,
	HOTEL_ACCESS_KEY,
	HOTEL_LOCKS,
	SUSPENDED_CLIENT_EMAIL,
} from '../../sandbox/seed.mts';
import type { Editor, Theme } from './editor.mts';

/** A node as n8n's own list of types describes it. */
export interface NodeType {
	name: string;
	displayName: string;
	description: string;
	properties: Property[];
}

interface Property {
	name: string;
	displayOptions?: { show?: { resource?: string[] } };
	options?: Array<{ name: string; value: string; action?: string; description?: string }>;
}

export interface Surroundings {
	editor: Editor;
	theme: Theme;
	control: Control;
	sandboxUrl: string;
	credential: { id: string; name: string };
	nodeTypes: NodeType[];
}

export interface Check {
	name: string;
	/** A look at colours and icons is worth taking in both themes. */
	themes: Theme[];
	run: (surroundings: Surroundings) => Promise<void>;
}

const LIGHT: Theme[] = ['light'];
const BOTH: Theme[] = ['light', 'dark'];

const KIT_LOCK_CODE = {
	resource: 'netCode',
	operation: 'generateForKitLock',
	lockModel: 'KL1060',
	timecode: '202604221226',
	identifier: '061725',
	start: '2026-12-01 16:00',
	duration: 3,
};

const frontDoor = { __rl: true, mode: 'list', value: BUSY_LOCK.lockId, cachedResultName: BUSY_LOCK.name };

export const checks: Check[] = [
	{ name: 'the node creator finds the node by what people look for', themes: LIGHT, run: searchNode },
	{ name: 'the node creator lists every action and the trigger', themes: BOTH, run: addFromCreator },
	{ name: 'icons are those of the theme, on the canvas and in the panel', themes: BOTH, run: showIcons },
	{ name: 'the credential form tests good and bad keys and addresses', themes: LIGHT, run: testCredential },
	{
		name: 'every resource offers its operations, each with a description',
		themes: LIGHT,
		run: listOperations,
	},
	{ name: 'a lock is found among 36, or named by its ID', themes: LIGHT, run: locateLock },
	{ name: 'a client is chosen from those of the lock', themes: LIGHT, run: locateClient },
	{ name: 'the durations follow the lock model', themes: LIGHT, run: followModel },
	{ name: 'a code for a picked date reaches the table as text', themes: BOTH, run: makeCode },
	{
		name: 'rows that repeat each other cost one call, and the panel says so',
		themes: LIGHT,
		run: repeatRows,
	},
	{ name: 'bad rows are all named before anything is charged', themes: BOTH, run: showBadRows },
	{ name: 'Mon to Fri 09:00 to 17:30 is two clicks and two times', themes: LIGHT, run: setActivePeriods },
	{ name: 'an update of active periods warns about what it replaces', themes: LIGHT, run: warnOnUpdate },
	{ name: 'the fields of the output are known before the first run', themes: LIGHT, run: previewFields },
	{ name: 'the trigger tells its cost and fetches a test event', themes: BOTH, run: fetchTestEvent },
];

const codelocks = ({ credential }: Surroundings, parameters: WorkflowNode['parameters']): WorkflowNode => ({
	name: 'Codelocks',
	type: 'n8n-nodes-codelocks.codelocks',
	typeVersion: 1,
	position: [0, 0],
	parameters,
	credentials: { codelocksApi: credential },
});

/** A sheet of bookings, as far as the node can tell. */
const rows = (list: object[]): WorkflowNode => ({
	name: 'Bookings',
	type: 'n8n-nodes-base.code',
	typeVersion: 2,
	position: [0, 0],
	parameters: { jsCode: `return ${JSON.stringify(list.map((json) => ({ json })))};` },
});

const RETRY_WITHIN_MS = 15_000;

/** Tries again until nothing is thrown: the page follows what the user does after a moment. */
async function eventually(attempt: () => Promise<void>): Promise<void> {
	const deadline = Date.now() + RETRY_WITHIN_MS;
	for (;;) {
		try {
			return await attempt();
		} catch (error) {
			if (Date.now() > deadline) throw error;
			await sleep(150);
		}
	}
}

const typeCalled = ({ nodeTypes }: Surroundings, name: string): NodeType =>
	nodeTypes.find((type) => type.name === `n8n-nodes-codelocks.${name}`)!;

const callsTo = (control: Control, part: string): RecordedCall[] =>
	control.getCalls().requests.filter(({ path }) => path.includes(part));

const texts = async (locator: Locator): Promise<string[]> =>
	(await locator.allInnerTexts()).map((text) => text.trim().replace(/\s+/g, ' '));

async function openCreator({ page }: Editor, search: string): Promise<Locator> {
	await page.getByTestId('node-creator-plus-button').click();
	await page.getByTestId('node-creator-search-bar').fill(search);
	return page.getByTestId('item-iterator-item');
}

async function searchNode(surroundings: Surroundings): Promise<void> {
	const { editor } = surroundings;
	for (const search of ['codelocks', 'door code', 'netcode', 'smart lock', 'keypad']) {
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
	await editor.openWorkflow([codelocks(surroundings, {})]);
	await editor.page.setViewportSize({ width: 1440, height: 1300 });
	const entry = (await openCreator(editor, 'codelocks')).first();
	await eventually(async () => assert.match(await entry.innerText(), /^Codelocks/));
	await entry.click();
	const creator = editor.page.getByTestId('node-creator');
	const actions = typeCalled(surroundings, 'codelocks')
		.properties.filter(({ name }) => name === 'operation')
		.flatMap(({ options = [] }) => options.map(({ action }) => action!));
	assert.equal(actions.length, 17);
	await eventually(async () => {
		assert.deepEqual(
			(await texts(creator.getByTestId('node-creator-item-name'))).sort(),
			[...actions].sort(),
		);
	});
	await editor.shoot('creator-actions', creator);
	await creator.getByText('Triggers (1)').click();
	await creator.getByText('On new Codelocks event').waitFor();

	await creator.getByText('Suspend a smart phone client of a K3 Connect lock').click();
	await editor.panel.waitFor();
	await eventually(async () => {
		assert.equal(await editor.field('resource').locator('input').inputValue(), 'K3 Client');
		assert.equal(await editor.field('operation').locator('input').inputValue(), 'Suspend');
	});
	await editor.page.setViewportSize({ width: 1440, height: 900 });
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

async function testCredential(surroundings: Surroundings): Promise<void> {
	const { editor, control, sandboxUrl } = surroundings;
	await editor.openAlone(codelocks(surroundings, { resource: 'k3Lock', operation: 'getAll' }));
	await editor.panel.getByTestId('node-credentials-select').click();
	await editor.page.getByTestId('node-credentials-select-item-new').click();
	const form = editor.page.getByTestId('editCredential-modal');
	const input = (name: string) => form.getByTestId(`parameter-input-${name}`).locator('input');
	await input('apiKey').waitFor();
	assert.equal(await input('baseUrl').inputValue(), 'https://api-connect.codelocks.io');
	assert.equal(await input('apiKey').getAttribute('type'), 'password');
	assert.equal(await input('accessKey').getAttribute('type'), 'password');

	/** Saves the form, which tests it. */
	const save = async (values: Record<string, string>): Promise<void> => {
		for (const [name, value] of Object.entries(values)) await input(name).fill(value);
		const tested = editor.page.waitForResponse((response) =>
			response.url().endsWith('/rest/credentials/test'),
		);
		await form.getByTestId('credential-save-button').click();
		await tested;
	};
	const reads = async (expected: RegExp): Promise<void> =>
		await eventually(async () => {
			const details = form.getByText('More details');
			if (await details.isVisible()) await details.click();
			assert.match(await form.innerText(), expected);
		});

	await save({ apiKey: 'wrong-key', baseUrl: sandboxUrl });
	await reads(/The API key is missing, wrong or disabled/);
	await editor.shoot('credential-bad-key', form);
	await save({ baseUrl: 'http://api-connect.codelocks.io' });
	await reads(/must begin with https/);
	await editor.shoot('credential-bad-address', form);

	control.resetCalls();
	await save({ apiKey: DEFAULT_API_KEY, accessKey: HOTEL_ACCESS_KEY, baseUrl: `${sandboxUrl}/` });
	await form.waitFor({ state: 'hidden' });
	await editor.panel.getByTestId('credential-edit-button').click();
	await reads(/Connection tested successfully/);
	await form.getByText('Retry').waitFor();
	await editor.shoot('credential', form);
	const paths = control.getCalls().requests.map(({ path }) => path);
	assert.deepEqual([...new Set(paths)], ['/u/1/k3connect/help/spcconfig']);
}

async function listOperations(surroundings: Surroundings): Promise<void> {
	const { editor } = surroundings;
	await editor.openAlone(codelocks(surroundings, {}));
	const { properties } = typeCalled(surroundings, 'codelocks');
	const resources = properties.find(({ name }) => name === 'resource')?.options ?? [];
	assert.deepEqual(
		await editor.choicesOf('resource', 'resources'),
		resources.map(({ name, description }) => `${name} ${description}`),
	);
	for (const { name, value } of resources) {
		await editor.choose('resource', name);
		const operations = properties.find(
			(property) => property.name === 'operation' && property.displayOptions?.show?.resource?.includes(value),
		);
		assert.deepEqual(
			await editor.choicesOf('operation', `operations-${value}`),
			operations?.options?.map((operation) => `${operation.name} ${operation.description}`),
		);
	}
}

async function locateLock(surroundings: Surroundings): Promise<void> {
	const { editor, control } = surroundings;
	await editor.openAlone(codelocks(surroundings, { resource: 'k3Lock', operation: 'get' }));
	const items = editor.page.getByTestId('rlc-item');
	await editor.panel.getByTestId('rlc-input').click();
	const names = HOTEL_LOCKS.map(({ name }) => name).sort((one, other) =>
		one.localeCompare(other, 'en', { numeric: true }),
	);
	await eventually(async () => assert.deepEqual(await texts(items), names));
	control.resetCalls();
	await editor.page.getByTestId('rlc-search').fill('room 11');
	const found = names.filter((name) => name.startsWith('Room 11'));
	await eventually(async () => assert.deepEqual(await texts(items), found));
	assert.deepEqual(control.getCalls().requests, [], 'a search costs no call while the list is fresh');
	await editor.shoot('lock-search', editor.form);
	await items.getByText('Room 112', { exact: true }).click();
	await editor.execute();
	await eventually(async () => assert.match(await editor.output.innerText(), /Room 112/));

	await editor.panel.getByTestId('rlc-mode-selector').click();
	await editor.page.getByRole('option', { name: 'By ID' }).click();
	await editor.panel.getByTestId('rlc-input').fill(BUSY_LOCK.lockId);
	await editor.panel.getByTestId('rlc-input').blur();
	await eventually(async () => {
		// What was typed reaches the run after a moment.
		await editor.execute();
		await sleep(1000);
		assert.match(await editor.output.innerText(), new RegExp(BUSY_LOCK.name));
	});
	await editor.shoot('lock-by-id');
}

async function locateClient(surroundings: Surroundings): Promise<void> {
	const { editor, control } = surroundings;
	control.reset();
	await editor.openAlone(
		codelocks(surroundings, { resource: 'k3Client', operation: 'restore', lockId: frontDoor }),
	);
	await editor.panel.getByTestId('rlc-input').nth(1).click();
	const suspended = editor.page.getByTestId('rlc-item').getByText(`${SUSPENDED_CLIENT_EMAIL} (suspended)`);
	await suspended.waitFor();
	await editor.shoot('client-list');
	await suspended.click();
	await editor.execute();
	await eventually(async () => {
		const [call] = callsTo(control, '/client').filter(({ method }) => method === 'PATCH');
		assert.deepEqual([call?.form.clientemail, call?.form.action], [SUSPENDED_CLIENT_EMAIL, 'RESTORE']);
	});
	await eventually(async () => assert.match(await editor.output.innerText(), /SUCCESS/));
}

async function followModel(surroundings: Surroundings): Promise<void> {
	const { editor } = surroundings;
	await editor.openAlone(codelocks(surroundings, { ...KIT_LOCK_CODE, lockModel: '', duration: '' }));
	assert.deepEqual(await editor.choicesOf('lockModel'), ['KL1060', 'KL1060C2', 'KL1060G3', 'KL1550']);
	for (const lockModel of ['KL1550', 'KL1060G3'] satisfies LockModel[]) {
		await editor.choose('lockModel', lockModel);
		await eventually(async () => {
			const choices = await editor.choicesOf('duration', `durations-${lockModel}`);
			assert.equal(choices.length, durationsOf(lockModel).length, lockModel);
			assert.equal(new Set(choices).size, choices.length, 'no two choices read the same');
			assert.equal(choices.includes('2 days, single use'), lockModel === 'KL1060G3');
		});
	}
}

async function makeCode(surroundings: Surroundings): Promise<void> {
	const { editor } = surroundings;
	await editor.openAlone(codelocks(surroundings, { ...KIT_LOCK_CODE, start: '' }));
	await editor.pickDate('start', '2026-12-01 16:00:00');
	await editor.execute();
	const netCode = netCodeFor({
		id: KIT_LOCK_CODE.timecode,
		start: '2026-12-01 16:00',
		duration: KIT_LOCK_CODE.duration,
		lockModel: 'KL1060',
		identifier: KIT_LOCK_CODE.identifier,
	});
	await eventually(async () => {
		const [first, ...others] = await editor.outputTable();
		assert.deepEqual(first.slice(0, 5), ['netCode', 'start', 'startsAt', 'expires', 'expiresAt']);
		assert.deepEqual(
			others.map((cells) => cells.slice(0, 3)),
			[[netCode, '2026-12-01 16:00', '2026-12-01T16:00:00+00:00']],
		);
	});
	await editor.shoot('netcode', editor.panel);
}

async function repeatRows(surroundings: Surroundings): Promise<void> {
	const { editor, control } = surroundings;
	control.resetCalls();
	const bookings = [
		{ room: '101', start: '2026-12-01 16:00' },
		{ room: '102', start: '2026-12-02 10:00' },
		{ room: '103', start: '2026-12-02 10:00' },
	];
	await editor.openWorkflow([
		rows(bookings),
		codelocks(surroundings, { ...KIT_LOCK_CODE, start: '={{ $json.start }}' }),
	]);
	await editor.openNode('Codelocks');
	await editor.execute();
	await eventually(async () => {
		const codes = (await editor.outputTable()).slice(1).map(([code]) => code);
		assert.equal(codes.length, 3);
		assert.equal(codes[1], codes[2]);
	});
	await eventually(async () => {
		const hints = await editor.output.getByTestId('run-data-hints').innerText();
		assert.match(hints, /2 NetCode calls for 3 rows; 1 row repeated earlier ones/);
	});
	assert.equal(callsTo(control, '/netcode/').length, 2);
	await editor.shoot('repeated-rows', editor.panel);
}

async function showBadRows(surroundings: Surroundings): Promise<void> {
	const { editor, control } = surroundings;
	control.resetCalls();
	const bookings = [
		{ room: '101', start: '2026-12-01 16:00', identifier: '061725' },
		{ room: '102', start: '01/07/2026', identifier: '061725' },
		{ room: '103', start: '2026-12-02 10:00', identifier: 61725 },
	];
	await editor.openWorkflow([
		rows(bookings),
		codelocks(surroundings, {
			...KIT_LOCK_CODE,
			start: '={{ $json.start }}',
			identifier: '={{ $json.identifier }}',
		}),
	]);
	await editor.openNode('Codelocks');
	await editor.execute();
	const message = editor.output.getByTestId('node-error-message');
	await message.waitFor();
	assert.match(
		await message.innerText(),
		/2 of 3 items .* nothing was charged. Item 1: Start '01\/07\/2026'/,
	);
	const description = await editor.output.getByTestId('node-error-description').innerText();
	assert.match(description, /Item 2: Identifier '61725' has 5 digits/);
	assert.equal(callsTo(control, '/netcode/').length, 0);
	await editor.shoot('bad-rows', editor.panel);
}

async function setActivePeriods(surroundings: Surroundings): Promise<void> {
	const { editor, control } = surroundings;
	control.reset();
	await editor.openAlone(
		codelocks(surroundings, {
			resource: 'k3Client',
			operation: 'create',
			lockId: frontDoor,
			clientEmail: 'contractor@example.com',
		}),
	);
	for (const day of ['Saturday', 'Sunday']) {
		await editor.field('weekdays').locator('.el-tag', { hasText: day }).locator('.el-tag__close').click();
	}
	await editor.field('from').locator('input').fill('09:00');
	await editor.field('to').locator('input').fill('17:30');
	await editor.field('to').locator('input').blur();
	await editor.page.setViewportSize({ width: 1440, height: 1150 });
	await editor.shoot('active-periods', editor.form);
	await editor.page.setViewportSize({ width: 1440, height: 900 });
	await editor.execute();
	const call = () => callsTo(control, '/client').find(({ method }) => method === 'POST');
	await eventually(async () => assert.ok(call(), 'the client is created'));
	const periods = JSON.parse(call()!.form.activeperiods) as Record<string, Record<string, unknown>>;
	const { enabled, starts, ends, ...days } = periods['0'];
	assert.deepEqual({ enabled, starts, ends }, { enabled: true, starts: '09:00', ends: '17:30' });
	assert.deepEqual(
		Object.keys(days).filter((day) => days[day]),
		['mon', 'tue', 'wed', 'thu', 'fri'],
	);
	assert.equal(Object.values(periods).filter((period) => period.enabled).length, 1);
	assert.equal(Object.keys(periods).length, 10);
}

async function warnOnUpdate(surroundings: Surroundings): Promise<void> {
	const { editor } = surroundings;
	await editor.openAlone(
		codelocks(surroundings, { resource: 'k3Client', operation: 'update', lockId: frontDoor }),
	);
	const notice = editor.panel.getByText('take the place of all that the client has');
	await notice.waitFor();
	await editor.panel.getByText('Add period').click();
	assert.equal(await editor.field('from').locator('input').inputValue(), '09:00');
	assert.equal(await editor.field('to').locator('input').inputValue(), '17:30');
	await editor.shoot('update-periods', editor.form);
}

async function previewFields(surroundings: Surroundings): Promise<void> {
	const { editor } = surroundings;
	await editor.openWorkflow([
		codelocks(surroundings, KIT_LOCK_CODE),
		{ name: 'Edit Fields', type: 'n8n-nodes-base.set', typeVersion: 3.4, position: [0, 0], parameters: {} },
	]);
	await editor.openNode('Edit Fields');
	const fields = editor.panel.getByTestId('ndv-input-panel').getByTestId('run-data-schema-item');
	await eventually(async () => {
		const names = await texts(fields);
		assert.deepEqual(names.slice(0, 5), ['netCode', 'start', 'startsAt', 'expires', 'expiresAt']);
		assert.equal(names.length, 11);
	});
	await editor.shoot('field-preview', editor.panel.getByTestId('ndv-input-panel'));
}

async function fetchTestEvent(surroundings: Surroundings): Promise<void> {
	const { editor, control, credential } = surroundings;
	control.reset();
	await editor.openAlone({
		name: 'Codelocks Trigger',
		type: 'n8n-nodes-codelocks.codelocksTrigger',
		typeVersion: 1,
		position: [0, 0],
		parameters: { locks: [BUSY_LOCK.lockId] },
		credentials: { codelocksApi: credential },
	});
	await editor.panel
		.getByText(/one Utility call for each lock/)
		.first()
		.waitFor();
	await editor.shoot('trigger', editor.form);
	await editor.execute();
	await eventually(async () => {
		const [header, ...entries] = await editor.outputTable();
		assert.deepEqual(header.slice(0, 3), ['enteredAt', 'LockName', 'EntryType']);
		assert.ok(entries.length > 0);
		assert.ok(entries.every((cells) => cells[1] === BUSY_LOCK.name));
	});
	await editor.shoot('trigger-event', editor.panel);
}
