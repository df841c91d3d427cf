import { parseArgs, type ParseArgsConfig } from 'node:util';
import { PlaygroundError } from './processes.mts';
import { describeFailure } from './report.mts';

const STOPPED_EARLY = 130;

interface Command<Options extends { help: boolean }> {
	/** Throws a PlaygroundError for arguments that it does not know. */
	readOptions: () => Options;
	usage: string;
	/** Returns the exit code. The signal aborts when someone ends it. */
	run: (options: Options, signal: AbortSignal) => Promise<number>;
}

/** Reads the arguments of a command; those that it does not know end in its usage. */
export function readArguments<const Config extends NonNullable<ParseArgsConfig['options']>>(
	options: Config,
	usage: string,
	args = process.argv.slice(2),
) {
	try {
		return parseArgs({ args, options }).values;
	} catch (error) {
		throw new PlaygroundError(`${(error as Error).message}\n\n${usage}`);
	}
}

export const FLAG = { type: 'boolean', default: false } as const;

/** Runs a command to its exit code: on a signal it ends what it started, and a failure becomes a message. */
export async function runCommand<Options extends { help: boolean }>({
	readOptions,
	usage,
	run,
}: Command<Options>): Promise<number> {
	const interrupted = new AbortController();
	for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, () => interrupted.abort());
	abortWithoutParent(interrupted);
	try {
		const options = readOptions();
		if (!options.help) return await run(options, interrupted.signal);
		console.log(usage);
		return 0;
	} catch (error) {
		console.error(interrupted.signal.aborted ? '\nStopped early.' : describeFailure(error));
		return interrupted.signal.aborted ? STOPPED_EARLY : 1;
	}
}

/** npm runs scripts by way of a shell, which does not pass on the signal that ends it. */
function abortWithoutParent(controller: AbortController): void {
	if (!process.env.npm_lifecycle_event) return;
	const { ppid } = process;
	setInterval(() => process.ppid !== ppid && controller.abort(), 500).unref();
}
