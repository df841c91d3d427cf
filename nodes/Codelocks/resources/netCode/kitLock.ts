import { DateTime } from 'luxon';

import { ValueError } from '../../../shared/api/errors';
import { kitLockNamed, type KitLock } from '../../../shared/kitLocks';
import { plainText } from '../../../shared/plainText';
import { zoneNamed } from '../../../shared/time/zones';
import { apiVersionOf } from '../../fields/apiVersion';
import { lockClockOf } from '../../fields/lockClockOption';
import { lockFromOf } from '../../fields/lockFrom';
import { kitLockModelOf } from '../../fields/lockModel';
import { timezoneOf } from '../../fields/timezone';
import type { Parameters } from '../../execution/parameters';
import type { PlanContext } from '../operation';
import type { CodeLock } from './codeLock';
import { lockZoneHint, workflowZoneOf } from './hints';
import { NETCODE } from './planCodes';

/** What is known of a KitLock before the options of the node. Only one of the credential has a name. */
type Held = Omit<KitLock, 'name'> & Partial<Pick<KitLock, 'name'>>;

/** The KitLock of a row, out of the credential or the node's fields. Options of the node take precedence. Throws ValueError. */
export function kitLockOf(context: PlanContext): CodeLock {
	const { parameters, connection } = context;
	const isNamed = lockFromOf(parameters) === 'credential';
	const held: Held = isNamed
		? kitLockNamed(connection.kitLocks, parameters.required('kitLock', 'KitLock', 'the name of a lock'))
		: detailsOf(parameters);
	const { name, lockModel, timecode, identifier } = held;
	const version = apiVersionOf(parameters);
	return {
		method: { ...NETCODE, path: NETCODE.path.replace('/1/', `/${version}/`) },
		lockModel,
		id: timecode,
		identifier,
		name,
		label: isNamed ? `KitLock '${name}'` : `lock model '${lockModel}' with timecode '${timecode}'`,
		shown: isNamed ? {} : { timecode },
		clock: { timezone: zoneNamed(siteZoneOf(held, context)), ...lockClockOf(parameters, held), timecode },
		secrets: isNamed ? [timecode, identifier] : [],
	};
}

function detailsOf(parameters: Parameters): Held {
	return {
		timecode: timecodeOf(parameters),
		lockModel: kitLockModelOf(parameters, 'use the operation Generate for K3 Lock'),
		identifier: identifierOf(parameters),
	};
}

/** The option's zone, else the lock's, else the workflow's. */
function siteZoneOf(held: Held, context: PlanContext): string {
	const { parameters, hint } = context;
	const option = timezoneOf(parameters.collection('options').timezone);
	if (option === 'lock') {
		if (held.timezone) return held.timezone;
		throw new ValueError(
			"Time Zone 'lock' is for K3 Connect locks; write the zone of the site, such as Europe/London",
			'A KitLock has its own time zone only if the credential holds one for it.',
		);
	}
	if (option !== undefined && option !== 'workflow') return option;
	if (option === 'workflow' || !held.timezone) return workflowZoneOf(context);
	lockZoneHint(hint, held.timezone, parameters.workflowTimezone);
	return held.timezone;
}

/** The six digits that the lock was initialised with. Throws ValueError. */
export function identifierOf(parameters: Parameters): string {
	const text = plainText(parameters.required('identifier', 'Identifier', 'six digits'));
	if (/^\d{6}$/.test(text)) return text;
	if (/^\d{1,5}$/.test(text)) {
		throw new ValueError(
			`Identifier '${text}' has ${text.length} digits instead of 6: spreadsheets drop leading zeros`,
			"Format the column as text, or use {{ $json.column.toString().padStart(6, '0') }} if zeros were dropped.",
		);
	}
	throw new ValueError(
		`Identifier '${text}' does not consist of 6 digits; enter the six digits that the lock was initialised with`,
		'They stay the same until the lock is initialised again.',
	);
}

/** The twelve digits YYYYMMddhhmm of the lock's initialisation (docs/dev/api.md, 'Initialisation'). Throws ValueError. */
export function timecodeOf(parameters: Parameters): string {
	const text = plainText(parameters.required('timecode', 'Timecode', `twelve digits, such as ${TIMECODE}`));
	const fault = faultOf(text);
	if (fault === undefined) return text;
	throw new ValueError(
		`Timecode '${text}' ${fault}`,
		'It is the date and time when the lock was initialised. In a spreadsheet, format its column as text.',
	);
}

const TIMECODE = '202611161623';

/** What is wrong with a timecode, and what to write; undefined for a good one. */
function faultOf(timecode: string): string | undefined {
	if (/^\d{10}$/.test(timecode))
		return `has ten digits, as on the keypad: write the year with four digits, such as 20${timecode}`;
	const form = `write it as YYYYMMDDhhmm, such as ${TIMECODE}`;
	if (/^\d[\d.,]*e\+?\d+$/i.test(timecode)) return `was shortened by a spreadsheet; ${form}`;
	if (/^\d{1,11}$/.test(timecode))
		return `has ${timecode.length} digits instead of 12: spreadsheets drop leading zeros; ${form}`;
	if (!/^\d{12}$/.test(timecode)) return `does not consist of 12 digits; ${form}`;
	const { isValid } = DateTime.fromFormat(timecode, 'yyyyMMddHHmm', { zone: 'utc' });
	return isValid ? undefined : `is not a date and time; ${form}`;
}
