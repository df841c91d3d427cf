import { FAR_MS, NEAR_MS, type Cell } from './cells.mts';
import { MAX_IN_FLIGHT, type Result, type Run } from './measure.mts';
import type { Way } from './workflows.mts';

/** Something that the node ought to be, and how it is. */
export interface Target {
	text: string;
	value: string;
	met: boolean;
}

/** A number that a target is about, and the cell that it was found in. */
interface Finding {
	cell: Cell;
	value: number;
}

/** Between two measurements of the same thing on a busy machine. */
const NOISE = 1.1;

/** The middle one of some numbers, or what lies between the two in the middle. */
function median(values: number[]): number {
	const sorted = values.toSorted((one, other) => one - other);
	const middle = (sorted.length - 1) / 2;
	return (sorted[Math.floor(middle)] + sorted[Math.ceil(middle)]) / 2;
}

/** The median of a measure over a result's runs. */
export const medianOf = ({ runs }: Result, measure: (run: Run) => number): number =>
	median(runs.map(measure));

const wallOf = (result: Result): number => medianOf(result, ({ wallMs }) => wallMs);
const cpuOf = (result: Result): number => medianOf(result, ({ cpuMs }) => cpuMs);

/** Compares the results of a bench with what is wanted of the node. */
export function judge(results: Result[]): Target[] {
	const all = results.filter(({ way }) => way === 'codelocks');
	const ours = all.filter(({ cell }) => cell.fields === 'columns');
	const computed = all.filter(({ cell }) => cell.fields === 'computed');
	const distinct = ours.filter(({ cell }) => cell.distinct === cell.rows);
	const repeating = ours.filter(({ cell }) => cell.distinct < cell.rows);
	const [near, far] = [NEAR_MS, FAR_MS].map((ms) => (result: Result) => result.cell.latencyMs === ms);
	const few = Math.min(...ours.map(({ cell }) => cell.rows));
	const many = ours.filter(({ cell }) => cell.rows > few);

	return [
		atMost(
			0.5,
			"CPU per distinct row, as a part of the HTTP Request node's",
			findings(distinct, (result) => cpuOf(result) / cpuOf(find(results, 'httpRequest', result.cell))),
		),
		atMost(
			0.5,
			"CPU per distinct row with computed fields, as a part of the HTTP Request node's",
			findings(computed, (result) => cpuOf(result) / cpuOf(find(results, 'httpRequest', result.cell))),
		),
		atMost(
			NOISE,
			`Time per row, as a multiple of that with ${few} rows`,
			findings(many, (result) => growthOf(results, result, few, wallOf)),
		),
		// What else the machine does tells less on this one.
		atMost(
			NOISE,
			`CPU per row, as a multiple of that with ${few} rows`,
			findings(many, (result) => growthOf(results, result, few, cpuOf)),
		),
		atMost(
			0.2,
			'Calls per row where 20% are distinct',
			findings(repeating, (result) => medianOf(result, ({ calls }) => calls) / result.cell.rows),
		),
		atLeast(
			3,
			`Times faster than the HTTP Request node where 20% are distinct, at ${NEAR_MS} ms`,
			findings(repeating.filter(near), (result) => {
				return wallOf(find(results, 'httpRequest', result.cell)) / wallOf(result);
			}),
		),
		atLeast(
			3,
			`Times faster where 20% are distinct than where all are, at ${FAR_MS} ms`,
			findings(repeating.filter(far), (result) => {
				const cell = { ...result.cell, distinct: result.cell.rows };
				return wallOf(find(results, 'codelocks', cell)) / wallOf(result);
			}),
		),
		atMost(
			MAX_IN_FLIGHT,
			'Calls in flight',
			findings(all, ({ runs }) => Math.max(...runs.map(({ peakInFlight }) => peakInFlight))),
		),
		atMost(
			1.1,
			`Time as a multiple of the HTTP Request node's where all are distinct, at ${FAR_MS} ms`,
			findings(distinct.filter(far), (result) => {
				return wallOf(result) / wallOf(find(results, 'httpRequest', result.cell));
			}),
		),
	];
}

/** How much more a measure is for each row than in the cell of the same kind with fewer rows. */
function growthOf(
	results: Result[],
	result: Result,
	rows: number,
	measure: (result: Result) => number,
): number {
	const times = result.cell.rows / rows;
	const small = find(results, 'codelocks', { ...result.cell, rows, distinct: result.cell.distinct / times });
	return measure(result) / times / measure(small);
}

function find(results: Result[], wanted: Way, { fields, rows, distinct, latencyMs }: Cell): Result {
	return results.find(
		({ cell, way }) =>
			way === wanted &&
			cell.fields === fields &&
			cell.rows === rows &&
			cell.distinct === distinct &&
			cell.latencyMs === latencyMs,
	)!;
}

const findings = (results: Result[], value: (result: Result) => number): Finding[] =>
	results.map((result) => ({ cell: result.cell, value: value(result) }));

const atMost = (bound: number, text: string, found: Finding[]): Target => ({
	text: `${text}: at most ${bound}`,
	value: listed(found),
	met: found.every(({ value }) => value <= bound),
});

const atLeast = (bound: number, text: string, found: Finding[]): Target => ({
	text: `${text}: at least ${bound}`,
	value: listed(found),
	met: found.every(({ value }) => value >= bound),
});

/** One number where all cells agree, else each with its cell. */
function listed(found: Finding[]): string {
	const texts = found.map(({ value }) => (Number.isInteger(value) ? String(value) : value.toFixed(2)));
	if (new Set(texts).size === 1) return texts[0];
	const places = found.map(({ cell: { rows, distinct, latencyMs } }) => {
		const repeats = distinct < rows ? `, ${distinct} distinct` : '';
		return `${rows} rows${repeats}, ${latencyMs} ms`;
	});
	return texts.map((text, index) => `${text} (${places[index]})`).join('; ');
}
