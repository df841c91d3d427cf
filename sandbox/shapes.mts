import type { DateTime } from 'luxon';

import type { Duration, LockModel, Mode } from './durations.mts';
import type { Battery, K3Account, K3Client, K3Lock, Shapes } from './model.mts';
import { timezoneFields } from './timezones.mts';

/*
 * The bodies of the API's answers. 'documented' is as the documentation has them, 'wild' as the field notes ('Shapes seen in
 * the wild that differ from the documentation').
 */

/** A NetCode and what it was made from; both times on the lock's clock, given as UTC. */
export interface NetCodeResult {
	netCode: string;
	start: DateTime<true>;
	duration: Duration;
	timecode: DateTime<true>;
	lockId: string;
}

/** GET netcode/{id}. */
export function netCodeBody(result: NetCodeResult, shapes: Shapes): unknown {
	const { netCode, start, duration, timecode, lockId } = result;
	const expires = start.plus({ days: duration.days, hours: duration.hours });
	return {
		Startdate: start.toFormat('yyyy-MM-dd HH:mm'),
		DurationHours: duration.hours,
		DurationDays: duration.days,
		Mode: duration.mode,
		SubMode: duration.subMode,
		Timecode: timecode.toFormat('yyyy/MM/dd/HH:mm'),
		...(shapes === 'wild'
			? { ActualNetCode: netCode, LockID: lockId }
			: { ActualNetcode: netCode, LockId: lockId }),
		Resultstatus: 'OK',
		Expires: expires.toFormat('yyyy-MM-dd HH:mm:ss'),
		Startdata: {
			datetime: { date: start.toFormat('yyyy-MM-dd HH:mm:ss.000000'), timezone_type: '3', timezone: 'UTC' },
			original: start.toFormat('yyyy-MM-dd HH:mm'),
			date_ymd: start.toFormat('yyyy-MM-dd'),
			date_dmy: start.toFormat('dd-MM-yyyy'),
			date_mdy: start.toFormat('MM-dd-yyyy'),
			time_his: start.toFormat('HH:mm:ss'),
			time_hi: start.toFormat('HH:mm'),
			time_h: start.toFormat('HH'),
			timezone: 'UTC',
		},
	};
}

/** An entry of GET durations?operation=DURATIONS. */
export function durationListEntry(
	{ id, mode, subMode, days, hours, models }: Duration,
	shapes: Shapes,
): unknown {
	return {
		...(shapes === 'wild' ? { DurationId: id } : { DurationID: id }),
		Mode: mode,
		SubMode: subMode,
		DurationDays: days,
		DurationHours: hours,
		LockModels: models.join(','),
	};
}

/** An entry of GET durations?operation=MODES. */
export function modeListEntry({ mode, subMode, models }: Mode): unknown {
	return { Mode: mode, SubMode: subMode, LockModels: models.join(',') };
}

/** GET duration/{id}. A K3 Connect lock follows daylight saving, a KitLock does not (field notes, 'NetCodes and time'). */
export function durationBody(duration: Duration, model: LockModel, shapes: Shapes): unknown {
	const list = (part: unknown) => (shapes === 'wild' ? part : [part]);
	return {
		LockModel: model,
		...(shapes === 'wild' ? { DurationId: duration.id } : { DurationID: duration.id }),
		Rules: list({
			ApplyDST: model === 'K3CONNECT' ? 1 : 0,
			ConvertToUTC: 0,
			RestrictedStartTime: duration.days > 0 ? '00:00' : 'HH:00',
		}),
		Duration: list({ Days: duration.days, Hours: duration.hours }),
		Mode: list({ Name: duration.mode, SubMode: duration.subMode }),
	};
}

const SEEDED_BATTERY: Battery = { status: 'GOOD', updated: '2026-04-18T07:45:00' };
const UNKNOWN_BATTERY: Battery = { status: 'UNKNOWN', updated: '1970-01-01T00:00:00' };

/** An entry of GET k3connect. */
export function lockListEntry(lock: K3Lock, shapes: Shapes): Record<string, string> {
	const neverReported = shapes === 'wild' && !lock.batteryReported;
	const battery = lock.battery ?? (neverReported ? UNKNOWN_BATTERY : SEEDED_BATTERY);
	return {
		LockId: lock.lockId,
		LockName: lock.name,
		BatteryStatus: battery.status,
		BatteryUpdated: battery.updated,
		Manufacturer: 'Codelocks',
		ModelName: 'CL5510',
		FirmwareVersion: '3.2.1',
		...timezoneFields(lock.timezone),
		PairingDate: '2025-11-10T09:30:00',
		...(shapes === 'wild' ? undocumentedLockFields(lock) : {}),
	};
}

/** GET k3connect/{id}. */
export function lockBody(lock: K3Lock, shapes: Shapes): Record<string, string> {
	return { ...lockListEntry(lock, shapes), LockLocation: lock.location };
}

function undocumentedLockFields(lock: K3Lock): Record<string, string> {
	return {
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
): unknown {
	return { email, lockid: lockId, status, accesstype: accessType, activeperiods: [activePeriods] };
}

/** GET k3connect of an account without locks. */
export function emptyLockList(shapes: Shapes): unknown {
	return shapes === 'wild' ? false : [];
}

/** GET k3connect/{id}/audit where there are no entries; undefined is an empty body. */
export function emptyAuditPage(shapes: Shapes): unknown {
	return shapes === 'wild' ? undefined : [];
}

/** GET k3connect/{id}/clients of a lock without clients: an empty array in place of the object (documentation). */
export function emptyClientList(shapes: Shapes): unknown {
	return shapes === 'wild' ? false : [];
}
