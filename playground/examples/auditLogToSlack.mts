import { setTimeout as sleep } from 'node:timers/promises';
import { onLockClock } from '../../sandbox/auditLog.mts';
import type { Control } from '../../sandbox/control.mts';
import type { AuditEntry, K3Lock } from '../../sandbox/model.mts';
import { HOTEL_LOCKS } from '../../sandbox/seed.mts';
import type { Outcome } from '../report.mts';
import { publish, readInbox, waitFor, type Example, type Stage } from './example.mts';

const [frontDoor, wineCellar] = HOTEL_LOCKS;

/** What happens at two doors in different time zones. */
const EVENTS: Array<{ lock: K3Lock; type: string }> = [
	{ lock: frontDoor, type: 'NETCODE' },
	{ lock: wineCellar, type: 'CLIENT' },
	{ lock: frontDoor, type: 'DENIED' },
	{ lock: wineCellar, type: 'LOW_BATTERY' },
];

const CHANNEL = 'door-log';
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

/** New audit entries of doors in different time zones are posted to a channel. */
export const auditLogToSlack: Example = {
	template: 'audit-log-to-slack',
	title: 'New audit entries, posted to a Slack-like inbox',
	run,
};

interface SlackMessage {
	text: string;
}

/** Activates the workflow, lets things happen at two doors, and waits for the messages about them. */
async function run(stage: Stage): Promise<Outcome> {
	const { sandbox, signal, thorough } = stage;
	await publish(stage);
	const events = EVENTS.flatMap(({ lock, type }) =>
		sandbox.control.addEntries(lock.lockId, [{ EntryType: type }]).map((entry) => ({ lock, entry })),
	);

	const readTexts = async () => (await readInbox<SlackMessage>(stage, CHANNEL)).map(({ text }) => text);
	let inbox = await waitFor(readTexts, ({ length }) => length >= events.length, stage, ARRIVES_WITHIN_MS);
	if (thorough) {
		await sleep(ONE_MORE_POLL_MS, undefined, { signal });
		inbox = await readTexts();
	}
	return {
		rows: inbox.map((text) => ({ [`Message in #${CHANNEL}`]: text })),
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
