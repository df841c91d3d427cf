import type { DateTime } from 'luxon';

import type { ActivePeriods } from './activePeriods.mts';
import type { Behaviours } from './behaviours.mts';
import { asStandard, type Duration, type LockModel, type Mode } from './durations.mts';
import type { Battery, K3Account, K3Client, K3Lock, Shapes } from './model.mts';
import { timezoneFields } from './timezones.mts';

/*
 * The bodies of the API's responses. 'documented' is as the documentation has them, 'wild' as public clients and recorded
 * traffic show them (docs/dev/api.md).
 */

/** A NetCode and what it was made from; both times on the lock's clock, given as UTC. */
export interface NetCodeResult {
	netCode: string;
	start: DateTime<true>;
	duration: Duration;
	lockModel: LockModel;
	timecode: DateTime<true>;
	lockId: string;
}

/** The switches that decide over fields of NetCodes and durations. */
export type FieldSwitches = Pick<Behaviours, 'dayLengths' | 'dayLong' | 'expires'>;

const AS_SHAPES: FieldSwitches = { dayLengths: 'asShapes', dayLong: 'ownMode', expires: 'asShapes' };

/** GET n/1/netcode/{id}. The wild shape was recorded in 2016 (docs/dev/api.md, 'NetCodes'). */
export function netCodeBody(result: NetCodeResult, shapes: Shapes, switches = AS_SHAPES): unknown {
	const { netCode, start, duration, lockModel, timecode, lockId } = result;
	const wild = shapes === 'wild';
	const expires = switches.expires === 'asShapes' ? !wild : switches.expires === 'present';
	return {
		Startdate: start.toFormat(wild ? "yyyy-MM-dd'T'HH:mm:ss" : 'yyyy-MM-dd HH:mm'),
		...lengthFields(duration, shapes, switches),
		...modeFields(duration, shapes, switches),
		Timecode: wild && lockModel === 'K3CONNECT' ? null : timecode.toFormat(TIMECODE_FORMAT),
		ActualNetcode: netCode,
		Resultstatus: wild ? null : 'OK',
		LockId: lockId,
		...(expires ? expiresField(result) : {}),
		...(wild ? {} : { Startdata: startData(start) }),
	};
}

/** GET n/3/netcode/{timecode}: Expires but no Startdate, in both shapes (docs/dev/api.md, 'NetCodes'). */
export function netCodeBodyOfVersion3(result: NetCodeResult, switches = AS_SHAPES): unknown {
	const { netCode, duration, timecode, lockId } = result;
	return {
		...lengthFields(duration, 'wild', switches),
		...modeFields(duration, 'wild', switches),
		Timecode: timecode.toFormat(TIMECODE_FORMAT),
		ActualNetcode: netCode,
		Resultstatus: null,
		LockID: lockId,
		...(switches.expires === 'absent' ? {} : expiresField(result)),
	};
}

const TIMECODE_FORMAT = 'yyyy/MM/dd/HH:mm';

function expiresField({ start, duration }: NetCodeResult): { Expires: string } {
	const expires = start.plus({ days: duration.days, hours: duration.hours });
	return { Expires: expires.toFormat('yyyy-MM-dd HH:mm:ss') };
}

function startData(start: DateTime<true>): unknown {
	return {
		datetime: { date: start.toFormat('yyyy-MM-dd HH:mm:ss.000000'), timezone_type: '3', timezone: 'UTC' },
		original: start.toFormat('yyyy-MM-dd HH:mm'),
		date_ymd: start.toFormat('yyyy-MM-dd'),
		date_dmy: start.toFormat('dd-MM-yyyy'),
		date_mdy: start.toFormat('MM-dd-yyyy'),
		time_his: start.toFormat('HH:mm:ss'),
		time_hi: start.toFormat('HH:mm'),
		time_h: start.toFormat('HH'),
		timezone: 'UTC',
	};
}

/** Codes of days were recorded with both fields set (docs/dev/api.md, 'Durations and modes'). */
function lengthFields({ days, hours }: Duration, shapes: Shapes, { dayLengths }: FieldSwitches): object {
	const both = dayLengths === 'asShapes' ? shapes === 'wild' : dayLengths === 'daysAndHours';
	return { DurationDays: days, DurationHours: both && days > 0 ? days * 24 : hours };
}

function modeFields(duration: Duration, shapes: Shapes, { dayLong }: FieldSwitches): ModeFields {
	return modeNames(dayLong === 'standard' ? asStandard(duration) : duration, shapes);
}

interface ModeFields {
	Mode: string;
	SubMode: string;
}

/** Recorded: 'standard' and 'alltime', taken for multi use (docs/dev/api.md, 'Durations and modes'). */
function modeNames({ mode, subMode }: Pick<Mode, 'mode' | 'subMode'>, shapes: Shapes): ModeFields {
	if (shapes === 'documented' || mode !== 'Standard') return { Mode: mode, SubMode: subMode };
	return { Mode: 'standard', SubMode: subMode === 'Multi Use' ? 'alltime' : subMode };
}

