import type { IDataObject, INodeExecutionData, IPollFunctions, Logger } from 'n8n-workflow';
import { ServiceError, toNodeError, ValueError } from '../shared/api/errors';
import { typesInWords, type AuditEntry } from '../shared/api/auditLog';
import { letOthersRun } from '../shared/eventLoop';
import { isSameSlot, leastMonthlyCalls, listMs, MAX_SLOT_MS, nextSlotAt, slotMs } from './cursor/slots';
import { readState, stateFor, clockBefore, writeState, type LockList, type State } from './cursor/state';
import { DOUBTS, failureToReport, mayReport, withFailures } from './failures';
import { itemOf } from './items';
import { firstStateOf, keepFirstState, mayBeDurable, memoryOf, oneAtATime } from './memory';
import { settingsOf, type Settings } from './properties';
import {
	asServiceError,
	Deadline,
	isFinal,
	openAccount,
	readLocks,
	type Account,
	type Reading,
} from './reading';
import { testEventEntries } from './testEvent';

/** What a poll works with. */
export interface Poll {
	/** Names the node across polls. */
	node: string;
	account: Account;
	settings: Settings;
	staticData: IDataObject;
	deadline: Deadline;
	/** In ms since 1970. */
	now: number;
	/** n8n's log. */
	logger: Pick<Logger, 'info' | 'warn'>;
}

/** n8n gives up on a poll after a time that it announces. The rest of it is for handing the entries over. */
const SHARE_OF_TIME = 0.8;

/** The time of a poll in n8n versions that do not tell it. */
const DEFAULT_TIME_MS = 5 * 60_000;

/** How long the names of locks are kept, and how long the locks of the last list are watched at least while it cannot be read. */
const KEEP_NAMES_MS = 24 * 3_600_000;

/** n8n calls this at each poll of an active workflow, at its activation, and for 'Fetch Test Event'. Null: nothing to emit. */
export async function runPoll(this: IPollFunctions): Promise<INodeExecutionData[][] | null> {
	const node = `${this.getWorkflow().id} ${this.getNode().id}`;
	const staticData = this.getWorkflowStaticData('node');
	const open = async () => await openPoll(this, node, staticData);
	try {
		const items =
			this.getMode() === 'manual'
				? await testEventEntries(await open())
				: await oneAtATime(
						{ node, isDurable: mayBeDurable(this) },
						staticData,
						async () => await newItems(await open()),
					);
		return items.length ? [items.map((json) => ({ json }))] : null;
	} catch (error) {
		throw toNodeError(this.getNode(), error);
	}
}

async function openPoll(context: IPollFunctions, node: string, staticData: IDataObject): Promise<Poll> {
	const deadline = new Deadline(SHARE_OF_TIME * (context.getPollBudgetMs?.() ?? DEFAULT_TIME_MS));
	const settings = settingsOf(context);
	const account = await openAccount(context, settings.accessKey, deadline);
	return { node, account, settings, staticData, deadline, now: Date.now(), logger: context.logger };
}

/**
 * The entries that were added since the last reading; none where the Monthly Call Limit leaves this poll out. The state
 * that counts entries as emitted is written last, when they are about to be: an error before that leaves every entry to
 * the next poll. Only a first state, which this process remembers, and the counts of failures are written earlier.
 */
export async function newItems(poll: Poll): Promise<IDataObject[]> {
	const kept = readState(poll.staticData);
	const before = kept ?? firstStateOf(poll.node);
	if (before && !isDue(poll, before)) {
		keepFirstState(poll.node, kept ? undefined : before);
		if (!kept) writeState(poll.staticData, before);
		return [];
	}
	const items = await read(poll, before).catch((error: unknown) => {
		countFailure(poll);
		throw error;
	});
	keepFirstState(poll.node, kept || items.length ? undefined : readState(poll.staticData));
	return items;
}

