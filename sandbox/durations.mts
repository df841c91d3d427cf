/** The lock models that the API names (documentation: GET netcode, `lockmodel`). */
export const LOCK_MODELS = ['KL1060', 'KL1060C2', 'KL1060G3', 'KL1550', 'K3CONNECT'] as const;

export type LockModel = (typeof LOCK_MODELS)[number];

/** One NetCode length that some lock models offer. Exactly one of `days` and `hours` is above zero. */
export interface Duration {
	id: number;
	mode: string;
	subMode: string;
	days: number;
	hours: number;
	models: readonly LockModel[];
}

export interface Mode {
	mode: string;
	subMode: string;
	models: readonly LockModel[];
}

type DurationWithoutId = Omit<Duration, 'id'>;

const SINGLE_USE_MODELS: readonly LockModel[] = ['KL1060C2', 'KL1060G3', 'K3CONNECT'];
const ACC_MODELS: readonly LockModel[] = ['KL1060', 'KL1060C2', 'KL1060G3'];
const URM_MODELS: readonly LockModel[] = ['KL1060C2', 'KL1060G3'];
const END_DATE_MODELS: readonly LockModel[] = ['KL1060G3', 'K3CONNECT'];
const DAY_LONG_MODELS: readonly LockModel[] = ['KL1060C2', 'KL1060G3'];
const DAY_LONG_MODE = '24 Hour';

const numbers = (from: number, to: number) =>
	Array.from({ length: to - from + 1 }, (_, index) => from + index);

const inHours = (mode: string, subMode: string, hours: number[], models: readonly LockModel[]) =>
	hours.map((length): DurationWithoutId => ({ mode, subMode, days: 0, hours: length, models }));

const inDays = (mode: string, subMode: string, days: number[], models: readonly LockModel[]) =>
	days.map((length): DurationWithoutId => ({ mode, subMode, days: length, hours: 0, models }));

/**
 * Every duration id, in order. 0 to 18 are standard codes, 19 to 37 the windows of first use of URM (docs/dev/api.md,
 * 'Durations and modes'); the higher ones are made up in their spirit: which model offers which is something that a client
 * must ask for.
 */
export const DURATIONS: readonly Duration[] = [
	...inHours('Standard', 'Multi Use', numbers(1, 12), LOCK_MODELS),
	...inDays('Standard', 'Multi Use', numbers(1, 7), LOCK_MODELS),
	...inHours('URM', '', numbers(1, 12), URM_MODELS),
	...inDays('URM', '', numbers(1, 7), URM_MODELS),
	...inDays('ACC', '', numbers(1, 21), ACC_MODELS),
	...inDays('End Date', '', [30, 60, 90], END_DATE_MODELS),
	...inHours(DAY_LONG_MODE, '', [24], DAY_LONG_MODELS),
	...inDays('Standard', 'Single Use', numbers(1, 7), SINGLE_USE_MODELS),
].map((duration, id) => ({ id, ...duration }));

/** A duration of 24 hours as a standard one, as some models may list it. */
export function asStandard(duration: Duration): Duration {
	return duration.mode === DAY_LONG_MODE ? { ...duration, mode: 'Standard', subMode: 'Multi Use' } : duration;
}

/** The durations that a model offers, or all of them without a model. */
export function durationsOf(model: LockModel | undefined): Duration[] {
	return DURATIONS.filter((duration) => model === undefined || duration.models.includes(model));
}

/** The different modes among a model's durations, or among all of them without a model. */
export function modesOf(model: LockModel | undefined): Mode[] {
	const modes = new Map<string, Mode>();
	for (const { mode, subMode, models } of durationsOf(model)) {
		modes.set(`${mode}/${subMode}`, { mode, subMode, models });
	}
	return [...modes.values()];
}

/** The duration with this id, if there is one. */
export function findDuration(id: number): Duration | undefined {
	return DURATIONS.find((duration) => duration.id === id);
}

/** The lock model of that name in any case: the documentation's own example writes 'Kl1060'. */
export function findLockModel(name: string): LockModel | undefined {
	return LOCK_MODELS.find((model) => model === name.toUpperCase());
}
