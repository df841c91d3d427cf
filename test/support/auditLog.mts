import { advance, type Cursor, type Doubt } from '../../nodes/CodelocksTrigger/cursor/cursor.ts';
import { startReading } from '../../nodes/CodelocksTrigger/cursor/logPages.ts';
import { entryKey } from '../../nodes/shared/api/auditLog.ts';
import { PAGE_SIZE } from '../../nodes/shared/api/pages.ts';

export interface Entry {
	AuditEntryID: number | string;
	DateEntered: string;
	/** Which upload brought it, and as the how-manieth. */
	upload: number;
	place: number;
	key: string;
}

/** So many seconds after the log began, as a lock writes it. */
export const dateOf = (seconds: number) => new Date(START + seconds * 1000).toISOString().slice(0, 19);

export const START = Date.UTC(2026, 3, 1);

/** A lock's audit log as the service pages it, newest first. Each upload is a second later. */
export class Log {
	entries: Entry[] = [];
	uploads = 0;

	/** Puts an upload into the log, its oldest entry at `position` from the top and its newest above that. */
	upload(ids: ReadonlyArray<number | string>, position = 0): void {
		const DateEntered = dateOf(this.uploads);
		const date = entryKey({ AuditEntryID: '', DateEntered });
		const batch = ids.map((AuditEntryID, place) => {
			return { AuditEntryID, DateEntered, upload: this.uploads, place, key: `${AuditEntryID}${date}` };
		});
		this.uploads++;
		this.entries.splice(position, 0, ...batch.reverse());
	}

	page(number: number): Entry[] {
		return this.entries.slice((number - 1) * PAGE_SIZE, number * PAGE_SIZE);
	}
}

export interface Read {
	cursor: Cursor;
	fresh: Entry[];
	doubt?: Doubt;
	calls: number;
}

/** How a poll goes; what is left out goes as usual. */
export interface PollOptions {
	/** How many entries it may give out. */
	most?: number;
	/** Runs after each page, and stops the reading by giving true. */
	between?: (calls: number) => unknown;
	/** What the service sends as a page. */
	page?: (number: number) => Entry[];
	/** The doubts of the polls before. */
	doubts?: Doubt[];
}

/** One poll of a log. */
export function poll(log: Log, cursor: Cursor, options: PollOptions = {}): Read {
	const { most = 500, between = () => false, page: send = (number) => log.page(number), doubts } = options;
	const pages = startReading<Entry>(cursor, most);
	let calls = 0;
	while (!pages.end) {
		if (pages.isTooLong) throw new Error(`${calls} calls for pages of ${String(pages.sizes)}`);
		pages.add(send(pages.next));
		if (between(++calls) === true) break;
	}
	const outcome = advance(cursor, pages, most, doubts);
	return outcome.doubt ? { cursor, fresh: [], doubt: outcome.doubt, calls } : { ...outcome, calls };
}

export const idsOf = (entries: readonly Entry[]) => entries.map(({ AuditEntryID }) => AuditEntryID);
