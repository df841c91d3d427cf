import { parseArgs } from 'node:util';

import { curlExample } from './examples.mts';
import {
	DEFAULT_API_KEY,
	EMPTY_ACCESS_KEY,
	HOTEL_ACCESS_KEY,
	OFFICE_ACCESS_KEY,
	SMALL_API_KEY,
} from './seed.mts';
import { type Sandbox, type SandboxOptions, startSandbox } from './server.mts';

const USAGE = `Usage: sandbox [options]

  --port <number>        port on 127.0.0.1 (default 4010)
  --shapes <name>        documented (default) or wild: answers as in the documentation, or as seen in real use
  --latency <ms>         added to every API call (default 0)
  --grow-every <seconds> something happens at a lock (default 60, 0 for never)
  --help                 this text`;

interface CommandLine {
	help: boolean;
	options: SandboxOptions;
}

function readCommandLine(): CommandLine {
	const { values } = parseArgs({
		options: {
			port: { type: 'string', default: '4010' },
			shapes: { type: 'string', default: 'documented' },
			latency: { type: 'string', default: '0' },
			'grow-every': { type: 'string', default: '60' },
			help: { type: 'boolean', default: false },
		},
	});
	const { shapes } = values;
	if (shapes !== 'documented' && shapes !== 'wild')
		throw new Error("--shapes must be 'documented' or 'wild'");
	const everySeconds = numberOf('--grow-every', values['grow-every'], 86_400);
	return {
		help: values.help,
		options: {
			port: numberOf('--port', values.port, 65_535),
			shapes,
			latencyMs: numberOf('--latency', values.latency, 600_000),
			growth: everySeconds === 0 ? undefined : { everySeconds },
		},
	};
}

function numberOf(option: string, text: string, highest: number): number {
	const value = /^\d+$/.test(text) ? Number(text) : NaN;
	if (!(value <= highest)) throw new Error(`${option} must be a whole number from 0 to ${highest}`);
	return value;
}

function greeting(url: string): string {
	return `The Codelocks Connect sandbox listens at ${url}

  API key        ${DEFAULT_API_KEY} (${SMALL_API_KEY} has a small quota)
  Access keys    ${HOTEL_ACCESS_KEY} (36 locks), ${OFFICE_ACCESS_KEY} (3 locks), ${EMPTY_ACCESS_KEY} (none)
  Try            ${curlExample(url)}

Ctrl+C stops it.`;
}

function stopOnSignals(sandbox: Sandbox): void {
	for (const signal of ['SIGINT', 'SIGTERM'] as const) {
		process.once(signal, () => void sandbox.close());
	}
}

function explain(error: unknown, port: number | undefined): string {
	const { code, message } = error as NodeJS.ErrnoException;
	return code === 'EADDRINUSE' ? `Port ${port} is taken. Choose another one with --port.` : message;
}

async function main(): Promise<void> {
	let port: number | undefined;
	try {
		const { help, options } = readCommandLine();
		port = options.port;
		if (help) return console.log(USAGE);
		const sandbox = await startSandbox(options);
		stopOnSignals(sandbox);
		console.log(greeting(sandbox.url));
	} catch (error) {
		console.error(explain(error, port));
		process.exitCode = 1;
	}
}

void main();
