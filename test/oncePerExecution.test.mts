import { oncePerExecution } from '../nodes/Codelocks/execution/oncePerExecution.ts';
import { ServiceError, ValueError } from '../nodes/shared/api/errors.ts';

let executions = 0;
const newExecution = () => `execution ${++executions}`;

const failure = (mayHaveTakenEffect: boolean) =>
	new ServiceError('noResponse', 'Lost', { advice: 'Look.', mayHaveTakenEffect });

test('what was done is not done again in the execution, also at the same time', async () => {
	const execution = newExecution();
	let invited = 0;
	const invite = jest.fn(async () => ({ invited: ++invited }));
	const both = await Promise.all([
		oncePerExecution(execution, 'ada', invite),
		oncePerExecution(execution, 'ada', invite),
	]);
	expect(both).toEqual([{ invited: 1 }, { invited: 1 }]);
	expect(await oncePerExecution(execution, 'ada', invite)).toEqual({ invited: 1 });
	expect(invite).toHaveBeenCalledTimes(1);
});

test('other keys and other executions are apart', async () => {
	const execution = newExecution();
	const invite = jest.fn(async () => 1);
	await oncePerExecution(execution, 'ada', invite);
	await oncePerExecution(execution, 'bob', invite);
	await oncePerExecution(newExecution(), 'ada', invite);
	expect(invite).toHaveBeenCalledTimes(3);
});

test('what may have taken effect is not done again', async () => {
	const execution = newExecution();
	const invite = jest.fn(async () => await Promise.reject(failure(true)));
	for (let tried = 0; tried < 3; tried++)
		await expect(oncePerExecution(execution, 'ada', invite)).rejects.toThrow('Lost');
	expect(invite).toHaveBeenCalledTimes(1);
});

test('what crashed is not done again, since nobody knows how far it came', async () => {
	const execution = newExecution();
	const invite = jest.fn(async () => await Promise.reject(new TypeError('x is undefined')));
	for (let tried = 0; tried < 2; tried++)
		await expect(oncePerExecution(execution, 'ada', invite)).rejects.toThrow(TypeError);
	expect(invite).toHaveBeenCalledTimes(1);
});

test.each([
	['the service refused', failure(false)],
	['a value refuses', new ValueError('No', 'Correct it.')],
])('what %s is done again', async (_name, error) => {
	const execution = newExecution();
	const invite = jest.fn(async () => 1);
	invite.mockRejectedValueOnce(error);
	await expect(oncePerExecution(execution, 'ada', invite)).rejects.toThrow(error);
	expect(await oncePerExecution(execution, 'ada', invite)).toBe(1);
});

test.each([undefined, ''])('without an execution (%j), everything is done', async (execution) => {
	const invite = jest.fn(async () => 1);
	await oncePerExecution(execution, 'ada', invite);
	await oncePerExecution(execution, 'ada', invite);
	expect(invite).toHaveBeenCalledTimes(2);
});

test('it is forgotten after a day', async () => {
	const execution = newExecution();
	const invite = jest.fn(async () => 1);
	await oncePerExecution(execution, 'ada', invite);
	const now = Date.now();
	jest.spyOn(Date, 'now').mockReturnValue(now + 25 * 3_600_000);
	await oncePerExecution(execution, 'ada', invite);
	jest.restoreAllMocks();
	expect(invite).toHaveBeenCalledTimes(2);
});
