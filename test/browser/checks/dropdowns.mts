import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';

import { durationsOf, type LockModel } from '../../../sandbox/durations.mts';
import {
	ACTIVE_CLIENT_EMAIL,
	BUSY_LOCK,
	HOTEL_LOCKS,
	KIT_LOCKS,
	SUSPENDED_CLIENT_EMAIL,
} from '../../../sandbox/seed.mts';
import {
	BOTH,
	callsTo,
	eventually,
	LIGHT,
	operationsByResource,
	texts,
	type Check,
	type Surroundings,
} from '../check.mts';
import { STEP_WINDOW } from '../editor.mts';
import { chosen, codelocks, FRONT_DOOR, KIT_LOCK_CODE } from '../nodes.mts';

/** What the dropdowns offer. */
export const dropdownsChecks: Check[] = [
	{
		name: 'every resource offers its operations, each with a description',
		themes: LIGHT,
		run: listOperations,
	},
	{ name: 'a lock is found among 36, or named by its ID', themes: LIGHT, run: locateLock },
	{ name: 'a client is chosen from those of the lock', themes: LIGHT, run: locateClient },
	{ name: 'the durations follow the lock model', themes: LIGHT, run: followModel },
	{ name: 'an expression for the duration is read as a length', themes: LIGHT, run: typeLength },
	{ name: 'a KitLock is chosen by its name', themes: BOTH, run: chooseKitLock },
	{ name: 'time zones are found by a part of their name', themes: BOTH, run: chooseZone },
	{ name: 'a client survives a change of the operation', themes: BOTH, run: changeOperation },
];

async function listOperations(surroundings: Surroundings): Promise<void> {
	const { editor } = surroundings;
	await editor.openAlone(codelocks(surroundings, {}));
	const resources = operationsByResource(surroundings);
	assert.deepEqual(
		await editor.choicesOf('resource', 'resources'),
		resources.map(({ name, description }) => `${name} ${description}`),
	);
	for (const { name, value, operations } of resources) {
		await editor.choose('resource', name);
		assert.deepEqual(
			await editor.choicesOf('operation', `operations-${value}`),
			operations.map((operation) => `${operation.name} ${operation.description}`),
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
	await editor.shootFields('docs/lock-search');
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
		codelocks(surroundings, { resource: 'k3Client', operation: 'restore', lockId: FRONT_DOOR }),
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
	await eventually(async () =>
		assert.match(await editor.output.innerText(), new RegExp(SUSPENDED_CLIENT_EMAIL)),
	);
}

async function followModel(surroundings: Surroundings): Promise<void> {
	const { editor } = surroundings;
	const models = ['KL1060', 'KL1060C2', 'KL1060G3', 'KL1550'] satisfies LockModel[];
	for (const lockModel of ['KL1550', 'KL1060G3'] satisfies LockModel[]) {
		await editor.openAlone(
			codelocks(surroundings, {
				...KIT_LOCK_CODE,
				lockModel: chosen('', ''),
				duration: chosen('', ''),
			}),
			STEP_WINDOW,
		);
		assert.deepEqual(await editor.locatorChoices('lockModel'), models);
		await editor.pickFromLocator(lockModel);
		const choices = await editor.locatorChoices('duration', `durations-${lockModel}`);
		assert.ok(choices.length > 5 && choices.length <= durationsOf(lockModel).length, lockModel);
		assert.equal(new Set(choices).size, choices.length, 'no two choices read the same');
		await editor.pickFromLocator('4 hours');
	}
}

async function typeLength(surroundings: Surroundings): Promise<void> {
	const { editor } = surroundings;
	await editor.openAlone(codelocks(surroundings, { ...KIT_LOCK_CODE, duration: chosen('', '') }));
	const duration = editor.locator('duration');
	await duration.hover();
	// The switch is part of the field's label, which is the nearest thing around both.
	const around = duration.locator('xpath=ancestor::*[.//*[@data-test-id="radio-button-expression"]][1]');
	await around.getByTestId('radio-button-expression').first().click({ force: true });
	await eventually(async () => {
		const mode = await duration.getByTestId('rlc-mode-selector').locator('input').inputValue();
		assert.equal(mode, 'By Length');
	});
	await editor.shoot('duration-expression', editor.form);
}

async function chooseKitLock(surroundings: Surroundings): Promise<void> {
	const { editor, control } = surroundings;
	control.resetCalls();
	await editor.openAlone(
		codelocks(surroundings, { ...KIT_LOCK_CODE, lockFrom: 'credential', kitLock: chosen('', '') }),
	);
	const choices = await editor.locatorChoices('kitLock', 'docs/kit-locks');
	assert.deepEqual([...choices].sort(), KIT_LOCKS.map(({ name }) => name).sort());
	assert.deepEqual(control.getCalls().requests, [], 'the list costs no call');
	await editor.pickFromLocator('Bike Store');
	await editor.execute();
	await eventually(async () => {
		const [header, cells] = await editor.outputTable();
		assert.equal(cells[header.indexOf('lockName')], 'Bike Store');
		assert.ok(!header.includes('timecode'));
	});
}

async function chooseZone(surroundings: Surroundings): Promise<void> {
	const { editor, control } = surroundings;
	control.resetCalls();
	await editor.openAlone(
		codelocks(surroundings, { ...KIT_LOCK_CODE, options: { timezone: chosen('', '') } }),
		STEP_WINDOW,
	);
	await editor.locatorChoices('timezone', 'time-zones');
	await editor.page.getByTestId('rlc-search').fill('lisb');
	await eventually(async () =>
		assert.match((await texts(editor.page.getByTestId('rlc-item'))).join(), /^Europe\/Lisbon/),
	);
	assert.deepEqual(control.getCalls().requests, [], 'the list costs no call');
}

async function changeOperation(surroundings: Surroundings): Promise<void> {
	const { editor } = surroundings;
	await editor.openAlone(
		codelocks(surroundings, {
			resource: 'k3Client',
			operation: 'update',
			lockId: FRONT_DOOR,
			clientEmail: chosen(ACTIVE_CLIENT_EMAIL, ACTIVE_CLIENT_EMAIL),
		}),
		STEP_WINDOW,
	);
	for (const operation of ['Create', 'Update', 'Create or Update']) {
		await editor.choose('operation', operation);
		await eventually(async () =>
			assert.equal(
				await editor.locator('clientEmail').getByTestId('rlc-input').inputValue(),
				ACTIVE_CLIENT_EMAIL,
			),
		);
	}
}
