import type { SavedExecution } from './executions.mts';
import type { Post } from './workflow.mts';

/** A time that n8n was stopped and started again, as it went. */
export interface Restart {
	signal: 'SIGTERM' | 'SIGKILL';
	moment: string;
	/** When the signal was sent, in ms since 1970. */
	at: number;
	/** How long n8n took to end. */
	endedInMs: number;
	/** From the signal until n8n was ready again. */
	awayMs: number;
}

/** What a soak has seen of one variant. */
export interface Observed {
	durable: boolean;
	/** Ids of the entries that were added. */
	added: number[];
	executions: SavedExecution[];
	posts: Post[];
	restarts: Restart[];
}

/** An entry that did not come through exactly once, and what n8n knows about it. */
export interface Finding {
	entry: number;
	/** The executions that hold it, with their status. */
	executions: SavedExecution[];
	deliveries: number;
	/** What n8n was killed by explains it, so the trigger is not to blame. */
	excused: boolean;
}

/** The books of a soak. */
export interface Account {
	/** Entries that came out of the trigger, by what n8n saved or by what arrived. */
	emitted: number;
	delivered: number;
	/** Never came out of the trigger. */
	lost: number[];
	/** Came out of the trigger with more than one execution. */
	repeated: Finding[];
	/** Came out of the trigger and did not arrive. */
	undelivered: Finding[];
	/** Posted more than once by one execution. */
	postedTwice: number[];
	/** Were in the log before it was watched, or are not known at all. */
	uncalledFor: number[];
}

/** How long before a SIGKILL an execution can have begun that it cut off. */
const CUT_OFF_WITHIN_MS = 120_000;

/** Balances what was added against what came out of the trigger and what arrived. */
export function balance({ durable, added, executions, posts, restarts }: Observed): Account {
	const byId = new Map(executions.map((execution) => [execution.id, execution]));
	const holders = new Map<number, Set<string>>();
	const note = (entry: number, execution: string) =>
		holders.set(entry, (holders.get(entry) ?? new Set()).add(execution));
	for (const { id, entries } of executions) for (const entry of entries) note(entry, id);
	for (const { entry, execution } of posts) note(entry, execution);

	const kills = restarts.filter(({ signal }) => signal === 'SIGKILL').map(({ at }) => at);
	const wasCutOff = ({ startedAt }: SavedExecution) =>
		kills.some((kill) => startedAt <= kill && startedAt > kill - CUT_OFF_WITHIN_MS);
	const deliveries = countBy(posts.map(({ entry }) => entry));
	const find = (entry: number, isExcused: (held: SavedExecution[]) => boolean): Finding => {
		const held = [...(holders.get(entry) ?? [])].flatMap((id) => byId.get(id) ?? []);
		return { entry, executions: held, deliveries: deliveries.get(entry) ?? 0, excused: isExcused(held) };
	};
	const expected = new Set(added);
	const emitted = added.filter((entry) => holders.has(entry));
	return {
		emitted: emitted.length,
		delivered: added.filter((entry) => deliveries.has(entry)).length,
		lost: added.filter((entry) => !holders.has(entry)),
		repeated: emitted
			.filter((entry) => holders.get(entry)!.size > 1)
			.map((entry) => find(entry, (held) => !durable && held.length === 2 && wasCutOff(held[0]))),
		undelivered: emitted
			.filter((entry) => !deliveries.has(entry))
			.map((entry) => find(entry, (held) => held.every((execution) => wasCutOff(execution)))),
		postedTwice: [...countBy(posts.map(({ entry, execution }) => `${entry} ${execution}`))]
			.filter(([, times]) => times > 1)
			.map(([key]) => Number(key.split(' ')[0])),
		uncalledFor: [...holders.keys()].filter((entry) => !expected.has(entry)),
	};
}

/** What is wrong, as sentences; nothing where every entry came exactly once or a SIGKILL explains why it did not. */
export function problemsOf(account: Account): string[] {
	const repeated = account.repeated.filter(({ excused }) => !excused);
	const undelivered = account.undelivered.filter(({ excused }) => !excused);
	return [
		...complain('lost: no execution holds them', account.lost),
		...complain('repeated', idsOf(repeated)),
		...complain('handed over, and never delivered', idsOf(undelivered)),
		...complain('posted twice by one execution', account.postedTwice),
		...complain('emitted though they were there before, or never', account.uncalledFor),
	];
}

const idsOf = (findings: Finding[]): number[] => findings.map(({ entry }) => entry);

function complain(what: string, entries: number[]): string[] {
	return entries.length > 0 ? [`${entries.length} entries were ${what}: ${listIds(entries)}`] : [];
}

/** The first of many ids. */
export function listIds(entries: number[], most = 20): string {
	const more = entries.length > most ? `, and ${entries.length - most} more` : '';
	return `${entries.slice(0, most).join(', ')}${more}`;
}

function countBy<Key>(keys: Key[]): Map<Key, number> {
	const counts = new Map<Key, number>();
	for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1);
	return counts;
}
