import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { BUSY_LOCK, HOTEL_LOCKS } from '../sandbox/seed.mts';
import { locator, type NodeRun, type NodeSettings, routeNode, runNode } from './support/engine.mts';
import { useSandbox } from './support/sandbox.mts';

const sandbox = useSandbox();

const DETAILS: INodeParameters = { lockModel: 'KL1060', timecode: '202604221226', identifier: '061725' };
const START = '2030-07-01 16:00';

const settings = (
	place: string,
	parameters: INodeParameters,
	changes: Partial<NodeSettings> = {},
): NodeSettings => {
	const [resource, operation] = place.split('.');
	return { parameters: { resource, operation, ...parameters }, credentials: sandbox.credentials(), ...changes };
};
const run = async (place: string, parameters: INodeParameters, rows?: IDataObject[], changes?: Partial<NodeSettings>) =>
	await runNode(settings(place, parameters, changes), rows);
const show = (label: string, { items, outputs, error, hints }: NodeRun) =>
	console.log(label, JSON.stringify({ outputs: outputs.map((o) => o.map(({ json }) => json)).slice(0, 3), n: items.length, error: error?.message, advice: error?.description, hints }, null, 1), JSON.stringify(sandbox.calls().map(({ method, path, query, form, status }) => [method, path, query, form, status])));

