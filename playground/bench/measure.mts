import { setTimeout as sleep } from 'node:timers/promises';
import { WAYS, WAY_NAMES, workflowName, type Way } from './workflows.mts';
import { bookingRows, expectedCode } from './rows.mts';
import type { Cell } from './cells.mts';
import type { Measured, Order } from './probe.mts';
import type { Stage } from './stage.mts';
import { PlaygroundError } from '../processes.mts';

export const MAX_IN_FLIGHT = 32;

const RUN_WITHIN_MS = 280_000;
const IDLE_TRIES = 3;
const READY_WITHIN_MS = 60_000;

/** One execution of a cell by one way. */
export interface Run {
	wallMs: number;
	cpuMs: number;
	memoryBytes: number;
	calls: number;
	peakInFlight: number;
	nodeVersion: string;
	/** What must not be, however fast it was. */
	faults: string[];
}

/** All runs of a cell by one way. */
export interface Result {
	cell: Cell;
	way: Way;
	runs: Run[];
}

/**
 * The part of a core that n8n uses up while a workflow does nothing. The least of several tries, since it is taken off
 * by the time that a run lasts, and too much of it would favour the slower way.
 */
export async function measureIdleLoad({ urls, signal }: Stage): Promise<number> {
	const loads: number[] = [];
	while (loads.length < IDLE_TRIES) {
		const { cpuMs, wallMs } = await execute(urls.idle, { rows: 1, distinct: 1 }, signal);
		loads.push(cpuMs / wallMs);
	}
	return Math.min(...loads);
}

/** Runs a cell by both ways, turn and turn about, so that what else the machine does meets both alike. */
export async function measureCell(stage: Stage, cell: Cell, idleLoad: number): Promise<Result[]> {
	const results = WAYS.map((way): Result => ({ cell, way, runs: [] }));
	for (let round = 0; round < cell.rounds; round++) {
		const order = round % 2 === 0 ? results : results.toReversed();
		for (const { way, runs } of order) {
			const run = await measureRun(stage, cell, way);
			runs.push({ ...run, cpuMs: run.cpuMs - idleLoad * run.wallMs });
		}
	}
	return results;
}

export async function measureRun(
	{ urls, apiKey, sandbox, signal }: Stage,
	cell: Cell,
	way: Way,
	profile?: string,
): Promise<Run> {
	const { fields, rows, distinct, latencyMs } = cell;
	await sandbox.setLatency(latencyMs);
	await sandbox.resetCalls();
	const { codes, ...measured } = await execute(
		urls[workflowName(way, fields)],
		{ rows, distinct, profile },
		signal,
	);
	const report = (await sandbox.getCalls()).keys[apiKey];
	const calls = report?.netCode.received ?? 0;
	const peakInFlight = report?.peakInFlight ?? 0;
	return { ...measured, calls, peakInFlight, faults: faultsOf(cell, way, codes, calls, peakInFlight) };
}

async function execute(url: string, order: Order, signal: AbortSignal): Promise<Measured> {
	const deadline = Date.now() + READY_WITHIN_MS;
	for (;;) {
		const response = await fetch(url, {
			method: 'POST',
			headers: { 'content-type': 'application/json' },
			body: JSON.stringify(order),
			signal: AbortSignal.any([signal, AbortSignal.timeout(RUN_WITHIN_MS)]),
		});
		const text = await response.text();
		if (response.ok) return JSON.parse(text) as Measured;
		// After a run that kept it busy, n8n takes its database for lost until it has looked again.
		if (response.status !== 503 || Date.now() > deadline) {
			throw new PlaygroundError(`The execution failed: n8n returned ${response.status} ${text}`);
		}
		await sleep(500, undefined, { signal });
	}
}

function faultsOf(
	{ rows, distinct }: Cell,
	way: Way,
	codes: unknown[],
	calls: number,
	peakInFlight: number,
): string[] {
	const name = WAY_NAMES[way];
	const wanted = way === 'codelocks' ? distinct : rows;
	const expected = bookingRows(rows, distinct).map(expectedCode);
	const wrong = expected.filter((code, index) => codes[index] !== code).length;
	return [
		...(wrong > 0 || codes.length !== rows ? [`${name}: ${wrong} of ${rows} codes are wrong`] : []),
		...(calls !== wanted ? [`${name}: ${calls} calls in place of ${wanted}`] : []),
		...(way === 'codelocks' && peakInFlight > MAX_IN_FLIGHT
			? [`${name}: ${peakInFlight} calls at once`]
			: []),
	];
}
