import type { IDataObject, INodeProperties } from 'n8n-workflow';

import type { ApiMethod, Connection } from '../../../shared/api/connection';
import { ServiceError, ValueError } from '../../../shared/api/errors';
import { fetchClients } from '../../../shared/api/phoneClients';
import { scalarText } from '../../../shared/api/responses';
import { accessKeyOption } from '../../../shared/fields/accessKey';
import { mayHaveTakenEffect } from '../../execution/oncePerExecution';
import { invitedClientField } from '../../fields/client';
import { lockField, type ChosenLock } from '../../fields/lock';
import { optionsOf } from '../../fields/options';
import type { Operation, PlanContext } from '../operation';
import {
	aboutClient,
	changedClient,
	chosenClient,
	CLIENT,
	clientCall,
	withWords,
	type ChosenClient,
} from './clientCall';
import { invitationFields, invitationOf, invite, wasInvited, type Invitation } from './invitation';
import { samePeriods } from './samePeriods';

/** What a run did for a client. */
type Outcome = 'created' | 'updated' | 'restored' | 'unchanged';

/** What a row wants of a client. */
interface Wanted extends Invitation {
	restoresSuspended: boolean;
}

/** What the rows of a run share. */
interface Run {
	/** What the rows want of each client, as text. A client of whom they want two things gets neither. */
	wanted: Map<string, Set<string>>;
	/** By lock: its clients. */
	clients: Map<string, Promise<IDataObject[]>>;
	/** Clients who stay suspended. */
	suspended: Set<string>;
}

/** A hint names no more clients than this. */
const MAX_NAMED = 20;

/** A connection lasts for one run. */
const runs = new WeakMap<Connection, Run>();

const restoreSuspendedOption: INodeProperties = {
	displayName: 'Restore Suspended',
	name: 'restoreSuspended',
	type: 'boolean',
	default: false,
	description: 'Whether to restore suspended clients. Otherwise they stay suspended, and a hint names them.',
};

/** docs/dev/api.md, 'Phone clients': GET, then POST, PUT and PATCH as needed. */
export const upsert: Operation = {
	option: {
		name: 'Create or Update',
		value: 'upsert',
		action: 'Create or update K3 client',
		description: 'Create a new record, or update the current one if it already exists (upsert)',
	},
	method: CLIENT.create,
	fields: [
		lockField,
		invitedClientField,
		...invitationFields,
		optionsOf([accessKeyOption, restoreSuspendedOption]),
	],
	plan: async (context) => {
		const client = await chosenClient(context);
		const wanted: Wanted = {
			...invitationOf(context.parameters),
			restoresSuspended: context.parameters.flag('options.restoreSuspended', false),
		};
		const key = clientKey(client);
		const { activePeriods, accessType, restoresSuspended } = wanted;
		const want = JSON.stringify([activePeriods, accessType, restoresSuspended]);
		const run = runOf(context.connection);
		const wants = run.wanted.get(key) ?? new Set();
		run.wanted.set(key, wants.add(want));
		if (wants.size > 1) throw conflicting(client);
		return {
			fetch: async () => {
				// A later row may want something else. With On Error set to Continue, this row is sent nevertheless.
				if (wants.size > 1) throw conflicting(client);
				const outcome = await madeSo(context, run, client, wanted);
				return [{ outcome, email: client.email, lockid: client.lock.id }];
			},
			sameAs: `${key} ${want}`,
		};
	},
};

/** Brings a client to the wanted state, with no call where nothing differs. Throws ServiceError or ValueError. */
async function madeSo(
	context: PlanContext,
	run: Run,
	client: ChosenClient,
	wanted: Wanted,
): Promise<Outcome> {
	const known = (await clientsOf(context.connection, run, client.lock)).find(
		({ email }) => scalarText(email).trim().toLowerCase() === client.email.toLowerCase(),
	);
	if (!known) {
		await invite(context, client, wanted);
		return 'created';
	}
	const present = { ...client, email: scalarText(known.email).trim() };
	refuseOtherType(present, wanted.accessType, known.accesstype);
	const isUpdated = !samePeriods(wanted.activePeriods, known.activeperiods);
	if (isUpdated) {
		await change(context, present, CLIENT.update, { activeperiods: JSON.stringify(wanted.activePeriods) });
	}
	const isSuspended = /suspend/i.test(scalarText(known.status).trim());
	if (isSuspended && wanted.restoresSuspended) {
		await restore(context, present, isUpdated);
		return 'restored';
	}
	if (isSuspended) {
		run.suspended.add(`${present.email} of ${present.lock.label}`);
		context.hint('suspended', () => staysSuspended([...run.suspended]));
	}
	if (isUpdated) return 'updated';
	// n8n drops the output of a failed try, so the next try reports the invitation.
	return (await wasInvited(context, client)) ? 'created' : 'unchanged';
}

async function change(
	{ connection }: PlanContext,
	client: ChosenClient,
	method: ApiMethod,
	values: Record<string, string>,
): Promise<void> {
	changedClient(await connection.send(clientCall(method, client, values)), client);
}

async function restore(context: PlanContext, client: ChosenClient, isUpdated: boolean): Promise<void> {
	try {
		await change(context, client, CLIENT.suspendOrRestore, { action: 'RESTORE' });
	} catch (error) {
		const state = mayHaveTakenEffect(error) ? 'perhaps still suspended' : 'still suspended';
		throw isUpdated && error instanceof ServiceError ? withWords(error, `periods updated, ${state}`) : error;
	}
}

/** One list for all rows about a lock. */
async function clientsOf(connection: Connection, run: Run, lock: ChosenLock): Promise<IDataObject[]> {
	const key = JSON.stringify([lock.accessKey, lock.id]);
	const clients =
		run.clients.get(key) ?? fetchClients(connection, lock.accessKey, lock.id, Infinity, lock.label);
	run.clients.set(key, clients);
	return await clients;
}

/** Throws ValueError where the client has another access type. The service may leave it out. */
function refuseOtherType(client: ChosenClient, wanted: string, present: unknown): void {
	const type = scalarText(present).trim();
	if (!type || type.replace(/[^a-z]/gi, '').toUpperCase() === wanted.replace('_', '')) return;
	throw new ValueError(
		`${capitalized(aboutClient(client))} has the access type ${type}, not ${wanted}; delete the client, then create it`,
		'The API cannot change an access type. To keep the present one, set Access Type to it.',
	);
}

function conflicting(client: ChosenClient): ValueError {
	return new ValueError(
		`${capitalized(aboutClient(client))} is in several items with different periods or access types; keep one of them`,
		'The result would depend on the order of the items.',
	);
}

function staysSuspended(clients: string[]): string {
	const shown = clients.slice(0, MAX_NAMED).join(', ');
	const left = clients.length - MAX_NAMED;
	const names = left > 0 ? `${shown} and ${left} more` : shown;
	return `Suspended clients stay suspended: ${names}. To restore them, switch on the option Restore Suspended.`;
}

function runOf(connection: Connection): Run {
	const run = runs.get(connection) ?? { wanted: new Map(), clients: new Map(), suspended: new Set() };
	runs.set(connection, run);
	return run;
}

function clientKey({ lock, email }: ChosenClient): string {
	return JSON.stringify([lock.accessKey, lock.id, email.toLowerCase()]);
}

function capitalized(text: string): string {
	return text.charAt(0).toUpperCase() + text.slice(1);
}
