import { alwaysActive } from '../../sandbox/activePeriods.mts';
import type { RecordedCall } from '../../sandbox/calls.mts';
import type { FaultRule } from '../../sandbox/faults.mts';
import type { ClientStatus, K3Lock } from '../../sandbox/model.mts';
import { DEFAULT_API_KEY, HOTEL_ACCESS_KEY } from '../../sandbox/seed.mts';
import { PlaygroundError } from '../processes.mts';
import type { Outcome } from '../report.mts';
import { readInbox, type Stage } from './example.mts';

/** Where the templates post what they did to people's access. */
const ACCESS_CHANNEL = 'access';
/** The label of the field in the forms. */
export const EMAIL_FIELD = 'E-mail of their K3 Connect account';

const PAGE_SIZE = 100;

/** The API's list of a lock's clients: an empty array for a lock without clients. */
interface ClientPage {
	clients?: Array<{ email: string; status: ClientStatus }>;
}

/** The messages about people's access, oldest first. */
export async function accessMessages(stage: Stage): Promise<string[]> {
	return (await readInbox<{ text: string }>(stage, ACCESS_CHANNEL)).map(({ text }) => text);
}

/** Such messages for the person at the terminal, line by line. */
export const asRows = (messages: string[]): Outcome['rows'] =>
	messages.flatMap((text) => text.split('\n')).map((line) => ({ [`Message in #${ACCESS_CHANNEL}`]: line }));

/** The path of the calls on one client of a lock. */
export const clientPath = ({ lockId }: K3Lock): string => `/u/1/k3connect/${lockId}/client`;

/** Makes someone a client of a lock, without any workflow. */
export async function addClient(stage: Stage, lock: K3Lock, clientemail: string): Promise<void> {
	const body = new URLSearchParams({
		accesskey: HOTEL_ACCESS_KEY,
		clientemail,
		activeperiods: JSON.stringify(alwaysActive()),
		accesstype: 'STANDARD',
		message: '',
	});
	await askSandbox(stage, clientPath(lock), { method: 'POST', body });
}

/** The status of someone on a lock; undefined where they are no client. */
export async function statusOn(
	stage: Stage,
	lock: K3Lock,
	clientEmail: string,
): Promise<ClientStatus | undefined> {
	for (let page = 1; ; page++) {
		const query = `accesskey=${HOTEL_ACCESS_KEY}&page=${page}&perpage=${PAGE_SIZE}`;
		const response = await askSandbox(stage, `${clientPath(lock)}s?${query}`);
		const { clients = [] } = (await response.json()) as ClientPage;
		const client = clients.find(({ email }) => email === clientEmail);
		if (client || clients.length < PAGE_SIZE) return client?.status;
	}
}

/** The calls of a method that the sandbox got since there were `earlier` of them. */
export const callsBy = ({ sandbox }: Stage, method: string, earlier = 0): RecordedCall[] =>
	sandbox.control
		.getCalls()
		.requests.filter((call) => call.method === method)
		.slice(earlier);

/** Does something while the sandbox has faults. */
export async function withFaults<T>(
	{ sandbox }: Stage,
	faults: FaultRule[],
	work: () => Promise<T>,
): Promise<T> {
	for (const fault of faults) sandbox.control.addFault(fault);
	try {
		return await work();
	} finally {
		sandbox.control.clearFaults();
	}
}

async function askSandbox(
	{ sandbox, signal }: Stage,
	path: string,
	request?: RequestInit,
): Promise<Response> {
	const headers = { 'x-api-key': DEFAULT_API_KEY };
	const response = await fetch(sandbox.url + path, { ...request, headers, signal });
	if (!response.ok)
		throw new PlaygroundError(
			`The sandbox returned ${response.status} for ${path}: ${await response.text()}`,
		);
	return response;
}
