import { writeFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { Session } from 'node:inspector/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { IExecuteFunctions, INodeExecutionData, INodeTypeDescription } from 'n8n-workflow';
import { bookingRows } from './rows.mts';

/** What the bench asks of an execution, as the body of the webhook. */
export interface Order {
	rows: number;
	distinct: number;
	/** Where to put a CPU profile of the measured node; none is made without it, since it costs time. */
	profile?: string;
}

/** What the measured node cost, and the codes it gave, in the order of the rows. */
export interface Measured {
	wallMs: number;
	/** Of all threads of n8n's process. */
	cpuMs: number;
	/** How far the process's memory rose at most. */
	memoryBytes: number;
	codes: unknown[];
	nodeVersion: string;
}

interface Start {
	time: number;
	cpu: NodeJS.CpuUsage;
	rss: number;
	profiling?: { session: Session; file: string };
}

const IDLE_MS = 10_000;

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as (options: {
	type: 'major';
	execution: 'sync';
	flavor: 'last-resort';
}) => void;

/** Executions come one at a time, and the nodes run in n8n's own process. */
let start: Start | undefined;

const about = (name: string, displayName: string): INodeTypeDescription => ({
	name,
	displayName,
	description: 'Part of the benchmark',
	group: ['transform'],
	version: 1,
	defaults: { name: displayName },
	inputs: ['main'],
	outputs: ['main'],
	properties: [],
});

/** Makes the rows and starts the clocks. The node that is measured comes next. */
export class BenchRows {
	description = about('benchRows', 'Bench Rows');

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		const { rows, distinct, profile } = this.getInputData()[0].json.body as unknown as Order;
		const items = bookingRows(rows, distinct).map((row) => ({ json: { ...row }, pairedItem: { item: 0 } }));
		await begin(profile);
		return [items];
	}
}

/** Takes the place of a node to be measured, and waits. */
export class BenchIdle {
	description = about('benchIdle', 'Bench Idle');

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		await sleep(IDLE_MS);
		return [this.getInputData()];
	}
}

/** Stops the clocks, and passes on what they say in place of its items. */
export class BenchMeasure {
	description = about('benchMeasure', 'Bench Measure');

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		const costs = end();
		await saveProfile();
		const codes = this.getInputData().map(({ json }) => json.netCode ?? json.ActualNetcode);
		start = undefined;
		return [[{ json: { ...costs, codes, nodeVersion: process.version }, pairedItem: { item: 0 } }]];
	}
}

async function begin(profile: string | undefined): Promise<void> {
	// What an earlier execution left behind is not to be this one's cost, nor its room to grow.
	collectGarbage({ type: 'major', execution: 'sync', flavor: 'last-resort' });
	forgetPeakMemory();
	const profiling = profile === undefined ? undefined : { session: await startProfiling(), file: profile };
	start = { profiling, rss: process.memoryUsage.rss(), cpu: process.cpuUsage(), time: performance.now() };
}

function end(): Omit<Measured, 'codes' | 'nodeVersion'> {
	if (!start) throw new Error('Bench Measure ran without Bench Rows');
	const wallMs = performance.now() - start.time;
	const { user, system } = process.cpuUsage(start.cpu);
	const peakRss = process.resourceUsage().maxRSS * 1024;
	return { wallMs, cpuMs: (user + system) / 1000, memoryBytes: Math.max(0, peakRss - start.rss) };
}

/** Only Linux can forget it; elsewhere the peak is that of the process so far. */
function forgetPeakMemory(): void {
	if (process.platform === 'linux') writeFileSync('/proc/self/clear_refs', '5');
}

async function startProfiling(): Promise<Session> {
	const session = new Session();
	session.connect();
	await session.post('Profiler.enable');
	await session.post('Profiler.setSamplingInterval', { interval: 500 });
	await session.post('Profiler.start');
	return session;
}

async function saveProfile(): Promise<void> {
	if (!start?.profiling) return;
	const { session, file } = start.profiling;
	const { profile } = await session.post('Profiler.stop');
	session.disconnect();
	await writeFile(file, JSON.stringify(profile));
}
