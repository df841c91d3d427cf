import type { OfferedDurations } from '../../../shared/api/durations';
import type { PlanContext } from '../operation';

type Hint = PlanContext['hint'];

const MINUTE = 60 * 1000;
const HOUR = 60 * MINUTE;

/** The site's clock is that of the lock's own zone, and the workflow has another. */
export function lockZoneHint(hint: Hint, timezone: string, workflowTimezone: string): void {
	if (timezone === workflowTimezone) return;
	hint(
		`lock zone ${timezone}`,
		(rows) =>
			`${counted(rows, 'row')} used the time zone of the lock, ${timezone}. The workflow's is ${workflowTimezone}; the option Time Zone sets another.`,
	);
}

/** The site's clock is the workflow's, and where the workflow has no zone of its own, that is n8n's default. */
export function workflowZoneOf({ parameters, hint, workflowHasTimezone }: PlanContext): string {
	const { workflowTimezone } = parameters;
	if (!workflowHasTimezone) {
		hint(
			`default zone ${workflowTimezone}`,
			(rows) =>
				`${counted(rows, 'row')} used n8n's default time zone, ${workflowTimezone}, since the workflow has none of its own. Set Timezone in the settings of the workflow, or choose the zone of the site in the option Time Zone.`,
		);
	}
	return workflowTimezone;
}

/** The durations that a model offers could not be looked up. */
export function durationsHint(hint: Hint, lockModel: string, source: OfferedDurations['source']): void {
	if (source === 'service') return;
	const used =
		source === 'memory'
			? 'an older list was used'
			: 'only the rules for all models were checked: IDs 0 to 11 are 1 to 12 hours, IDs 12 to 18 are 1 to 7 days';
	hint(
		`durations ${lockModel} ${source}`,
		() => `The durations of lock model ${lockModel} could not be looked up; ${used}.`,
	);
}

/** Start Rounding changed a start. */
export function roundedHint(hint: Hint): void {
	hint('rounded', (rows) => `Start Rounding moved ${counted(rows, 'start')} to an earlier time.`);
}

/** Start Time is set, but the code begins at midnight. */
export function midnightHint(hint: Hint): void {
	hint(
		'start time of days',
		(rows) =>
			`${counted(rows, 'code')} of days ${rows === 1 ? 'opens' : 'open'} at midnight; Start Time has no effect on codes of days.`,
	);
}

/** How far a stay's codes reach over it, in ms. */
export function stayHint(hint: Hint, opensBefore: number, endsAfter: number, ofDays: boolean): void {
	if (opensBefore <= 0 && endsAfter <= 0) return;
	const because = ofDays ? ', since codes of days open at midnight: the guest before may still be in' : '';
	hint(`stay ${opensBefore} ${endsAfter} ${ofDays}`, (rows) => {
		const [opens, ends] = rows === 1 ? ['opens', 'ends'] : ['open', 'end'];
		const parts = [
			opensBefore > 0 ? `${opens} ${hoursText(opensBefore)} before the start${because}` : '',
			endsAfter > 0 ? `${ends} ${hoursText(endsAfter)} after the end` : '',
		];
		const [whose, and] =
			rows === 1 ? ['The code of 1 stay', '; it '] : [`The codes of ${rows} stays`, '; they '];
		return `${whose} ${parts.filter(Boolean).join(and)}.`;
	});
}

/** Nobody publishes how a lock counts a length over a change of the clocks. */
export function earlyEndHint(hint: Hint): void {
	hint(
		'early end',
		(rows) =>
			`The clocks change during ${counted(rows, 'stay')}. If the lock counts elapsed hours, the code ends an hour early. The lock model offers no longer code.`,
	);
}

/** A single-use code that several rows share. */
export function singleUseHint(hint: Hint, sameAs: string): void {
	hint(`single use ${sameAs}`, (rows) =>
		rows > 1 ? `${rows} rows share one single-use code, which opens the lock once.` : '',
	);
}

function hoursText(ms: number): string {
	const minutes = Math.round((ms % HOUR) / MINUTE);
	const hours = Math.floor(ms / HOUR);
	return [hours && counted(hours, 'hour'), minutes && counted(minutes, 'minute')].filter(Boolean).join(' ');
}

function counted(count: number, noun: string): string {
	return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
