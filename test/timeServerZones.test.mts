import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

/** The zone of a process is fixed when it starts, so that each zone needs one of its own. */
const SCRIPT = `
	const { lockStart } = require(process.argv[1]);
	const opts = { timezone: 'Europe/London', lockClock: 'standardTime', rounding: 'error' };
	const outcome = (value, more) => {
		try {
			return lockStart(value, { ...opts, length: 'hours', ...more }).start;
		} catch (error) {
			return error.message;
		}
	};
	const midnight = new Date(2026, 8, 3);
	console.log(JSON.stringify({
		text: outcome('2026-07-01 16:00'),
		iCal: outcome('20260701T160000'),
		serial: outcome(46204.6666666667),
		day: outcome('2026-07-01', { length: 'days' }),
		timed: outcome({ date: '2026-07-01' }, { timeOfDay: '15:00' }),
		midnight: outcome(midnight, { timeOfDay: '15:00' }),
		serialised: outcome(midnight.toJSON(), { timeOfDay: '15:00' }),
		asDay: outcome(midnight, { length: 'days' }),
	}));
`;

const MODULE = join(__dirname, '../dist/nodes/shared/time/lockStart.js');

function outcomesUnder(zone: string): Record<string, string> {
	const text = execFileSync(process.execPath, ['-e', SCRIPT, MODULE], {
		env: { ...process.env, TZ: zone },
		encoding: 'utf8',
	});
	return JSON.parse(text) as Record<string, string>;
}

test.each(['America/New_York', 'UTC', 'Europe/Berlin', 'Australia/Sydney'])(
	'a server in %s reads the same, and refuses what may be its own midnight of a day',
	(zone) => {
		const { midnight, serialised, asDay, ...same } = outcomesUnder(zone);
		expect(same).toEqual({
			text: '2026-07-01 15:00',
			iCal: '2026-07-01 15:00',
			serial: '2026-07-01 15:00',
			day: '2026-07-01 00:00',
			timed: '2026-07-01 14:00',
		});
		for (const message of [midnight, serialised]) {
			expect(message).toContain(`is midnight in ${zone}. A calendar reader may have made this from a day`);
			expect(message).toMatch(/pass yyyy-MM-dd, such as 2026-09-03$/);
		}
		expect(asDay).toContain('is not midnight at the site');
	},
);
