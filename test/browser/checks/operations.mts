import assert from 'node:assert/strict';

import { netCodeFor } from '../../../sandbox/netCode.mts';
import {
	ACTIVE_CLIENT_EMAIL,
	BUSY_LOCK,
	HOTEL_ACCESS_KEY,
	SUSPENDED_CLIENT_EMAIL,
} from '../../../sandbox/seed.mts';
import { eventually, LIGHT, operationsByResource, type Check, type Surroundings } from '../check.mts';
import { STEP_WINDOW, type View } from '../editor.mts';
import { chosen, codelocks, FRONT_DOOR, KIT_LOCK_CODE } from '../nodes.mts';

/** An operation as the documentation shows it. */
interface Step {
	/** What the fields hold, by their internal names. */
	fields: Record<string, unknown>;
	/** The first rows of the table that comes out, as far as they matter. */
	rows: Array<Record<string, string | RegExp>>;
	/** How many items come out, if there are more than the rows above. */
	count?: number;
	/** What the picture shows: the table unless said otherwise. It has no room for all columns of a large item. */
	view?: View;
}

const client = (email: string) => chosen(email, email);

const clientResult = (email: string) => ({ email, lockid: BUSY_LOCK.lockId });

const KL1060 = chosen('KL1060', 'KL1060');

/** By resource and operation. */
const STEPS: Record<string, Record<string, Step>> = {
	netCode: {
		generateForKitLock: {
			fields: KIT_LOCK_CODE,
			rows: [
				{
					netCode: netCodeFor({
						id: KIT_LOCK_CODE.timecode,
						start: '2030-07-01 15:00',
						duration: 3,
						lockModel: 'KL1060',
						identifier: KIT_LOCK_CODE.identifier,
					}),
					start: '2030-07-01 16:00',
					startsAt: '2030-07-01T16:00:00+01:00',
					expiresAt: '2030-07-01T20:00:00+01:00',
					duration: '4 hours',
				},
			],
			view: 'schema',
		},
		generateForK3Lock: {
			fields: { lockId: FRONT_DOOR, start: '2030-07-01T00:00:00', duration: chosen('13', '2 days') },
			rows: [
				{
					netCode: netCodeFor({
						id: BUSY_LOCK.lockId,
						start: '2030-07-01 00:00',
						duration: 13,
						lockModel: 'K3CONNECT',
						identifier: HOTEL_ACCESS_KEY,
					}),
					lockName: BUSY_LOCK.name,
					startsAt: '2030-07-01T00:00:00+01:00',
					expiresAt: '2030-07-03T00:00:00+01:00',
				},
			],
			view: 'schema',
		},
	},
	k3Lock: {
		getAll: {
			fields: { returnAll: true },
			rows: [
				{ LockName: 'Front Door', BatteryStatus: 'FULL' },
				{ LockName: 'Wine Cellar', BatteryStatus: 'FULL' },
			],
			count: 36,
		},
		get: {
			fields: { lockId: FRONT_DOOR },
			rows: [{ LockId: BUSY_LOCK.lockId, LockName: 'Front Door', LockLocation: 'Main building' }],
			view: 'schema',
		},
		getAuditEntries: {
			fields: {
				lockId: FRONT_DOOR,
				filters: { after: '2026-04-01T00:00:00', entryTypes: 'NETCODE' },
			},
			rows: [{ DateEntered: '2026-04-16T22:38:47', EntryText: 'Front Door was opened with a NetCode.' }],
			count: 8,
		},
	},
	k3Client: {
		create: {
			fields: {
				lockId: FRONT_DOOR,
				clientEmail: { __rl: true, mode: 'email', value: 'ada@example.com' },
				activePeriods: {
					period: [
						{ weekdays: ['mon', 'tue', 'wed', 'thu', 'fri'], from: '09:00', to: '17:30', enabled: true },
					],
				},
			},
			rows: [clientResult('ada@example.com')],
		},
		upsert: {
			fields: {
				lockId: FRONT_DOOR,
				clientEmail: client(ACTIVE_CLIENT_EMAIL),
				activePeriods: {
					period: [{ weekdays: ['sat', 'sun'], from: '08:00', to: '20:00', enabled: true }],
				},
			},
			rows: [{ outcome: 'updated', ...clientResult(ACTIVE_CLIENT_EMAIL) }],
		},
		update: {
			fields: {
				lockId: FRONT_DOOR,
				clientEmail: client(ACTIVE_CLIENT_EMAIL),
				activePeriods: {
					period: [{ weekdays: ['sat', 'sun'], from: '08:00', to: '20:00', enabled: true }],
				},
			},
			rows: [clientResult(ACTIVE_CLIENT_EMAIL)],
		},
		suspend: {
			fields: { lockId: FRONT_DOOR, clientEmail: client(ACTIVE_CLIENT_EMAIL) },
			rows: [clientResult(ACTIVE_CLIENT_EMAIL)],
		},
		restore: {
			fields: { lockId: FRONT_DOOR, clientEmail: client(SUSPENDED_CLIENT_EMAIL) },
			rows: [clientResult(SUSPENDED_CLIENT_EMAIL)],
		},
		delete: {
			fields: { lockId: FRONT_DOOR, clientEmail: client(SUSPENDED_CLIENT_EMAIL) },
			rows: [{ deleted: 'true', ...clientResult(SUSPENDED_CLIENT_EMAIL) }],
		},
		getAll: {
			fields: { lockId: FRONT_DOOR },
			rows: [
				{ email: ACTIVE_CLIENT_EMAIL, status: 'ACTIVE', activeperiods: /^0 enabled:true/ },
				{ email: SUSPENDED_CLIENT_EMAIL, status: 'SUSPENDED', accesstype: 'STANDARD' },
			],
			view: 'schema',
		},
		getActivePeriodSchema: {
			fields: {},
			rows: [{ activeperiods: /^0 enabled:true starts:00:00 ends:23:59 mon:true/ }],
			view: 'json',
		},
	},
	k3Account: {
		get: { fields: {}, rows: [{ email: 'hotel.manager@example.com', spccmstatus: 'ENABLED' }] },
	},
	utility: {
		getDurations: {
			fields: { lockModel: KL1060 },
			rows: [{ DurationID: '0', Mode: 'Standard', SubMode: 'Multi Use', DurationHours: '1' }],
			count: 40,
		},
		getDuration: {
			fields: { lockModel: KL1060, duration: chosen('13', '2 days') },
			rows: [{ DurationID: '13', LockModel: 'KL1060', Duration: 'Days:2 Hours:0' }],
			view: 'schema',
		},
		getModes: {
			fields: { lockModel: KL1060 },
			rows: [{ Mode: 'Standard', SubMode: 'Multi Use' }, { Mode: 'ACC' }],
		},
		getInitSequence: {
			fields: { lockModel: KL1060, options: { randomId: true } },
			rows: [{ InitSeq: '#11335577*207317*260422*0930*', TimeCode: '202604220930' }],
			view: 'schema',
		},
	},
};

