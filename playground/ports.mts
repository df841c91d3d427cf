import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { PlaygroundError } from './processes.mts';

export interface Ports {
	n8n: number;
	broker: number;
	sandbox: number;
}

const USES: Record<keyof Ports, string> = {
	n8n: "n8n's editor",
	broker: "n8n's task broker",
	sandbox: 'the sandbox',
};

/** Fails with every port that another program has, and how to choose another one. */
export async function assertPortsFree(ports: Ports): Promise<void> {
	const names = Object.keys(ports) as Array<keyof Ports>;
	const complaints: string[] = [];
	for (const name of names) {
		const isFree = (await listenBriefly(ports[name])) !== undefined;
		const isTwice = names.some((other) => other !== name && ports[other] === ports[name]);
		if (isFree && !isTwice) continue;
		complaints.push(
			`Port ${ports[name]}, meant for ${USES[name]}, is ${isTwice ? 'meant for something else too' : 'taken'}. ` +
				`Choose another one: npm start -- --${name}-port <number>`,
		);
	}
	if (complaints.length > 0) throw new PlaygroundError(complaints.join('\n'));
}

/** Three ports that nobody uses at the moment. */
export async function findFreePorts(): Promise<Ports> {
	const [n8n, broker, sandbox] = await findPorts(3);
	return { n8n, broker, sandbox };
}

/** As many ports that nobody uses at the moment. */
export async function findPorts(count: number): Promise<number[]> {
	const found = new Set<number>();
	while (found.size < count) found.add((await listenBriefly(0))!);
	return [...found];
}

/** The port that was to be had, or nothing if it is taken. */
async function listenBriefly(port: number): Promise<number | undefined> {
	const server = createServer();
	try {
		server.listen(port, '127.0.0.1');
		await once(server, 'listening');
		return (server.address() as AddressInfo).port;
	} catch (error) {
		const { code, message } = error as NodeJS.ErrnoException;
		if (code === 'EADDRINUSE') return undefined;
		throw new PlaygroundError(`Port ${port} cannot be used: ${message}`);
	} finally {
		if (server.listening) await once(server.close(), 'close');
	}
}
