import assert from 'node:assert/strict';

import { callsTo, eventually, LIGHT, type Check, type Surroundings } from '../check.mts';
import { codelocks, FRONT_DOOR, typed } from '../nodes.mts';

/** The form of a client's active periods. */
export const activePeriodsChecks: Check[] = [
	{ name: 'Mon to Fri 09:00 to 17:30 is two clicks and two times', themes: LIGHT, run: setActivePeriods },
	{ name: 'an update of active periods warns about what it replaces', themes: LIGHT, run: warnOnUpdate },
];

async function setActivePeriods(surroundings: Surroundings): Promise<void> {
	const { editor, control } = surroundings;
	control.reset();
	await editor.openAlone(
		codelocks(surroundings, {
			resource: 'k3Client',
			operation: 'create',
			lockId: FRONT_DOOR,
			clientEmail: typed('email', 'contractor@example.com'),
		}),
	);
	for (const day of ['Saturday', 'Sunday']) {
		await editor.field('weekdays').locator('.el-tag', { hasText: day }).locator('.el-tag__close').click();
	}
	await editor.field('from').locator('input').fill('09:00');
	await editor.field('to').locator('input').fill('17:30');
	await editor.field('to').locator('input').blur();
	await editor.shoot('active-periods', editor.form);
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
		codelocks(surroundings, { resource: 'k3Client', operation: 'update', lockId: FRONT_DOOR }),
	);
	const notice = editor.panel.getByText('replace all periods of the client');
	await notice.waitFor();
	await editor.panel.getByText('Add period').click();
	assert.equal(await editor.field('from').locator('input').inputValue(), '09:00');
	assert.equal(await editor.field('to').locator('input').inputValue(), '17:30');
	await editor.shoot('update-periods', editor.form);
}
