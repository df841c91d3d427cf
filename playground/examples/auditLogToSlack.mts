import { setTimeout as sleep } from 'node:timers/promises';
import { DateTime } from 'luxon';
import type { Control } from '../../sandbox/control.mts';
import type { AuditEntry, K3Lock } from '../../sandbox/model.mts';
import { HOTEL_LOCKS } from '../../sandbox/seed.mts';
import type { Outcome } from '../report.mts';
import { publish, readInbox, waitFor, type Example, type Stage } from './example.mts';

const [frontDoor, wineCellar] = HOTEL_LOCKS;

/** What happens at two doors in different time zones. */
const EVENTS: Array<{ lock: K3Lock; type: string; text?: string }> = [
	{ lock: frontDoor, type: 'NETCODE' },
	{ lock: wineCellar, type: 'CLIENT' },
	{ lock: frontDoor, type: 'DENIED' },
	{ lock: wineCellar, type: 'LOW_BATTERY', text: 'Battery low' },
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

/** Activates the workflow, lets things happen at two doors, and waits for the lines about them. */
async function run(stage: Stage): Promise<Outcome> {
	const { sandbox, signal, thorough } = stage;
	await publish(stage);
	const events = EVENTS.flatMap(({ lock, type: EntryType, text: EntryText }) =>
		sandbox.control.addEntries(lock.lockId, [{ EntryType, EntryText }]).map((entry) => ({ lock, entry })),
	);

	const readLines = async () =>
		(await readInbox<SlackMessage>(stage, CHANNEL)).flatMap(({ text }) => text.split('\n'));
	let lines = await waitFor(readLines, ({ length }) => length >= events.length, stage, ARRIVES_WITHIN_MS);
	if (thorough) {
		await sleep(ONE_MORE_POLL_MS, undefined, { signal });
		lines = await readLines();
	}
	return {
		rows: lines.map((line) => ({ [`Message in #${CHANNEL}`]: line })),
		problems: thorough ? checkLines(lines, events) : lines.length === 0 ? ['No message has arrived'] : [],
	};
}

function checkLines(lines: string[], events: Array<{ lock: K3Lock; entry: AuditEntry }>): string[] {
	const wrong = events.flatMap(({ lock, entry }) => {
		const expected = lineOf(entry, lock);
		const times = lines.filter((line) => line === expected).length;
		return times === 1 ? [] : [`'${expected}' arrived ${times} times in place of once`];
	});
	return lines.length === events.length
		? wrong
		: [...wrong, `There are ${lines.length} lines for ${events.length} new entries`];
}

/** When, on the lock's own clock; the door, once; and what happened. */
function lineOf({ DateEntered, EntryText }: AuditEntry, { name }: K3Lock): string {
	const when = DateTime.fromISO(DateEntered).setLocale('en-GB').toFormat('d LLL, HH:mm');
	return `${when} · ${EntryText.includes(name) ? EntryText : `${name}: ${EntryText}`}`;
}