/** An entry of GET durations?operation=DURATIONS. */
export function durationListEntry(duration: Duration, shapes: Shapes, switches = AS_SHAPES): unknown {
	const { id, models } = duration;
	return {
		...(shapes === 'wild' ? { DurationId: id } : { DurationID: id }),
		...modeFields(duration, shapes, switches),
		...lengthFields(duration, shapes, switches),
		LockModels: models.join(','),
	};
}

/** An entry of GET durations?operation=MODES. */
export function modeListEntry(mode: Mode, shapes: Shapes): unknown {
	return { ...modeNames(mode, shapes), LockModels: mode.models.join(',') };
}

/** GET duration/{id}. A K3 Connect lock follows daylight saving, a KitLock does not (docs/dev/api.md, 'Starts and clocks'). */
export function durationBody(
	duration: Duration,
	model: LockModel,
	shapes: Shapes,
	switches = AS_SHAPES,
): unknown {
	const list = (part: unknown) => (shapes === 'wild' ? part : [part]);
	const { Mode: name, SubMode: subMode } = modeFields(duration, shapes, switches);
	return {
		LockModel: model,
		DurationID: duration.id,
		Rules: list({
			ApplyDST: model === 'K3CONNECT' ? 1 : 0,
			ConvertToUTC: 0,
			RestrictedStartTime: duration.days > 0 ? '00:00' : 'HH:00',
		}),
		Duration: list({ Days: duration.days, Hours: duration.hours }),
		Mode: list({ Name: name, SubMode: subMode }),
	};
}

const SEEDED_BATTERY: Battery = { status: 'FULL', updated: '2026-04-18T00:00:00' };
const UNKNOWN_BATTERY: Battery = { status: 'UNKNOWN', updated: '1970-01-01T00:00:00' };

/** An entry of GET k3connect at `now` (ms), which decides over the time zone's offset. */
export function lockListEntry(lock: K3Lock, shapes: Shapes, now: number): Record<string, string> {
	const neverReported = shapes === 'wild' && !lock.batteryReported;
	const battery = lock.battery ?? (neverReported ? UNKNOWN_BATTERY : SEEDED_BATTERY);
	return {
		LockId: lock.lockId,
		LockName: lock.name,
		BatteryStatus: battery.status,
		BatteryUpdated: battery.updated,
		Manufacturer: 'CODELOCKS',
		ModelName: 'CL5510',
		FirmwareVersion: '3.2.1',
		...timezoneFields(lock.timezone, now),
		PairingDate: '2025-11-10T00:00:00',
		...(shapes === 'wild' ? undocumentedLockFields(lock) : {}),
	};
}

/** GET k3connect/{id} at `now` (ms). */
export function lockBody(lock: K3Lock, shapes: Shapes, now: number): Record<string, string> {
	return { ...lockListEntry(lock, shapes, now), LockLocation: lock.location };
}

function undocumentedLockFields(lock: K3Lock): Record<string, string> {
	return {
		LockLocation: lock.location,
		LockDescription: lock.location,
		LockSecondaryId: lock.lockId.slice(-16),
		LockTimecode: lock.timecode,
		LockSmsId: '',
		UtcBased: '0',
		Optional: '',
		Programs: '',
		ModelProvider: 'CNG',
		ModelDisplay: 'CL5510 Smart Lock',
	};
}

/** GET k3connect/account. */
export function accountBody({ email }: K3Account, shapes: Shapes): unknown {
	const account = { email, spccmstatus: 'ENABLED' };
	return shapes === 'wild' ? account : [account];
}

/** An entry of GET k3connect/{id}/clients. */
export function clientListEntry(
	{ email, status, accessType, activePeriods }: K3Client,
	lockId: string,
	form: Behaviours['activePeriods'],
): unknown {
	return {
		...{ email, lockid: lockId, status, accesstype: accessType },
		activeperiods: PERIODS_BY_FORM[form](activePeriods),
	};
}

const PERIODS_BY_FORM: Record<Behaviours['activePeriods'], (periods: ActivePeriods) => unknown> = {
	array: (periods) => [periods],
	object: (periods) => periods,
	text: (periods) => JSON.stringify(periods),
};

/** What a list has none of: locks, audit entries, clients. */
export type ListKind = 'locks' | 'auditLog' | 'clients';

/** The documentation has an empty array for each; public clients expect false and empty bodies too. */
const EMPTY_IN_THE_WILD: Record<ListKind, 'false' | 'noBody'> = {
	locks: 'false',
	auditLog: 'noBody',
	clients: 'false',
};

/** The body of a list without entries; undefined is an empty body. */
export function emptyList(kind: ListKind, shapes: Shapes, emptyLists: Behaviours['emptyLists']): unknown {
	const asShapes = shapes === 'wild' ? EMPTY_IN_THE_WILD[kind] : 'empty';
	return emptyBody(emptyLists === 'asShapes' ? asShapes : emptyLists);
}

/** [], false, or undefined for an empty body. */
export function emptyBody(form: 'empty' | 'false' | 'noBody'): unknown {
	if (form === 'noBody') return undefined;
	return form === 'false' ? false : [];
}
