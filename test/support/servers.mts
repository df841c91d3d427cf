import type { Server as HttpServer } from 'node:http';
import type { AddressInfo, Server, Socket } from 'node:net';

const servers: Array<Server | HttpServer> = [];
const sockets = new Set<Socket>();

/** The port that a server listens at, a free one on loopback, until `closeServers`. */
export async function listening(server: Server | HttpServer): Promise<number> {
	servers.push(server);
	server.on('connection', (socket: Socket) => {
		sockets.add(socket);
		socket.on('close', () => sockets.delete(socket)).on('error', () => {});
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	return (server.address() as AddressInfo).port;
}

export async function closeServers(): Promise<void> {
	for (const socket of sockets) socket.destroy();
	await Promise.all(
		servers.splice(0).map(async (server) => await new Promise((resolve) => server.close(resolve))),
	);
}
