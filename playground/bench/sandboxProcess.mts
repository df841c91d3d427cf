import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { CallReport } from '../../sandbox/calls.mts';
import { nodeBinary, rootFolder } from '../folders.mts';
import { describeLog, endProcess, hasEnded, PlaygroundError, startLogged } from '../processes.mts';

const READY_WITHIN_MS = 20_000;
const ANSWERS_WITHIN_MS = 10_000;

export interface SandboxProcess {
	url: string;
	setLatency(ms: number): Promise<void>;
	/** Sets the counters to zero. */
	resetCalls(): Promise<void>;
	getCalls(): Promise<CallReport>;
	stop(): Promise<void>;
}

/** Starts the sandbox as a process of its own, so that its work is not taken for n8n's. */
export async function startSandboxProcess(
	port: number,
	folder: string,
	signal: AbortSignal,
): Promise<SandboxProcess> {
	signal.throwIfAborted();
	const url = `http://127.0.0.1:${port}`;
	const logFile = join(folder, 'sandbox.log');
	const script = join(rootFolder, 'sandbox', 'main.mts');
	const child = startLogged([nodeBinary, script, '--port', String(port), '--grow-every', '0'], {
		cwd: folder,
		logFile,
	});
	const control = async (method: string, path: string, body?: unknown): Promise<unknown> => {
		const response = await fetch(`${url}/_control/${path}`, {
			method,
			body: body === undefined ? undefined : JSON.stringify(body),
			signal: AbortSignal.any([signal, AbortSignal.timeout(ANSWERS_WITHIN_MS)]),
		});
		if (!response.ok)
			throw new PlaygroundError(`The sandbox returned ${response.status} for ${method} ${path}`);
		return await response.json();
	};
	const isReady = async () => {
		try {
			return Boolean(await control('GET', 'settings'));
		} catch {
			return false;
		}
	};
	try {
		await once(child, 'spawn');
		const deadline = Date.now() + READY_WITHIN_MS;
		while (!(await isReady())) {
			signal.throwIfAborted();
			if (hasEnded(child) || Date.now() > deadline) {
				throw new PlaygroundError(`The sandbox did not start.\n\n${describeLog(logFile)}`);
			}
			await sleep(100, undefined, { signal });
		}
	} catch (error) {
		await endProcess(child);
		throw error;
	}
	return {
		url,
		setLatency: async (latencyMs) => void (await control('PUT', 'settings', { latencyMs })),
		resetCalls: async () => void (await control('DELETE', 'calls')),
		getCalls: async () => (await control('GET', 'calls?last=0')) as CallReport,
		stop: async () => await endProcess(child),
	};
}
