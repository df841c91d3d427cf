import { DateTime } from 'luxon';

import { ValueError } from './api/errors';
import { kitLockLines, type Column, type KitLockLine } from './kitLockTable';
import { nameHelp, nameKey } from './lockNames';
import { lockOffsetOf, type LockClock } from './time/lockClock';
import { offsetText, zoneNamed } from './time/zones';

/** A KitLock that the credential holds. Timecode and identifier make its codes and are never shown. */
export interface KitLock {
	name: string;
	/** In capitals, such as KL1060. */
	lockModel: string;
	/** Twelve digits, YYYYMMDDhhmm. */
	timecode: string;
	/** Six digits. */
	identifier: string;
	/** An IANA name. */
	timezone?: string;
	lockClock?: LockClock;
	/** Such as '-08:00'; set only where the clock is `fixedOffset`. */
	lockOffset?: string;
}

const WHERE = 'KitLocks of the Codelocks API credential';

/**
 * The KitLock of this name in the text of the credential's field. Case and extra blanks do not count.
 *
 * @throws ValueError that names the locks whose names come near, or the line that cannot be right. No timecode or
 * identifier is in its words.
 */
export function kitLockNamed(text: string, name: string): KitLock {
	const key = nameKey(name);
	const lines = linesOf(text);
	const found = lines.filter(({ cells, firstCell }) => nameKey(cells?.name ?? firstCell) === key);
	if (!key || !found.length) throw notFound(name, lines);
	if (found.length > 1) {
		const numbers = found.map(({ line }) => line).join(' and ');
		throw new ValueError(
			`KitLock '${name}' is there ${found.length} times: lines ${numbers} of ${WHERE}`,
			'Give each lock a different name.',
		);
	}
	return kitLockOf(found[0]);
}

/** The KitLocks that can be chosen, in the order of the field. */
export function kitLockChoices(text: string): Array<{ name: string; lockModel: string }> {
	return linesOf(text).flatMap(({ cells }) =>
		cells && isShownName(cells.name) ? [{ name: cells.name, lockModel: modelText(cells.lockModel) }] : [],
	);
}

let known: { text: string; lines: KitLockLine[] } | undefined;

/** A run asks for every row, with the same text. */
function linesOf(text: string): KitLockLine[] {
	if (known?.text !== text) known = { text, lines: kitLockLines(text) };
	return known.lines;
}

/** Digits are not a name: they are a timecode or an identifier in the wrong column. */
function isShownName(name: string): boolean {
	return name !== '' && !/^\d{6,}$/.test(name);
}

function notFound(name: string, lines: KitLockLine[]): ValueError {
	if (!lines.length) {
		return new ValueError(
			`KitLock '${name}' is not in the credential, which has no KitLocks; add a line for it to ${WHERE}`,
			'Or set Lock From to Details, and enter the model, timecode and identifier of the lock.',
		);
	}
	const names = lines.flatMap(({ cells }) => (cells && isShownName(cells.name) ? [cells.name] : []));
	const unread = lines.filter(({ cells }) => !cells || !isShownName(cells.name)).map(({ line }) => line);
	const help = [
		nameHelp(name, names),
		unread.length && `${unread.length === 1 ? 'line' : 'lines'} ${unread.join(', ')} cannot be read`,
	].filter(Boolean);
	return new ValueError(
		`KitLock '${name}' is not among ${WHERE}: ${help.join('; ')}`,
		'Choose a lock from the list, or add a line for it to the credential: name, lock model, timecode, identifier.',
	);
}

function kitLockOf({ line, cells }: KitLockLine): KitLock {
	if (!cells) {
		throw new ValueError(
			`Line ${line} of ${WHERE} cannot be read; write name, lock model, timecode and identifier, with a tab, semicolon or comma between them`,
			'You can copy the cells of a spreadsheet, with one lock in each row.',
		);
	}
	const wrong = (what: string, fix: string) =>
		new ValueError(`KitLock '${cells.name}' (line ${line} of ${WHERE}): ${what}; ${fix}`, AS_TEXT);
	const clock = clockOf(cells, wrong);
	return {
		name: cells.name,
		lockModel: modelOf(cells.lockModel, wrong),
		timecode: timecodeOf(cells.timecode, wrong),
		identifier: identifierOf(cells.identifier, wrong),
		...(cells.timezone && { timezone: zoneOf(cells.timezone, wrong) }),
		...clock,
	};
}