const everyStep = Object.entries(STEPS).flatMap(([resource, operations]) =>
	Object.entries(operations).map(([operation, step]) => ({ resource, operation, step })),
);

/** Every operation with its fields filled in, run, and kept as a picture. */
export const operationsChecks: Check[] = [
	{ name: 'every operation is tried out', themes: LIGHT, run: compareOperations },
	...everyStep.map(({ resource, operation, step }) => ({
		isLike: Object.keys(STEPS[resource])[0] !== operation,
		name: `${resource} ${operation} runs, and its output is a table`,
		themes: LIGHT,
		run: async (surroundings: Surroundings) => await runStep(surroundings, resource, operation, step),
	})),
];

async function compareOperations(surroundings: Surroundings): Promise<void> {
	const offered = operationsByResource(surroundings).flatMap(({ value, operations }) =>
		operations.map((operation) => `${value} ${operation.value}`),
	);
	const tried = everyStep.map(({ resource, operation }) => `${resource} ${operation}`);
	assert.deepEqual(tried.sort(), offered.sort());
}

async function runStep(
	surroundings: Surroundings,
	resource: string,
	operation: string,
	{ fields, rows, count = rows.length, view = 'table' }: Step,
): Promise<void> {
	const { editor, control } = surroundings;
	control.reset();
	await editor.openAlone(codelocks(surroundings, { resource, operation, ...fields }), STEP_WINDOW);
	await editor.execute();
	assert.equal(await editor.form.getByTestId('parameter-issues').count(), 0, 'n8n accepts each field');
	await editor.viewOutput('table');
	await eventually(async () => {
		const [header, ...lines] = await editor.outputTable();
		rows.forEach((row, index) => assertCells(row, header, lines[index]));
		const items = await editor.output.getByTestId('ndv-items-count').innerText();
		assert.match(items, new RegExp(`\\b${count} items?\\b`));
	});
	await editor.viewOutput(view);
	await editor.shootStep(`docs/${inKebabCase(resource)}-${inKebabCase(operation)}`);
}

function assertCells(expected: Step['rows'][number], header: string[], cells: string[] = []): void {
	for (const [name, value] of Object.entries(expected)) {
		const cell = cells[header.indexOf(name)] ?? 'no such cell';
		if (typeof value === 'string') assert.equal(cell, value, name);
		else assert.match(cell, value, name);
	}
}

const inKebabCase = (name: string): string => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
