/** One switch: the values that it takes, the first of which is the usual one, and what it is for. */
interface Switch {
	values: readonly string[];
	purpose: string;
}

/**
 * Every switch of the service's behaviour by name. The behaviour of the real service is not published; each value is one that
 * such services show (docs/dev/api.md, 'Paging', 'Audit log', 'Failures with status 200').
 */
export const SWITCHES = {
	pages: {
		values: ['asAsked', 'ignored', 'lastAgain', 'notFoundPastEnd', 'badRequestPastEnd', 'emptySecond'],
		purpose:
			'page numbers of audit logs and clients: ignored (always page 1), the last page again past the end, 404 or 400 past the end, or an empty page 2',
	},
	order: {
		values: ['asAsked', 'ignored', 'unstable'],
		purpose:
			'audit log: pageorder ignored (always ascending), or neighbours that change places between calls',
	},
	ids: {
		values: ['numbers', 'text', 'huge', 'guids', 'missing'],
		purpose: 'AuditEntryID as text, above 2^53, as GUID, or absent',
	},
	auditLog: {
		values: ['full', 'empty', 'false', 'noBody'],
		purpose: 'a log with entries returns [], false, or an empty body',
	},
	clients: {
		values: ['full', 'empty', 'false', 'noBody'],
		purpose: 'a list with clients returns [], false, or an empty body',
	},
	locks: {
		values: ['full', 'empty', 'false', 'noBody'],
		purpose: 'the list of locks returns [], false, or an empty body',
	},
	lock: {
		values: ['listed', 'unlisted', 'notFound'],
		purpose: 'the lock is missing from the list of locks, or its own paths return 404 too',
	},
	emptyLists: {
		values: ['asShapes', 'empty', 'false', 'noBody'],
		purpose: 'what a list without entries returns: as the shapes have it, [], false, or an empty body',
	},
	count: {
		values: ['all', 'page'],
		purpose: "the clients' count is that of all clients, or of the page",
	},
	activePeriods: {
		values: ['array', 'object', 'text'],
		purpose: 'activeperiods in responses: an array of one object, an object, or a JSON text',
	},
	writes: {
		values: ['answered', 'noBody', 'lostAnswer', 'badGateway', 'timeout'],
		purpose:
			'a write takes effect, then returns 200 without a body, cuts the connection, or returns 502 or 504',
	},
	failures: {
		values: [
			'plain',
			'error',
			'status',
			'netcode',
			'errorMessage',
			'success',
			'result',
			'statusFalse',
			'errors',
			'capitalError',
			'message',
			'proxy',
		],
		purpose:
			'a refusal comes with status 200 as {error, message}, {status: "error"}, {netcode: "ERROR"}, {errorMessage}, {success: false}, {result: false}, {status: false}, {errors: […]}, {Error}, {message}, or {statusCode, body}',
	},
	accessKeys: {
		values: ['emptyBody', 'text'],
		purpose: "an unknown access key returns 401 without a body, or 400 with the text 'Invalid accesskey'",
	},
	starts: {
		values: ['refused', 'roundedDown'],
		purpose:
			"a KitLock's start off the hour is refused, or rounded down with status 200 (a K3 lock's always is)",
	},
	dayLengths: {
		values: ['asShapes', 'days', 'daysAndHours'],
		purpose: 'a duration of days has only DurationDays, or DurationHours too; wild shapes have both',
	},
	dayLong: {
		values: ['ownMode', 'standard'],
		purpose: 'the code of 24 hours has its own mode, or is a standard one',
	},
	expires: {
		values: ['asShapes', 'present', 'absent'],
		purpose: 'Expires of a NetCode; version 1 in the wild shapes has none',
	},
	bodies: {
		values: ['whole', 'slow', 'trickle', 'cut', 'latin1', 'byteOrderMark', 'html'],
		purpose:
			'bodies come after a second, byte by byte, half, as ISO-8859-1, with a byte order mark, or as text/html',
	},
} as const satisfies Record<string, Switch>;

export type SwitchName = keyof typeof SWITCHES;

/** How the service behaves. `pageSize` caps a page whatever `perpage` asks for; null: no cap. */
export type Behaviours = { [Name in SwitchName]: (typeof SWITCHES)[Name]['values'][number] } & {
	pageSize: number | null;
};

/** What PUT /_control/behaviours takes; null puts one switch back. */
export type BehaviourChange = { [Name in keyof Behaviours]?: Behaviours[Name] | null };

export const SWITCH_NAMES = Object.keys(SWITCHES) as SwitchName[];

const USUAL = {
	...Object.fromEntries(SWITCH_NAMES.map((name) => [name, SWITCHES[name].values[0]])),
	pageSize: null,
} as Behaviours;

/** The switches that are set: for all locks, and for single locks, which go before. */
export class BehaviourSwitches {
	#forAll: Partial<Behaviours> = {};
	readonly #byLock = new Map<string, Partial<Behaviours>>();

	/** Sets switches, of one lock or of all. */
	change(change: BehaviourChange, lockId?: string): void {
		const known = lockId === undefined ? this.#forAll : (this.#byLock.get(lockId) ?? {});
		const merged = Object.entries({ ...known, ...change }).filter(([, value]) => value !== null);
		const changed = Object.fromEntries(merged) as Partial<Behaviours>;
		if (lockId === undefined) this.#forAll = changed;
		else this.#byLock.set(lockId, changed);
	}

	/** What holds for a lock, or without one for calls that concern no lock. */
	of(lockId?: string): Behaviours {
		return { ...USUAL, ...this.#forAll, ...(lockId === undefined ? {} : this.#byLock.get(lockId)) };
	}

	/** What is set. */
	report(): { all: Partial<Behaviours>; locks: Record<string, Partial<Behaviours>> } {
		return { all: { ...this.#forAll }, locks: Object.fromEntries(this.#byLock) };
	}
}

/** What is wrong with a change, if anything. */
export function faultOf(change: BehaviourChange): string | undefined {
	for (const [name, value] of Object.entries(change)) {
		if (value === null) continue;
		if (name === 'pageSize') {
			if (!(Number.isInteger(value) && Number(value) > 0)) return 'pageSize must be a whole number above 0';
			continue;
		}
		const known = SWITCHES[name as SwitchName] as Switch | undefined;
		if (known === undefined) return `there is no behaviour ${name}; GET / lists them`;
		if (!known.values.includes(String(value))) return `${name} must be one of ${known.values.join(', ')}`;
	}
	return undefined;
}