type Wrong = (what: string, fix: string) => ValueError;

const AS_TEXT =
	'Correct the line in the credential. In a spreadsheet, format the columns as text before you enter the numbers, and copy them again.';

function modelText(text: string): string {
	return text.replace(/\s/g, '').toUpperCase();
}

function modelOf(text: string, wrong: Wrong): string {
	const model = modelText(text);
	if (model === 'K3CONNECT') {
		throw wrong('K3CONNECT is not a KitLock', 'use the operation Generate for K3 Lock');
	}
	// Digits may be a timecode in the wrong column, and must not show.
	if (!/^(?=.*[A-Z])[\w-]+$/.test(model)) {
		throw wrong('the lock model cannot be read', 'write a model such as KL1060 in the second cell');
	}
	return model;
}

function timecodeOf(text: string, wrong: Wrong): string {
	const form = 'write the twelve digits YYYYMMDDhhmm';
	if (/^\d[\d.,]*e\+?\d+$/i.test(text)) {
		throw wrong('a spreadsheet has shortened the timecode to a power of ten', form);
	}
	if (/^\d{10}$/.test(text)) {
		throw wrong('the timecode has ten digits, as on the keypad', 'write the year with four digits');
	}
	if (/^\d+$/.test(text) && text.length !== 12) {
		throw wrong(`the timecode has ${text.length} digits instead of 12`, form);
	}
	if (!/^\d{12}$/.test(text)) throw wrong('the timecode does not consist of twelve digits', form);
	if (!DateTime.fromFormat(text, 'yyyyMMddHHmm', { zone: 'utc' }).isValid) {
		throw wrong('the timecode is not a date and time', form);
	}
	return text;
}

function identifierOf(text: string, wrong: Wrong): string {
	if (/^\d{6}$/.test(text)) return text;
	const form = 'write the six digits from the initialisation of the lock';
	if (/^\d{1,5}$/.test(text)) {
		throw wrong(
			`the identifier has ${text.length} ${text.length === 1 ? 'digit' : 'digits'} instead of 6`,
			`${form}; spreadsheets drop leading zeros`,
		);
	}
	throw wrong('the identifier does not consist of six digits', form);
}

function zoneOf(text: string, wrong: Wrong): string {
	try {
		return zoneNamed(text);
	} catch {
		throw wrong(`the time zone '${text}' is not known`, 'write a name such as Europe/London');
	}
}

/** Lock clocks by their value and by their label. */
const CLOCKS: Record<string, LockClock> = {
	standardtime: 'standardTime',
	sitetime: 'siteTime',
	utc: 'utc',
	fixedoffset: 'fixedOffset',
};

function clockOf(
	{ lockClock, lockOffset }: Record<Column, string>,
	wrong: Wrong,
): Pick<KitLock, 'lockClock' | 'lockOffset'> {
	const word = lockClock.replace(/[^A-Za-z]/g, '').toLowerCase();
	if (lockClock && !Object.hasOwn(CLOCKS, word)) {
		throw wrong(
			'the lock clock is not known',
			'write Standard Time, Site Time, UTC or Fixed Offset, or leave the cell empty',
		);
	}
	const clock = word ? CLOCKS[word] : undefined;
	if (!lockOffset) {
		if (clock === 'fixedOffset') throw wrong('the lock offset is missing', OFFSET_FORM);
		return clock ? { lockClock: clock } : {};
	}
	if (clock && clock !== 'fixedOffset') {
		throw wrong(
			'a lock offset is only for the lock clock Fixed Offset',
			'remove the offset, or write Fixed Offset',
		);
	}
	return { lockClock: 'fixedOffset', lockOffset: offsetOf(lockOffset, wrong) };
}

const OFFSET_FORM = 'write an offset such as -08:00';

function offsetOf(text: string, wrong: Wrong): string {
	try {
		return offsetText(lockOffsetOf(text));
	} catch {
		throw wrong('the lock offset cannot be read', OFFSET_FORM);
	}
}
