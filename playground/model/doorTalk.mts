import { briefingOf, heardIn, questionOf } from './hearing.mts';
import type { ChatRequest, Reply } from './server.mts';

interface Lock {
	LockId: string;
	LockName: string;
}

interface Entry {
	DateEntered: string;
	EntryText: string;
}

const CAVEAT = 'Locks upload their log now and then, so something may still be missing.';

/** Answers 'Who opened the … last night?' by two tools, one for the list of locks and one for the log of a lock; silent otherwise. */
export function doorTalk(chat: ChatRequest): Reply | undefined {
	const [, name] = /^who opened the (.+) last night\?$/i.exec(questionOf(chat).trim()) ?? [];
	if (!name) return undefined;
	const heard = heardIn(chat);
	const failed = heard.find((answer) => answer.includes('"error":'));
	if (failed) return { text: `A tool did not do its work: ${failed}` };

	const [locks, entries] = heard.map(itemsIn) as [Lock[]?, Entry[]?];
	if (!locks) return { calls: [{ tool: 'List_Locks', input: {} }] };
	const lock = locks.find(({ LockName }) => LockName.toLowerCase() === name.toLowerCase());
	if (!lock) return { text: `I know only ${locks.map(({ LockName }) => LockName).join(', ')}.` };
	if (!entries) {
		const input = { Lock: lock.LockId, ...lastNight(briefingOf(chat)), Limit: 50 };
		return { calls: [{ tool: 'Read_Audit_Log', input }] };
	}
	return { text: [...tellOf(lock, entries), CAVEAT].join('\n') };
}

function tellOf({ LockName }: Lock, entries: Entry[]): string[] {
	if (entries.length === 0) return [`The log of the ${LockName} has nothing about last night.`];
	const lines = entries.map(({ DateEntered, EntryText }) => `${DateEntered.replace('T', ' ')} ${EntryText}`);
	return [`The log of the ${LockName} says of last night:`, ...lines.reverse()];
}

/** Yesterday 18:00 to today 08:00, by the day that the briefing says it is. */
function lastNight(briefing: string): { After: string; Before: string } {
	const [, today] = /It is now \w+, (\d{4}-\d\d-\d\d) /.exec(briefing) ?? [];
	if (!today) throw new Error('The system message does not say what day it is');
	const yesterday = new Date(Date.parse(today) - 24 * 3600 * 1000).toISOString().slice(0, 10);
	return { After: `${yesterday} 18:00`, Before: `${today} 08:00` };
}

/** What a tool gave; an agent makes an empty text of an empty list. */
function itemsIn(answer: string): unknown[] {
	const items = JSON.parse(answer) as unknown;
	return Array.isArray(items) ? items : [];
}
