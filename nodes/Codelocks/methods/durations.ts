import type { ILoadOptionsFunctions, INodePropertyOptions } from 'n8n-workflow';
import { allDurations, durationLabel, durationsOfModel, type Duration } from '../../shared/api/durations';
import { K3_MODEL } from '../fields/lockModel';
import { currentText, lookUp } from '../../shared/methods/currentNode';

/** Every lock model that the API lists durations for. */
export async function getLockModels(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
	const durations = await lookUp(this, allDurations);
	const models = new Set(durations.flatMap((duration) => duration.models));
	return [...models].sort().map((model) => ({ name: model, value: model }));
}

/** The lock models that are KitLocks. */
export async function getKitLockModels(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
	return (await getLockModels.call(this)).filter(({ value }) => value !== K3_MODEL);
}

/** The durations of the lock model that is chosen on the node. */
export async function getDurations(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
	const lockModel = currentText(this, 'lockModel').toUpperCase();
	if (!lockModel) return [];
	return await choices(this, lockModel);
}

/** The durations of K3 Connect locks. */
export async function getK3Durations(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
	return await choices(this, K3_MODEL);
}

async function choices(context: ILoadOptionsFunctions, lockModel: string): Promise<INodePropertyOptions[]> {
	const { durations } = await lookUp(
		context,
		async (connection) => await durationsOfModel(connection, lockModel),
	);
	return durations.map((duration) => ({ name: labelAmong(durations, duration), value: Number(duration.id) }));
}

/** Where two durations read the same, the use tells them apart, or else the ID. */
function labelAmong(durations: Duration[], duration: Duration): string {
	const label = durationLabel(duration);
	const twins = durations.filter((other) => other !== duration && durationLabel(other) === label);
	if (!twins.length) return label;
	const isToldByUse = duration.subMode && twins.every(({ subMode }) => subMode !== duration.subMode);
	return `${label} (${isToldByUse ? duration.subMode : `ID ${duration.id}`})`;
}
