import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';

import { durationsOf, type LockModel } from '../../../sandbox/durations.mts';
import { BUSY_LOCK, HOTEL_LOCKS, SUSPENDED_CLIENT_EMAIL } from '../../../sandbox/seed.mts';
import {
	callsTo,
	eventually,
	LIGHT,
	operationsByResource,
	texts,
	type Check,
	type Surroundings,
} from '../check.mts';
import { codelocks, FRONT_DOOR, KIT_LOCK_CODE } from '../nodes.mts';

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
