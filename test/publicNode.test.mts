import type { INode, INodeParameters } from 'n8n-workflow';

import { BUSY_LOCK } from '../sandbox/seed.mts';
import { publicNode } from '../nodes/shared/api/secrets.ts';
import { locator, runNode } from './support/engine.mts';
import { triggerWith } from './support/poll.mts';
import { useSandbox } from './support/sandbox.mts';

const sandbox = useSandbox();

const SECRETS = {
	accessKey: 'k3secretkey',
	masterCode: '87654321',
	proxy: 'http://me:secretword@127.0.0.1:1',
};

const LOCK: INodeParameters = {
	resource: 'k3Lock',
	operation: 'get',
	lockId: locator(BUSY_LOCK.lockId),
	options: { accessKey: SECRETS.accessKey },
};
const INIT: INodeParameters = {
	resource: 'utility',
	operation: 'getInitSequence',
	lockModel: 'KL1060',
	options: { masterCode: SECRETS.masterCode, timezone: 'Nowhere' },
};

test.each<[string, INodeParameters]>([
	['the service', LOCK],
	['a value', INIT],
	['a connection', { ...LOCK, requestOptions: { proxy: SECRETS.proxy } }],
	['a proxy that is none', { ...LOCK, requestOptions: { proxy: 'secretword' } }],
	['an expression that fails', { ...LOCK, lockId: '={{ $("Nobody").item.json.id }}' }],
	['an operation that does not exist', { ...LOCK, requestOptions: '={{ $("Nobody").item.json }}' as never }],
])('the error of %s is thrown without the keys of the node', async (_name, parameters) => {
	const { error } = await runNode({ parameters, credentials: sandbox.credentials() });
	expect(error).toMatchObject({ node: { name: 'Codelocks' } });
	const told = JSON.stringify({ ...error, message: error?.message });
	for (const secret of [SECRETS.accessKey, SECRETS.masterCode, 'secretword'])
		expect(told).not.toContain(secret);
});

test('the error of a poll is thrown without the keys of the trigger', async () => {
	const parameters: INodeParameters = { options: { accessKey: SECRETS.accessKey } };
	const error = await triggerWith({ parameters, credentials: sandbox.credentials() })
		.poll()
		.then(
			() => undefined,
			(thrown: unknown) => thrown,
		);
	expect(error).toMatchObject({ node: { name: 'Codelocks' } });
	expect(JSON.stringify(error)).not.toContain(SECRETS.accessKey);
});

test('a copy of the node keeps everything else', () => {
	const parameters: INodeParameters = {
		resource: 'k3Lock',
		options: { accessKey: 'secret', order: 'ascending' },
		requestOptions: { proxy: 'http://me:word@host', timeout: 5 },
	};
	const node = { id: '1', name: 'A', type: 'b', typeVersion: 1, position: [0, 0], parameters } as INode;
	expect(publicNode(node).parameters).toEqual({
		resource: 'k3Lock',
		options: { order: 'ascending' },
		requestOptions: { timeout: 5 },
	});
	expect(node.parameters.options).toHaveProperty('accessKey', 'secret');
	const whole = { ...node, parameters: { options: '={{ { accessKey: "secret" } }}' } };
	expect(publicNode(whole).parameters).toEqual({ options: {} });
});