async function read(poll: Poll, before: State | undefined): Promise<IDataObject[]> {
	const { account, settings, now } = poll;
	const list = await lockList(poll, before);
	const everyLock = settings.lockIds.length === 0;
	const lockIds = everyLock ? Object.keys(list?.locks ?? {}) : settings.lockIds;
	checkSlot(poll, before, lockIds.length);
	const scope = {
		account: account.fingerprint,
		everyLock,
		lockIds,
		includeExisting: settings.includeExisting,
	};
	const state = stateFor(before, scope, list, now);

	const reading = await readLocks(state, lockIds, account.readPage, {
		most: settings.maxEntries,
		deadline: poll.deadline,
		oldBefore: (lockId) => clockBefore(now, list?.locks[lockId]?.zone),
	});
	const counted = hasFailures(state, reading) ? withFailures(state, reading) : state;
	if (counted === state) memoryOf(poll.node).reported = undefined;
	else report(poll, before, state, reading);

	const isQuiet = [...reading.fresh.values()].every((entries) => entries.length === 0);
	if (!isQuiet) await letOthersRun();
	const wanted = wantedEntries(poll, reading);
	const after = withReading(counted, reading, poll);
	const named = wanted.some(([, entries]) => entries.length) ? await withNames(poll, after, lockIds) : after;
	const items: IDataObject[] = [];
	for (const [lockId, entries] of wanted) {
		for (const entry of entries) {
			await letOthersRun();
			items.push(itemOf(lockId, entry, named.list?.locks[lockId]));
		}
	}
	writeState(poll.staticData, named);
	memoryOf(poll.node).chargedFailures = 0;
	return items;
}

/** Whether this poll reads: its time slot is another than that of the last reading, or the node was changed. */
function isDue({ node, account, settings, now, logger }: Poll, before: State): boolean {
	const { lockIds, monthlyCalls } = settings;
	const everyLock = lockIds.length === 0;
	if (before.account !== account.fingerprint || before.everyLock !== everyLock) return true;
	if (before.readAt === undefined || lockIds.some((lockId) => !before.locks[lockId])) return true;
	if (monthlyCalls === 0) return true;
	const lockCount = everyLock ? Object.keys(before.list?.locks ?? {}).length : lockIds.length;
	const slot = slotMs({ monthlyCalls, lockCount, everyLock });
	const memory = memoryOf(node);
	// After a failure the next poll tries again at once, but only one: a failing service must not use up the quota.
	const lastTry = memory.chargedFailures > 1 ? (memory.failedAt ?? 0) : before.readAt;
	if (!isSameSlot(now, before.readAt, slot, node) && !isSameSlot(now, lastTry, slot, node)) return true;
	const next = nextSlotAt(now, slot, node);
	if (memory.loggedNext !== next) {
		memory.loggedNext = next;
		const due = new Date(next).toISOString();
		logger.info(
			`Codelocks Trigger: the next poll that reads is due at ${due} (Monthly Call Limit ${monthlyCalls})`,
		);
	}
	return false;
}

/** Counts a reading that was charged and failed; see isDue. */
function countFailure({ node, account, now }: Poll): void {
	if (account.callsMade() === 0) return;
	const memory = memoryOf(node);
	memory.chargedFailures++;
	memory.failedAt = now;
}

/** Refuses a limit by which a poll would read less than once a week, unless only the account has outgrown it. */
function checkSlot({ settings }: Poll, before: State | undefined, lockCount: number): void {
	const { monthlyCalls } = settings;
	const everyLock = settings.lockIds.length === 0;
	if (monthlyCalls === 0 || slotMs({ monthlyCalls, lockCount, everyLock }) <= MAX_SLOT_MS) return;
	if (everyLock && before?.everyLock && before.monthlyCalls === monthlyCalls) return;
	const least = leastMonthlyCalls({ lockCount, everyLock });
	throw new ValueError(
		`A Monthly Call Limit of ${monthlyCalls} is too low for ${lockCount} lock${lockCount === 1 ? '' : 's'}: set it to ${least} or more, or choose fewer locks`,
		'With this limit the trigger would read less than once in seven days. 0 means no limit.',
	);
}

