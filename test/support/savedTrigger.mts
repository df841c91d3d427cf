import type { IDataObject, INodeParameters } from 'n8n-workflow';

import type { PartialEntry } from '../../sandbox/auditLog.mts';
import { OFFICE_ACCESS_KEY, OFFICE_LOCKS } from '../../sandbox/seed.mts';
import { asSaved } from './savedWorkflow.mts';
import { type TestTrigger, triggerWith } from './poll.mts';
import type { TestSandbox } from './sandbox.mts';

/** A trigger that was at work, as n8n keeps its workflow, and what its next poll emits. */
export interface SavedTrigger {
	name: string;
	parameters: INodeParameters;
	/** What stands under the node's name in the workflow's static data. */
	staticData: IDataObject;
	/** The poll that saved it, in ms since 1970. */
	savedAt: number;
	/** Entries of the log: those that it had emitted, and those that came afterwards. */
	known: LockEntry[];
	later: LockEntry[];
	/** What the next poll emits. */
	expected: IDataObject[];
}

type LockEntry = PartialEntry & { LockID: string };

const [RECEPTION, SERVER_ROOM, ARCHIVE] = OFFICE_LOCKS.map(({ lockId }) => lockId);
const DAY_MS = 24 * 3_600_000;
/** Longer than a time slot of three locks. */
const AWAY_MS = 2 * DAY_MS;

const entry = (LockID: string, AuditEntryID: number, EntryType: string, DateEntered: string): LockEntry => ({
	...{ LockID, AuditEntryID, EntryType, DateEntered },
	EntryText: `Entry ${AuditEntryID}`,
});

const KNOWN = [
	entry(RECEPTION, 80_001, 'NETCODE', '2026-11-26T09:00:00'),
	entry(RECEPTION, 80_004, 'DENIED', '2026-11-26T09:05:00'),
	entry(ARCHIVE, 80_002, 'CLIENT', '2026-11-26T09:01:00'),
];
const LATER = [
	entry(RECEPTION, 80_003, 'NETCODE', '2026-11-26T08:55:00'),
	entry(RECEPTION, 80_007, 'CLIENT', '2026-11-27T18:00:00'),
	entry(SERVER_ROOM, 80_005, 'NETCODE', '2026-11-27T18:01:00'),
	entry(ARCHIVE, 80_006, 'DENIED', '2026-11-27T18:02:00'),
];

const TRIGGERS: Array<Pick<SavedTrigger, 'name' | 'parameters'>> = [
	{ name: 'every lock, as it was dropped on the canvas', parameters: {} },
	{
		name: 'two locks, all options',
		parameters: {
			locks: [RECEPTION, SERVER_ROOM],
			monthlyCalls: 0,
			filters: { entryTypes: 'NETCODE, CLIENT' },
			options: { accessKey: OFFICE_ACCESS_KEY, includeExisting: true, maxEntriesPerPoll: 100 },
		},
	},
	{ name: 'a small limit', parameters: { locks: [ARCHIVE], monthlyCalls: 60 } },
];

/** Triggers that have emitted some entries, and what they emit next. */
export async function triggersToSave(sandbox: TestSandbox): Promise<SavedTrigger[]> {
	const saved: SavedTrigger[] = [];
	const savedAt = Date.UTC(2026, 10, 26, 12);
	for (const { name, parameters } of TRIGGERS) {
		sandbox.control.reset();
		const trigger = triggerOf({ parameters }, sandbox);
		await at(savedAt - AWAY_MS, () => trigger.poll());
		add(KNOWN, sandbox);
		await at(savedAt, () => trigger.poll());
		const staticData = JSON.parse(trigger.saved()) as { audit: IDataObject };
		staticData.audit.account = '<account>';
		add(LATER, sandbox);
		const expected = await at(savedAt + AWAY_MS, () => trigger.poll());
		const asEdited = await asSaved(parameters, 'codelocksTrigger');
		saved.push({ name, parameters: asEdited, staticData, savedAt, known: KNOWN, later: LATER, expected });
	}
	return saved;
}

/** What the saved trigger emits in its next two polls. */
export async function pollSaved(saved: SavedTrigger, sandbox: TestSandbox): Promise<IDataObject[][]> {
	const { savedAt, known, later, staticData } = saved;
	sandbox.control.reset();
	add(known, sandbox);
	add(later, sandbox);
	const trigger = triggerOf(saved, sandbox);
	const state = JSON.stringify(staticData).replace(
		'<account>',
		accountOf(`${sandbox.url} ${OFFICE_ACCESS_KEY}`),
	);
	const first = await at(savedAt + AWAY_MS, () => trigger.poll(state));
	return [first, await at(savedAt + 2 * AWAY_MS, () => trigger.poll(trigger.saved()))];
}

function triggerOf({ parameters }: Pick<SavedTrigger, 'parameters'>, sandbox: TestSandbox): TestTrigger {
	sandbox.control.putKey(sandbox.credentials().apiKey, { quotas: { netCode: 1_000, utility: 1_000 } });
	return triggerWith({
		parameters,
		untouched: true,
		credentials: sandbox.credentials({ accessKey: OFFICE_ACCESS_KEY }),
	});
}

function add(entries: LockEntry[], { control }: TestSandbox): void {
	for (const { LockID, ...rest } of entries) control.addEntries(LockID, rest);
}

async function at<T>(now: number, act: () => Promise<T>): Promise<T> {
	const spy = jest.spyOn(Date, 'now').mockReturnValue(now);
	try {
		return await act();
	} finally {
		spy.mockRestore();
	}
}

/**
 * How saved states name an account: 16 bits of FNV-1a over Base URL and access key. It is written out here since a
 * trigger starts anew where the published function finds another name.
 */
function accountOf(text: string): string {
	let hash = 0x811c9dc5;
	for (const character of text) hash = Math.imul(hash ^ character.codePointAt(0)!, 0x01000193) >>> 0;
	return ((hash >>> 16) ^ (hash & 0xffff)).toString(16).padStart(4, '0');
}
