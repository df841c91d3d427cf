import { type ActivePeriods, alwaysActive, parseActivePeriods } from '../activePeriods.mts';
import { invalid, Refusal } from '../failures.mts';
import { pageOfList } from '../pages.mts';
import type { AccessType, K3Client } from '../model.mts';
import { REGISTERED_DOMAIN } from '../seed.mts';
import { clientListEntry, emptyBody, emptyList } from '../shapes.mts';
import type { World } from '../world.mts';
import type { ApiCall, ApiMethod } from './method.mts';
import { findLock, required } from './parameters.mts';

const ALLOWED_MESSAGE = /^[0-9A-Za-z_,\-.() ]{0,500}$/;

/** The smart phone clients of a lock (documentation, 'Utility – K3'). */
export const k3ClientMethods: readonly ApiMethod[] = [
	{ verb: 'GET', template: '/u/1/k3connect/{id}/clients', answer: listClients },
	{ verb: 'POST', template: '/u/1/k3connect/{id}/client', answer: createClient },
	{ verb: 'PUT', template: '/u/1/k3connect/{id}/client', answer: updateClient },
	{ verb: 'PATCH', template: '/u/1/k3connect/{id}/client', answer: suspendOrRestoreClient },
	{ verb: 'DELETE', template: '/u/1/k3connect/{id}/client', answer: deleteClient },
	{ verb: 'GET', template: '/u/1/k3connect/help/spcconfig', answer: getActivePeriodSample },
];

function listClients({ id, query, behaviours }: ApiCall, world: World): unknown {
	const { accesskey } = required(query, 'accesskey', 'page', 'perpage');
	const lock = findLock(world, accesskey, id);
	const clients = clientsOf(world, lock.lockId);
	const page = pageOfList(clients, query, behaviours);
	if (behaviours.clients !== 'full') return emptyBody(behaviours.clients);
	if (clients.length === 0) return emptyList('clients', world.settings.shapes, behaviours.emptyLists);
	return {
		count: behaviours.count === 'all' ? clients.length : page.length,
		clients: page.map((client) => clientListEntry(client, lock.lockId, behaviours.activePeriods)),
	};
}

function createClient({ id, form }: ApiCall, world: World): unknown {
	const parameters = required(form, 'accesskey', 'clientemail', 'activeperiods', 'accesstype');
	const lock = findLock(world, parameters.accesskey, id);
	const client: K3Client = {
		email: registeredEmail(parameters.clientemail),
		// An invitation has to be accepted before the client is one (documentation, POST client).
		status: 'PENDING',
		accessType: accessTypeOf(parameters.accesstype),
		activePeriods: activePeriodsOf(parameters.activeperiods),
	};
	checkMessage(form.get('message'));
	const clients = clientsOf(world, lock.lockId);
	if (clients.some(({ email }) => email === client.email)) throw new Refusal(400, 'Client already exists.');
	world.clients.set(lock.lockId, [...clients, client]);
	return { result: 'SUCCESS' };
}

function updateClient({ id, form }: ApiCall, world: World): unknown {
	const parameters = required(form, 'accesskey', 'clientemail', 'activeperiods');
	const lock = findLock(world, parameters.accesskey, id);
	const activePeriods = activePeriodsOf(parameters.activeperiods);
	const client = findClient(world, lock.lockId, parameters.clientemail);
	client.activePeriods = activePeriods;
	return clientResult(lock.lockId, client);
}

function suspendOrRestoreClient({ id, form }: ApiCall, world: World): unknown {
	const parameters = required(form, 'accesskey', 'clientemail', 'action');
	const lock = findLock(world, parameters.accesskey, id);
	const { action } = parameters;
	if (action !== 'SUSPEND' && action !== 'RESTORE') throw invalid('action');
	const client = findClient(world, lock.lockId, parameters.clientemail);
	client.status = action === 'SUSPEND' ? 'SUSPENDED' : 'ACTIVE';
	return clientResult(lock.lockId, client);
}

function deleteClient({ id, form }: ApiCall, world: World): unknown {
	const parameters = required(form, 'accesskey', 'clientemail');
	const lock = findLock(world, parameters.accesskey, id);
	const client = findClient(world, lock.lockId, parameters.clientemail);
	const others = clientsOf(world, lock.lockId).filter((candidate) => candidate !== client);
	world.clients.set(lock.lockId, others);
	return clientResult(lock.lockId, client);
}

function getActivePeriodSample(): unknown {
	return { activeperiods: JSON.stringify(alwaysActive()) };
}

function clientsOf(world: World, lockId: string): K3Client[] {
	return world.clients.get(lockId) ?? [];
}

function findClient(world: World, lockId: string, address: string): K3Client {
	const wanted = registeredEmail(address);
	const client = clientsOf(world, lockId).find(({ email }) => email === wanted);
	if (client === undefined) throw new Refusal(404, 'No client found.');
	return client;
}

/** A client must be a registered K3 Connect account (documentation, `clientemail`). */
function registeredEmail(address: string): string {
	const email = address.toLowerCase();
	const [, domain] = /^[^@\s]+@([^@\s]+)$/.exec(email) ?? [];
	if (domain !== REGISTERED_DOMAIN) throw invalid('clientemail');
	return email;
}

function accessTypeOf(text: string): AccessType {
	if (text !== 'STANDARD' && text !== 'ONE_TIME') throw invalid('accesstype');
	return text;
}

function activePeriodsOf(text: string): ActivePeriods {
	const periods = parseActivePeriods(text);
	if (periods === undefined) throw invalid('activeperiods');
	return periods;
}

/** The message is required (documentation, POST client), but it may be empty. */
function checkMessage(message: string | null): void {
	if (message === null) throw new Refusal(404, 'Missing required parameter: message');
	if (!ALLOWED_MESSAGE.test(message)) throw invalid('message');
}

function clientResult(lockId: string, { email }: K3Client): unknown {
	return { result: 'SUCCESS', lockid: lockId, email };
}
