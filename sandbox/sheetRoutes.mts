import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

import type { SheetRow } from './sheets.mts';
import type { World } from './world.mts';

interface SheetRoute {
	Params: { sheet: string };
	/** As in Google's API: USER_ENTERED reads values as if they were typed. */
	Querystring: { valueInputOption?: string };
}

/** Registers /sheets/:sheet, which replaces Google Sheets in demos and tests. */
export function registerSheets(server: FastifyInstance, world: World): void {
	server.get<SheetRoute>('/sheets/:sheet', (request) => world.sheets.rows(request.params.sheet));
	server.put<SheetRoute>('/sheets/:sheet', (request, reply) => {
		const rows = jsonOf(request);
		return Array.isArray(rows)
			? world.sheets.fill(request.params.sheet, rows)
			: refuse(reply, 400, 'A sheet is an array of rows');
	});
	server.patch<SheetRoute>('/sheets/:sheet', (request, reply) => {
		const columns = jsonOf(request) as SheetRow;
		const typed = request.query.valueInputOption === 'USER_ENTERED';
		return world.sheets.update(request.params.sheet, columns, { typed })
			? columns
			: refuse(reply, 404, `There is no row ${columns?.row_number}`);
	});
}

function jsonOf(request: FastifyRequest): unknown {
	try {
		return JSON.parse(String(request.body));
	} catch {
		return {};
	}
}

function refuse(reply: FastifyReply, status: number, message: string): FastifyReply {
	return reply.code(status).send({ message });
}
