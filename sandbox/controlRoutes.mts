import type { FastifyInstance, FastifyRequest } from 'fastify';

import type { PartialEntry } from './auditLog.mts';
import type { BehaviourChange } from './behaviours.mts';
import { type ApiKeyChange, type Control, ControlError, type NewLock } from './control.mts';
import type { FaultRule } from './faults.mts';
import type { Battery } from './model.mts';
import type { Settings } from './world.mts';

const DONE = { ok: true };

interface LockRoute {
	Params: { id: string };
}

/** Registers the control API under /_control. It takes and gives JSON and needs no key. */
export function registerControl(server: FastifyInstance, control: Control): void {
	server.get('/_control/settings', () => control.getSettings());
	server.put('/_control/settings', (request) => control.putSettings(jsonOf<Partial<Settings>>(request)));
	server.post('/_control/faults', (request) => {
		control.addFault(jsonOf<FaultRule>(request));
		return DONE;
	});
	server.delete('/_control/faults', () => {
		control.clearFaults();
		return DONE;
	});
	server.get('/_control/behaviours', () => control.getBehaviours());
	server.put<{ Querystring: { lock?: string } }>('/_control/behaviours', (request) =>
		control.putBehaviours(jsonOf<BehaviourChange>(request), request.query.lock),
	);
	server.delete('/_control/behaviours', () => {
		control.clearBehaviours();
		return DONE;
	});
	server.get<{ Querystring: { last?: string } }>('/_control/calls', ({ query: { last } }) =>
		control.getCalls(last === undefined ? undefined : Number(last)),
	);
	server.delete('/_control/calls', () => {
		control.resetCalls();
		return DONE;
	});
	server.put<{ Params: { key: string } }>('/_control/keys/:key', (request) =>
		control.putKey(request.params.key, jsonOf<ApiKeyChange>(request)),
	);
	server.post('/_control/locks', (request) => {
		const { accessKey, lock } = jsonOf<{ accessKey: string; lock: NewLock }>(request);
		return control.addLock(accessKey, lock);
	});
	server.delete<LockRoute>('/_control/locks/:id', (request) => {
		control.removeLock(request.params.id);
		return DONE;
	});
	server.put<LockRoute>('/_control/locks/:id/battery', (request) => {
		control.reportBattery(request.params.id, jsonOf<Battery>(request));
		return DONE;
	});
	server.post<LockRoute & { Querystring: { reuseIds?: string } }>('/_control/locks/:id/entries', (request) =>
		control.addEntries(request.params.id, jsonOf<PartialEntry | PartialEntry[]>(request), {
			reuseIds: request.query.reuseIds === 'true',
		}),
	);
	server.delete<LockRoute & { Querystring: { ids?: string } }>('/_control/locks/:id/entries', (request) => ({
		erased: control.eraseEntries(request.params.id, request.query.ids?.split(',').map(Number)),
	}));
	server.put<LockRoute>('/_control/locks/:id/counter', (request) => {
		control.restartIds(request.params.id, jsonOf<{ from?: number }>(request).from);
		return DONE;
	});
	server.post('/_control/grow', (request) => control.grow(jsonOf<{ late?: boolean }>(request).late));
	server.post('/_control/reset', () => {
		control.reset();
		return DONE;
	});
	// Otherwise a typing error would count as a call of the API.
	server.all('/_control/*', () => {
		throw new ControlError(404, 'there is no such control call; GET / lists them');
	});
}

/** Bodies arrive as text (the API takes no JSON); an empty one stands for {}. */
function jsonOf<Body>(request: FastifyRequest): Body {
	try {
		return JSON.parse((request.body as string | undefined) || '{}') as Body;
	} catch {
		throw new ControlError(400, 'the body is not JSON');
	}
}
