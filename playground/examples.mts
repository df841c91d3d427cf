import { setTimeout as sleep } from 'node:timers/promises';
import { onLockClock } from '../sandbox/auditLog.mts';
import type { Control } from '../sandbox/control.mts';
import type { LockModel } from '../sandbox/durations.mts';
import type { AuditEntry, K3Lock } from '../sandbox/model.mts';
import { netCodeFor } from '../sandbox/netCode.mts';
import { HOTEL_LOCKS } from '../sandbox/seed.mts';
import type { N8nApi, StoredWorkflow } from './n8nApi.mts';
import { PlaygroundError } from './processes.mts';
import type { Outcome } from './report.mts';

interface Booking {
	guest: string;
	room: string;
	lockModel: LockModel;
	timecode: string;
	identifier: string;
	duration: string;
}

interface Message {
	guest: string;
	room: string;
	netCode: string;
	message: string;
}

/**
 * What the template's rows must lead to. A lock stays on standard time: in the British summer its clock is an hour behind the
 * site's, so that a code for 16:00 begins at the lock's 15:00, and the lock's day at the site's 01:00.
 */
const EXPECTED: Array<{ guest: string; startOnLockClock: string; validity: string }> = [
	{
		guest: 'Guest 1',
		startOnLockClock: '2026-12-01 16:00',
		validity: 'from 1 Dec 2026 16:00 to 1 Dec 2026 20:00',
	},
	{
		guest: 'Guest 2',
		startOnLockClock: '2026-12-03 00:00',
		validity: 'from 3 Dec 2026 00:00 to 5 Dec 2026 00:00',
	},
	{
		guest: 'Guest 3',
		startOnLockClock: '2026-12-04 15:00',
		validity: 'from 4 Dec 2026 15:00 to 5 Dec 2026 03:00',
	},
	{
		guest: 'Guest 4',
		startOnLockClock: '2027-07-01 15:00',
		validity: 'from 1 Jul 2027 16:00 to 1 Jul 2027 22:00',
	},
	{
		guest: 'Guest 5',
		startOnLockClock: '2027-07-10 00:00',
		validity: 'from 10 Jul 2027 01:00 to 13 Jul 2027 01:00',
	},
];

const [frontDoor, wineCellar] = HOTEL_LOCKS;

/** What happens at two doors in different time zones. */
const EVENTS: Array<{ lock: K3Lock; type: string }> = [
	{ lock: frontDoor, type: 'NETCODE' },
	{ lock: wineCellar, type: 'CLIENT' },
	{ lock: frontDoor, type: 'DENIED' },
	{ lock: wineCellar, type: 'LOW_BATTERY' },
];

const ARRIVES_WITHIN_MS = 45_000;
/** More than a poll, so that an entry that is sent again would have come. */
const ONE_MORE_POLL_MS = 12_000;

/**
 * Each start of the sandbox hands out the same ids again, but the workflow remembers which ones it has seen. So the log goes on
 * with an id that no earlier start can have reached.
 */
export function continueAuditLog(control: Control): void {
	const secondsSince2026 = Math.round((Date.now() - Date.UTC(2026, 0)) / 1000);
	control.addEntries(frontDoor.lockId, [{ AuditEntryID: secondsSince2026, EntryType: 'BLUETOOTH' }]);
}

/** How an example is run. */
export interface RunOptions {
	/** Compares what came out with what the templates must lead to, which is no use once a person has edited them. */
	thorough: boolean;
	signal: AbortSignal;
}

/** Runs the bookings once. */
export async function runBookings(
	api: N8nApi,
	{ id }: StoredWorkflow,
	{ thorough }: RunOptions,
): Promise<Outcome> {
	const { status, error, outputs } = await api.runWorkflow(id, 'When Clicking Execute Workflow');
	if (status !== 'success')
		throw new PlaygroundError(`The workflow ended with '${status}': ${error ?? 'no reason given'}`);

	const bookings = (outputs['Split Out Bookings'] ?? []) as unknown as Booking[];
	const messages = (outputs['Compose Message'] ?? []) as unknown as Message[];
	return {
		rows: messages.map(({ guest, room, netCode, message }) => ({
			Guest: String(guest),
			Room: String(room),
			NetCode: String(netCode),
			Message: String(message),
		})),
		problems: thorough ? checkMessages(messages, bookings) : [],
	};
}

function checkMessages(messages: Message[], bookings: Booking[]): string[] {
	const wrong = EXPECTED.flatMap(({ guest, startOnLockClock, validity }) => {
		const booking = bookings.find((row) => row.guest === guest);
		const message = messages.find((row) => row.guest === guest);
		if (!booking || !message) return [`There is no message for ${guest}`];
		const code = codeOf(booking, startOnLockClock);
		const text = `Hello ${guest}, your code for ${booking.room} is ${code}, ${validity}.`;
		return message.netCode === code && message.message === text ? [] : [`The message should be: ${text}`];
	});
	return messages.length === EXPECTED.length
		? wrong
		: [...wrong, `There are ${messages.length} messages for ${EXPECTED.length} bookings`];
}

const codeOf = ({ timecode, identifier, lockModel, duration }: Booking, start: string): string =>
	netCodeFor({ id: timecode, start, duration: Number(duration), lockModel, identifier });

/** Activates the audit log's workflow, lets things happen at two doors, and waits for the messages about them. */
export async function runAuditLog(
	api: N8nApi,
	workflow: StoredWorkflow,
	control: Control,
	inboxUrl: string,
	{ thorough, signal }: RunOptions,
): Promise<Outcome> {
	await (workflow.active ? api.waitUntilPublished(workflow.id) : api.activateWorkflow(workflow));
	const events = EVENTS.flatMap(({ lock, type }) =>
		control.addEntries(lock.lockId, [{ EntryType: type }]).map((entry) => ({ lock, entry })),
	);

	const deadline = Date.now() + ARRIVES_WITHIN_MS;
	let inbox = await readInbox(inboxUrl, signal);
	while (inbox.length < events.length && Date.now() < deadline) {
		await sleep(500, undefined, { signal });
		inbox = await readInbox(inboxUrl, signal);
	}
	if (thorough) {
		await sleep(ONE_MORE_POLL_MS, undefined, { signal });
		inbox = await readInbox(inboxUrl, signal);
	}
	return {
		rows: inbox.map((text) => ({ 'Message in #door-log': text })),
		problems: thorough ? checkInbox(inbox, events) : inbox.length === 0 ? ['No message has arrived'] : [],
	};
}

function checkInbox(inbox: string[], events: Array<{ lock: K3Lock; entry: AuditEntry }>): string[] {
	const wrong = events.flatMap(({ lock, entry }) => {
		const times = inbox.filter((text) => tellsOf(text, entry, lock)).length;
		return times === 1 ? [] : [`'${entry.EntryText}' arrived ${times} times in place of once`];
	});
	return inbox.length === events.length
		? wrong
		: [...wrong, `There are ${inbox.length} messages for ${events.length} new entries`];
}

/** Whether a message says who, what and when of an entry: the same instant, in whatever offset it is written. */
function tellsOf(text: string, { DateEntered, EntryText }: AuditEntry, lock: K3Lock): boolean {
	const end = `: ${EntryText} (${lock.name})`;
	return text.endsWith(end) && onLockClock(lock, Date.parse(text.slice(0, -end.length))) === DateEntered;
}

async function readInbox(inboxUrl: string, signal: AbortSignal): Promise<string[]> {
	const messages = (await (await fetch(inboxUrl, { signal })).json()) as Array<{ body: { text?: string } }>;
	return messages.map(({ body }) => body.text ?? JSON.stringify(body));
}
