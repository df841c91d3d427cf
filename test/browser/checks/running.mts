import assert from 'node:assert/strict';

import { netCodeFor } from '../../../sandbox/netCode.mts';
import { BOTH, callsTo, eventually, LIGHT, texts, type Check, type Surroundings } from '../check.mts';
import { STEP_WINDOW } from '../editor.mts';
import { codelocks, KIT_LOCK_CODE, rows, typed } from '../nodes.mts';

/** Runs of the node, and what the panel says about them. */
export const runningChecks: Check[] = [
	{ name: 'a code for a picked date reaches the table as text', themes: BOTH, run: makeCode },
	{
		name: 'rows that repeat each other cost one call, and the panel says so',
		themes: LIGHT,
		run: repeatRows,
	},
	{ name: 'bad rows are all named before anything is charged', themes: BOTH, run: showBadRows },
	{ name: 'the columns of a booking stay beside its code', themes: BOTH, run: keepColumns },
	{ name: 'the fields of the output are known before the first run', themes: LIGHT, run: previewFields },
];

async function makeCode(surroundings: Surroundings): Promise<void> {
	const { editor } = surroundings;
	await editor.openAlone(codelocks(surroundings, { ...KIT_LOCK_CODE, start: '' }), STEP_WINDOW);
	await editor.pickDate('start', '2030-12-01 16:00:00');
	await editor.execute();
	const netCode = netCodeFor({
		id: KIT_LOCK_CODE.timecode,
		start: '2030-12-01 16:00',
		duration: 3,
		lockModel: 'KL1060',
		identifier: KIT_LOCK_CODE.identifier,
	});
	await eventually(async () => {
		const [first, ...others] = await editor.outputTable();
		assert.deepEqual(first.slice(0, 5), ['netCode', 'start', 'expires', 'startsAt', 'expiresAt']);
		assert.deepEqual(
			others.map((cells) => cells.slice(0, 4)),
			[[netCode, '2030-12-01 16:00', '2030-12-01 20:00', '2030-12-01T16:00:00+00:00']],
		);
	});
	await editor.shootStep('docs/netcode');
}

async function repeatRows(surroundings: Surroundings): Promise<void> {
	const { editor, control } = surroundings;
	control.resetCalls();
	// Those of the README's example.
	const bookings = [
		{ room: 'Room 4', identifier: '029935', start: '2030-07-01 16:00' },
		{ room: 'Room 4', identifier: '029935', start: '2030-07-01 16:00' },
		{ room: 'Room 9', identifier: '355722', start: '2030-07-02 10:00' },
	];
	await editor.openWorkflow([
		rows(bookings),
		codelocks(surroundings, {
			...KIT_LOCK_CODE,
			identifier: '={{ $json.identifier }}',
			start: '={{ $json.start }}',
		}),
	]);
	await editor.openNode('Codelocks');
	await editor.execute();
	await eventually(async () => {
		const codes = (await editor.outputTable()).slice(1).map(([code]) => code);
		assert.deepEqual(codes, bookings.map(codeOf));
	});
	await eventually(async () => {
		const hints = await editor.output.getByTestId('run-data-hints').innerText();
		assert.match(hints, /2 NetCode calls for 3 rows; 1 repeated an earlier row/);
	});
	assert.equal(callsTo(control, '/netcode/').length, 2);
	await editor.shoot('docs/repeated-rows', editor.panel);
}

/** The code of a booking in British summer time, on the lock's clock. */
function codeOf({ identifier, start }: { identifier: string; start: string }): string {
	const hour = String(Number(start.slice(11, 13)) - 1).padStart(2, '0');
	return netCodeFor({
		id: KIT_LOCK_CODE.timecode,
		start: `${start.slice(0, 11)}${hour}${start.slice(13)}`,
		duration: 3,
		lockModel: 'KL1060',
		identifier,
	});
}

async function keepColumns(surroundings: Surroundings): Promise<void> {
	const { editor } = surroundings;
	await editor.openWorkflow(
		[
			rows([{ guest: 'Ada', room: 'Bike Store', checkIn: '2030-07-01 16:00', checkOut: '2030-07-01 18:30' }]),
			codelocks(surroundings, {
				resource: 'netCode',
				operation: 'generateForKitLock',
				lockFrom: 'credential',
				kitLock: typed('name', '={{ $json.room }}'),
				start: '={{ $json.checkIn }}',
				lengthAs: 'end',
				end: '={{ $json.checkOut }}',
				options: { includeInputFields: true },
			}),
		],
		STEP_WINDOW,
	);
	await editor.openNode('Codelocks');
	await editor.execute();
	await eventually(async () => {
		const [header, cells] = await editor.outputTable();
		assert.deepEqual(header.slice(0, 5), ['guest', 'room', 'checkIn', 'checkOut', 'doorCode']);
		assert.match(cells[4], /lockName ?: ?Bike Store.*duration ?: ?3 hours/);
	});
	await editor.shoot('docs/columns-kept', editor.output);
}

async function showBadRows(surroundings: Surroundings): Promise<void> {
	const { editor, control } = surroundings;
	control.resetCalls();
	const bookings = [
		{ room: '101', start: '2030-12-01 16:00', identifier: '061725' },
		{ room: '102', start: '01/07/2030', identifier: '061725' },
		{ room: '103', start: '2030-12-02 10:00', identifier: 61725 },
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
	assert.match(await message.innerText(), /2 of 3 items .*Start '01\/07\/2030'/);
	const description = await editor.output.getByTestId('node-error-description').innerText();
	assert.match(description, /Item 2: Identifier '61725' has 5 digits/);
	assert.equal(callsTo(control, '/netcode/').length, 0);
	await editor.shoot('bad-rows', editor.panel);
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
		// Below the fields, the panel lists variables of n8n's own.
		const names = (await texts(fields)).filter((name) => !name.startsWith('$'));
		assert.deepEqual(names.slice(0, 5), ['netCode', 'start', 'expires', 'startsAt', 'expiresAt']);
		assert.ok(names.length <= 10);
	});
	await editor.shoot('field-preview', editor.panel.getByTestId('ndv-input-panel'));
}
