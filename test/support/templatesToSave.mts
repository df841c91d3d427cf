import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';

import type { IConnections, IDataObject, INodeParameters, IPinData } from 'n8n-workflow';

import { ACTIVE_CLIENT_EMAIL, BUSY_LOCK } from '../../sandbox/seed.mts';
import { ACCESS_KEY, LOCK, NEW, WITH_KIT_LOCKS } from './operationsToSave.mts';
import { isOurs, type SavedNode, type SavedWorkflow, type Unsaved } from './savedWorkflow.mts';

interface Template {
	name: string;
	nodes: SavedNode[];
	connections: IConnections;
}

interface Play {
	template: string;
	start: string;
	/** The rows of n8n's own nodes. */
	rows: Record<string, IDataObject[]>;
	/** What the user has to choose, by node. */
	chosen?: Record<string, INodeParameters>;
	credential?: SavedWorkflow['credential'];
}

const SETTINGS = { door: 'Room 2', checkInTime: '15:00', checkOutTime: '11:00', daysAhead: 2 };

const PLAYS: Play[] = [
	{
		template: 'bookings-to-netcodes',
		start: 'Run Now',
		rows: {
			'Your Settings': [SETTINGS],
			'Due Bookings': [
				{
					guest: 'Ada',
					email: 'ada@example.com',
					room: 'Room 1',
					checkIn: '2090-07-01 16:00',
					checkOut: '2090-07-01 20:00',
				},
				{
					guest: 'Bob',
					email: 'bob@example.com',
					room: 'Bike Store',
					checkIn: '2090-07-01',
					checkOut: '2090-07-12',
				},
				{
					guest: 'Eve',
					email: 'eve@example.com',
					room: 'No Such Room',
					checkIn: '2090-07-01',
					checkOut: '2090-07-02',
				},
			],
		},
		credential: WITH_KIT_LOCKS,
	},
	{
		template: 'calendar-feed-to-door-codes',
		start: 'Run Now',
		rows: {
			'Your Settings': [SETTINGS],
			'New or Moved': [{ uid: 'a1', checkIn: '2090-07-03', checkOut: '2090-07-05' }],
		},
		credential: WITH_KIT_LOCKS,
	},
	{
		template: 'contractor-access',
		start: 'Contractor Form',
		rows: { 'Contractor Form': [{ email: NEW, lastDay: '2090-12-31' }] },
		chosen: { 'Get Lock': LOCK },
	},
	{
		template: 'contractor-access',
		start: 'Every Four Hours',
		rows: { 'Get Ended Access': [{ lockId: BUSY_LOCK.lockId, email: ACTIVE_CLIENT_EMAIL }] },
	},
	{
		template: 'lost-phone',
		start: 'Lost Phone Form',
		rows: { 'Lost Phone Form': [{ email: 'receptionist@example.com' }] },
		credential: ACCESS_KEY,
	},
	{ template: 'low-battery-report', start: 'Every Monday', rows: {} },
	{ template: 'who-opened-the-door', start: 'List Locks', rows: {} },
	{
		template: 'who-opened-the-door',
		start: 'The Agent Asks',
		rows: {
			'The Agent Asks': [
				{ Lock: BUSY_LOCK.lockId, Limit: 5, After: '2026-03-01 00:00', Before: '2026-04-15 00:00' },
			],
		},
	},
];

/** The templates, as far as they lead to a node of the package. The trigger is saved with its static data elsewhere. */
export function templateWorkflows(folder: string): Unsaved[] {
	const played = new Set(PLAYS.map(({ template }) => template));
	const names = readdirSync(folder).map((file) => basename(file, '.json'));
	const missing = names.filter((name) => !played.has(name) && name !== 'audit-log-to-slack');
	if (missing.length) throw new Error(`Nothing plays ${missing.join(', ')}`);
	return PLAYS.map(({ template, start, rows, chosen = {}, credential }) => {
		const read = JSON.parse(readFileSync(join(folder, `${template}.json`), 'utf8')) as Template;
		const whole = start === 'The Agent Asks' ? withAgent(read) : read;
		const kept = onTheWay(whole, start);
		return {
			name: `${template}: ${start}`,
			start,
			nodes: whole.nodes
				.filter(({ name }) => kept.has(name))
				.map(({ name, type, typeVersion, parameters, onError }) => ({
					...{ name, type, typeVersion },
					...(isOurs({ type }) && { parameters: { ...parameters, ...chosen[name] } }),
					...(onError && { onError }),
				})),
			connections: Object.fromEntries(
				Object.entries(whole.connections)
					.filter(([name]) => kept.has(name))
					.map(([name, { main = [] }]) => [
						name,
						{ main: main.map((targets) => (targets ?? []).filter(({ node }) => kept.has(node))) },
					]),
			),
			pinData: Object.fromEntries(
				Object.entries(rows).map(([name, items]) => [name, items.map((json) => ({ json }))]),
			) as IPinData,
			...(credential && { credential }),
		};
	});
}

/** An agent hands a tool its values as an item. */
const withAgent = (template: Template): Template => ({
	...template,
	nodes: [
		{ name: 'The Agent Asks', type: 'n8n-nodes-base.manualTrigger', typeVersion: 1 },
		...template.nodes,
	],
	connections: { 'The Agent Asks': { main: [[{ node: 'Read Audit Log', type: 'main', index: 0 }]] } },
});

/** The nodes after the start that lead to one of the package, and those that their expressions name. */
function onTheWay({ nodes, connections }: Template, start: string): Set<string> {
	const targets = (name: string) =>
		(connections[name]?.main ?? []).flatMap((outputs) => (outputs ?? []).map(({ node }) => node));
	const reached = new Set([start]);
	for (const name of reached) for (const target of targets(name)) reached.add(target);
	const ours = nodes.filter((node) => isOurs(node) && reached.has(node.name)).map(({ name }) => name);
	const kept = new Set(ours);
	for (const name of kept) {
		for (const before of reached) if (targets(before).includes(name)) kept.add(before);
	}
	return kept;
}
