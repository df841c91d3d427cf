/** What the fields hold: a bare column of the row each, or an expression each that computes something. */
export const FIELDS = ['columns', 'computed'] as const;
export type Fields = (typeof FIELDS)[number];

/** One kind of run: how many rows, how many of them differ, and how long the service takes for a call. */
export interface Cell {
	fields: Fields;
	rows: number;
	distinct: number;
	latencyMs: number;
	/** How often each way runs it. */
	rounds: number;
}

export const NEAR_MS = 5;
export const FAR_MS = 200;

const SHARES = [1, 0.2];

/** `quick` has fewer rows and rounds: it shows whether the bench works and roughly where things stand. */
export function planCells(quick: boolean): Cell[] {
	const [few, many] = quick ? [200, 1_000] : [1_000, 5_000];
	// Where waiting takes most of the time, runs hardly differ.
	const roundsOf = (rows: number, latencyMs: number) => {
		if (latencyMs === FAR_MS) return 1;
		return rows === few ? 3 : 2;
	};
	const ofColumns = [NEAR_MS, FAR_MS].flatMap((latencyMs) =>
		[few, many].flatMap((rows) =>
			SHARES.map((share) => ({
				fields: 'columns' as const,
				rows,
				distinct: rows * share,
				latencyMs,
				rounds: roundsOf(rows, latencyMs),
			})),
		),
	);
	return [...ofColumns, { ...ofColumns[0], fields: 'computed' }];
}

/** Bring all ways and the sandbox up to speed; what they cost is not counted. */
export const WARM_UPS: Cell[] = FIELDS.map((fields) => {
	const rows = fields === 'columns' ? 1_000 : 300;
	return { fields, rows, distinct: rows, latencyMs: 0, rounds: 1 };
});