const KIT = 'netCode.generateForKitLock';
const K3 = 'netCode.generateForK3Lock';
const cases: Array<[string, string, INodeParameters, IDataObject[]?, Partial<NodeSettings>?]> = [
	['plain kit', KIT, { ...DETAILS, start: START, duration: 3 }],
	['plain kit text', KIT, { ...DETAILS, start: START, duration: '3' }],
	['plain kit length', KIT, { ...DETAILS, start: START, duration: '4 hours' }],
	['id mode nights', KIT, { ...DETAILS, start: START, duration: locator('2', 'id') }],
	['id mode 4 hours', KIT, { ...DETAILS, start: START, duration: locator('4 hours', 'id') }],
	['length bare', KIT, { ...DETAILS, start: START, duration: locator('2', 'length') }],
	['durationId number', KIT, { ...DETAILS, start: START, duration: { __rl: true, mode: 'durationId', value: 3 } as never }],
	['model id mode', KIT, { ...DETAILS, lockModel: locator('KL1060', 'id'), start: START, duration: 3 }],
	['numbers', KIT, { lockModel: 'kl1060', timecode: 202604221226, identifier: 61725, start: START, duration: 3 }],
	['numbers ok', KIT, { lockModel: 'kl1060', timecode: 202604221226, identifier: 451254, start: START, duration: 3 }],
	['tz plain', KIT, { ...DETAILS, start: START, duration: 3, options: { timezone: 'Europe/London' } }],
	['tz id mode', KIT, { ...DETAILS, start: START, duration: 3, options: { timezone: locator('America/New_York', 'id') } }],
	['tz EST', KIT, { ...DETAILS, start: START, duration: 3, options: { timezone: 'EST' } }],
	['tz win', KIT, { ...DETAILS, start: START, duration: 3, options: { timezone: 'W. Europe Standard Time' } }],
	['default zone', KIT, { ...DETAILS, start: START, duration: 3 }, undefined, { workflowTimezone: null }],
	['end', KIT, { ...DETAILS, start: START, lengthAs: 'end', end: '2030-07-01 19:30' }],
	['end day no time', KIT, { ...DETAILS, start: '2030-07-01', lengthAs: 'end', end: '2030-07-02' }],
	['end with times', KIT, { ...DETAILS, start: '2030-07-01', lengthAs: 'end', end: '2030-07-02', options: { startTime: '15:00', endTime: '11:00' } }],
	['7 nights', KIT, { ...DETAILS, start: '2030-07-01 15:00', lengthAs: 'end', end: '2030-07-08 11:00' }],
	['7 nights split', KIT, { ...DETAILS, start: '2030-07-01 15:00', lengthAs: 'end', end: '2030-07-08 11:00', options: { longStays: 'split' } }],
	['60 nights split', KIT, { ...DETAILS, start: '2030-07-01 15:00', lengthAs: 'end', end: '2030-09-08 11:00', options: { longStays: 'split' } }],
	['utc midnight instant', KIT, { ...DETAILS, start: '2030-07-01T00:00:00Z', lengthAs: 'end', end: '2030-07-02T00:00:00Z', options: { startTime: '15:00', endTime: '11:00' } }],
	['old code', KIT, { ...DETAILS, start: '2020-07-01 16:00', duration: 3 }],
	['old code allow', KIT, { ...DETAILS, start: '2020-07-01 16:00', duration: 3, options: { endedCodes: 'allow' } }],
	['01/07', KIT, { ...DETAILS, start: '01/07/2030', duration: 3 }],
	['14:22', KIT, { ...DETAILS, start: '2030-07-01 14:22', duration: 3 }],
	['14:22 down', KIT, { ...DETAILS, start: '2030-07-01 14:22', duration: 3, options: { startRounding: 'roundDown' } }],
	['2 days at 15', KIT, { ...DETAILS, start: '2030-07-01 15:00', duration: '2 days' }],
	['2 days utc NY', KIT, { ...DETAILS, start: '2030-07-01', duration: '2 days', options: { lockClock: 'utc', timezone: 'America/New_York' } }],
	['v3', KIT, { ...DETAILS, start: START, duration: 3, options: { apiVersion: 3 as never, simplify: false } }],
	['k3 id', K3, { lockId: BUSY_LOCK.lockId, start: START, duration: 3 }],
	['k3 name plain', K3, { lockId: 'front door', start: START, duration: '4 hours' }],
	['k3 name id mode', K3, { lockId: locator(' Front Door ', 'id'), start: START, duration: '4 hours' }],
	['k3 none', K3, { lockId: 'Frnt Door', start: START, duration: '4 hours' }],
	['k3 NY', K3, { lockId: HOTEL_LOCKS[1].lockId, start: START, duration: '2 days', options: {} }],
	['k3 NY midnight', K3, { lockId: HOTEL_LOCKS[1].lockId, start: '2030-07-01', duration: '2 days', options: { timezone: 'lock' } }],
	['k3 workflow', K3, { lockId: HOTEL_LOCKS[1].lockId, start: '2030-07-01', duration: '2 days', options: { timezone: 'workflow' } }],
	['k3 bad access', K3, { lockId: BUSY_LOCK.lockId, start: START, duration: 3, options: { accessKey: 'wrongkey00' } }],
	['k3 include', K3, { lockId: BUSY_LOCK.lockId, start: '={{ $json.start }}', duration: 3, options: { includeInputFields: true } }, [{ start: START, guest: 'A' }, { start: 'x', guest: 'B', doorCode: 3 }], { onError: 'continueRegularOutput' }],
	['k3 include err', K3, { lockId: BUSY_LOCK.lockId, start: '={{ $json.start }}', duration: 3, options: { includeInputFields: true } }, [{ start: START, guest: 'A', doorCode: 3 }, { start: 'x', guest: 'B' }], { onError: 'continueErrorOutput' }],
	['outputField error', K3, { lockId: BUSY_LOCK.lockId, start: START, duration: 3, options: { includeInputFields: true, outputField: 'error' } }],
	['outputField x', K3, { lockId: BUSY_LOCK.lockId, start: START, duration: 3, options: { includeInputFields: true, outputField: 'x' } }],
	['DateTime', K3, { lockId: BUSY_LOCK.lockId, start: "={{ DateTime.fromISO('2030-07-01T16:00:00+01:00') }}", duration: 3 }],
	['Date', K3, { lockId: BUSY_LOCK.lockId, start: "={{ new Date('2030-07-01T16:00:00+01:00') }}", duration: 3 }],
	['serial', K3, { lockId: BUSY_LOCK.lockId, start: 47665.6666, duration: 3 }],
	['google', K3, { lockId: BUSY_LOCK.lockId, start: '={{ ({dateTime: "2030-07-01T16:00:00+01:00", timeZone: "Europe/London"}) }}', duration: 3 }],
	['single twice', K3, { lockId: BUSY_LOCK.lockId, start: '2030-07-01', duration: '2 days, single use' }, [{ a: 1 }, { a: 2 }]],
];

it.each(cases.map((c) => [c[0], c] as const))('%s', async (_n, c) => {
	const [label, place, parameters, rows, changes] = c;
	show(label, await run(place, parameters, rows, changes));
});
