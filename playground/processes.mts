import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync, writeSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/** A failure that the terminal shows without a stack. */
export class PlaygroundError extends Error {}

interface SpawnOptions {
	cwd: string;
	env?: NodeJS.ProcessEnv;
	logFile: string;
	/** Another user to run it as. */
	uid?: number;
	gid?: number;
}

const GRACE_MS = 15_000;
/** npm is slow. An installation that was interrupted starts again at the next start. */
const SHORT_GRACE_MS = 2_000;

/** Starts a program whose output goes to a file, in a process group of its own so that it can be ended with all its children. */
export function startLogged(command: string[], { logFile, ...options }: SpawnOptions): ChildProcess {
	const log = openSync(logFile, 'a');
	try {
		writeSync(log, `\n$ ${command.join(' ')}\n`);
		return spawn(command[0], command.slice(1), {
			...options,
			stdio: ['ignore', log, log],
			detached: true,
		});
	} finally {
		closeSync(log);
	}
}

/** Runs a program to its end; fails with the last lines of its log. */
export async function runLogged(
	command: string[],
	options: SpawnOptions,
	signal: AbortSignal,
): Promise<void> {
	signal.throwIfAborted();
	const child = startLogged(command, options);
	const onAbort = () => void endProcess(child, SHORT_GRACE_MS);
	signal.addEventListener('abort', onAbort);
	try {
		const [code, killedBy] = (await once(child, 'close')) as [number | null, string | null];
		signal.throwIfAborted();
		if (code !== 0) {
			throw new PlaygroundError(
				`'${command.join(' ')}' ended with ${killedBy ?? `exit code ${code}`}.\n\n${describeLog(options.logFile)}`,
			);
		}
	} finally {
		signal.removeEventListener('abort', onAbort);
		await endProcess(child, SHORT_GRACE_MS);
	}
}

/** Asks a program that `startLogged` started to end, and makes it after a while. */
export async function endProcess(child: ChildProcess, graceMs = GRACE_MS): Promise<void> {
	if (child.pid === undefined) return;
	if (hasEnded(child)) return signalGroup(child.pid, 'SIGKILL');
	const closed = once(child, 'close');
	child.kill('SIGTERM');
	const grace = new AbortController();
	await Promise.race([closed, sleep(graceMs, undefined, { signal: grace.signal, ref: false })]);
	grace.abort();
	signalGroup(child.pid, 'SIGKILL');
	await closed;
}

export const hasEnded = (child: ChildProcess): boolean =>
	child.exitCode !== null || child.signalCode !== null;

/** Looks every so often whether something is so; fails when it is not in time. */
export async function waitUntil(
	isSo: () => boolean | Promise<boolean>,
	everyMs: number,
	what: string,
	signal: AbortSignal,
	// n8n leaves longer and longer pauses after polls that failed.
	withinMs = 240_000,
): Promise<void> {
	const deadline = Date.now() + withinMs;
	while (!(await isSo())) {
		if (Date.now() > deadline) throw new PlaygroundError(`Waited for ${what} in vain.`);
		await sleep(everyMs, undefined, { signal });
	}
}

/** The last lines of a log, and where the rest is. */
export function describeLog(logFile: string, lines = 30): string {
	const tail = readFileSync(logFile, 'utf8').trimEnd().split('\n').slice(-lines);
	return `${tail.map((line) => `  | ${line}`).join('\n')}\n  The whole log: ${logFile}`;
}

function signalGroup(pid: number, signal: NodeJS.Signals): void {
	try {
		process.kill(-pid, signal);
	} catch (error) {
		// An empty group is ESRCH, one whose last members await their burial EPERM on some systems.
		if (!['ESRCH', 'EPERM'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
	}
}
