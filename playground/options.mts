import { FLAG, readArguments } from './command.mts';
import type { Ports } from './ports.mts';
import { PlaygroundError } from './processes.mts';

export interface Options {
	headless: boolean;
	/** Compiles each change into n8n, which loads it at once; runs no example. */
	dev: boolean;
	/** Installs n8n and ends. */
	install: boolean;
	help: boolean;
	/** None are chosen for a headless run, which takes free ones. */
	ports: Ports;
}

export const usage = `npm start [-- options]

  --headless             run every example once, and AI agents with the node, check what they did, leave nothing behind
  --dev                  for working on the nodes: compile each change into n8n, and run no example
  --install              install n8n, if it is not there yet, and end
  --n8n-port <number>    n8n's editor (5678, or PLAYGROUND_N8N_PORT)
  --broker-port <number> n8n's task broker (5679, or PLAYGROUND_BROKER_PORT)
  --sandbox-port <number> the sandbox (4010, or PLAYGROUND_SANDBOX_PORT)
  --help                 this text

Everything listens on 127.0.0.1. n8n's data are kept in playground/data; remove that folder to start again.`;

/** Reads the command line, and the environment for what it leaves open. */
export function readOptions(args: string[], env: NodeJS.ProcessEnv): Options {
	const { dev, headless, install, help, ...ports } = readArguments(
		{
			...{ dev: FLAG, headless: FLAG, install: FLAG, help: FLAG },
			'n8n-port': { type: 'string' },
			'broker-port': { type: 'string' },
			'sandbox-port': { type: 'string' },
		},
		usage,
		args,
	);
	return {
		dev,
		headless,
		install,
		help,
		ports: {
			n8n: readPort('n8n', ports['n8n-port'] ?? env.PLAYGROUND_N8N_PORT ?? '5678'),
			broker: readPort('broker', ports['broker-port'] ?? env.PLAYGROUND_BROKER_PORT ?? '5679'),
			sandbox: readPort('sandbox', ports['sandbox-port'] ?? env.PLAYGROUND_SANDBOX_PORT ?? '4010'),
		},
	};
}

function readPort(name: keyof Ports, text: string): number {
	const port = /^\d+$/.test(text) ? Number(text) : NaN;
	if (port >= 1 && port <= 65_535) return port;
	throw new PlaygroundError(`The ${name} port must be a number from 1 to 65535, not '${text}'.`);
}