/** The account's locks as far as they are remembered, looked up afresh where the node watches them all. */
async function lockList(
	{ account, settings, now }: Poll,
	before: State | undefined,
): Promise<LockList | undefined> {
	const known = before?.account === account.fingerprint ? before.list : undefined;
	if (settings.lockIds.length) return known;
	const keepMs = listMs(settings.monthlyCalls);
	if (isWithin(keepMs, known?.triedAt ?? known?.at, now)) return known;
	const found = await account.lookUpLocks().catch(asServiceError);
	const isEmptied = !(found instanceof ServiceError) && !Object.keys(found).length && known !== undefined;
	if (!(found instanceof ServiceError) && !isEmptied) return { at: now, locks: found };
	// The known locks can still be read, for a while.
	const isFatal = found instanceof ServiceError && isFinal(found);
	if (known && !isFatal && isWithin(Math.max(KEEP_NAMES_MS, 3 * keepMs), known.at, now)) {
		return { ...known, triedAt: now };
	}
	if (found instanceof ServiceError) throw found;
	return { at: now, locks: found };
}

/** Whether something failed, or did in the polls before. */
function hasFailures({ locks, unreadPolls }: State, { failures, doubts, throttled }: Reading): boolean {
	const isCounted = Object.values(locks).some((lock) => lock.failures || lock.doubts);
	return failures.size > 0 || doubts.size > 0 || throttled !== undefined || isCounted || !!unreadPolls;
}

/**
 * Throws what the user must know. Nothing is handed over then, so no cursor moves; only failures are counted.
 * A lock that fails again and again holds up the others for this one poll, and does not silence them.
 */
function report(
	{ node, staticData, logger }: Poll,
	before: State | undefined,
	state: State,
	reading: Reading,
): void {
	for (const [lockId, doubt] of reading.doubts) {
		const name = state.list?.locks[lockId]?.name || lockId;
		logger.warn(`Codelocks Trigger: lock '${name}' is read again by the next poll, since ${DOUBTS[doubt]}`);
	}
	const failure = failureToReport(before, state, reading);
	if (!failure) {
		memoryOf(node).reported = undefined;
		return;
	}
	const othersWait =
		reading.cursors.size > 0 || reading.doubts.size > 0 || (reading.next !== undefined && !reading.throttled);
	if (othersWait && !mayReport(node, state)) return;
	writeState(staticData, withFailures(state, reading));
	throw failure;
}

function wantedEntries({ node, settings, logger }: Poll, reading: Reading): Array<[string, AuditEntry[]]> {
	const fresh = [...reading.fresh.values()].flat();
	const memory = memoryOf(node);
	if (fresh.length && !fresh.some(settings.isWanted) && !memory.toldOfFilter) {
		memory.toldOfFilter = true;
		logger.warn(
			`Codelocks Trigger: none of ${fresh.length} new entries has a type of Entry Types; their types: ${typesInWords(fresh.map(({ EntryType }) => EntryType))}`,
		);
	}
	return [...reading.fresh].map(([lockId, entries]) => [lockId, entries.filter(settings.isWanted)]);
}

/** The state after a reading. Without a limit its time does not matter, and a quiet poll leaves the state alone. */
function withReading(state: State, reading: Reading, { settings, now }: Poll): State {
	const locks = Object.entries(state.locks).map(([lockId, lock]) => [
		lockId,
		{ ...lock, cursor: reading.cursors.get(lockId) ?? lock.cursor },
	]);
	const { monthlyCalls } = settings;
	const time =
		monthlyCalls > 0 ? { readAt: now, monthlyCalls } : { readAt: undefined, monthlyCalls: undefined };
	return { ...state, locks: Object.fromEntries(locks), next: reading.next, ...time };
}

/** The state with the names of the selected locks, which are only asked for when there is something to emit. */
async function withNames({ account, now }: Poll, state: State, lockIds: string[]): Promise<State> {
	if (state.everyLock) return state;
	const remembered = isWithin(KEEP_NAMES_MS, state.list?.at, now) ? (state.list?.locks ?? {}) : {};
	if (lockIds.every((lockId) => remembered[lockId])) return state;
	const found = await account.lookUpLocks(lockIds).catch(asServiceError);
	if (found instanceof ServiceError) {
		if (isFinal(found)) throw found;
		// Entries matter more than names; the next ones ask again.
		return state;
	}
	const unknown = lockIds.map((lockId) => [lockId, state.list?.locks[lockId] ?? { name: '' }]);
	return { ...state, list: { at: now, locks: { ...Object.fromEntries(unknown), ...found } } };
}

function isWithin(ms: number, time: number | undefined, now: number): boolean {
	return time !== undefined && time <= now && now - time < ms;
}
