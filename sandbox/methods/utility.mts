import { DateTime, IANAZone } from 'luxon';

import {
	type Duration,
	durationsOf,
	findDuration,
	LOCK_MODELS,
	type LockModel,
	modesOf,
} from '../durations.mts';
import { invalid, Refusal } from '../failures.mts';
import { randomBelow } from '../random.mts';
import { durationBody, durationListEntry, modeListEntry } from '../shapes.mts';
import type { World } from '../world.mts';
import type { ApiCall, ApiMethod } from './method.mts';
import { optionalLockModel, wholeNumber } from './parameters.mts';

const INITIALISED_BY_SEQUENCE: readonly LockModel[] = ['KL1060', 'KL1060C2', 'KL1550'];
const FACTORY_MASTER_CODE = '11335577';
const DEFAULT_IDENTIFIER = '123456';

/** The Utility methods that concern lock models rather than a K3 account (documentation, 'Utility'). */
export const utilityMethods: readonly ApiMethod[] = [
	{ verb: 'GET', template: '/u/1/init', answer: getInitSequence },
	{ verb: 'GET', template: '/u/1/durations', answer: listDurations },
	{ verb: 'GET', template: '/u/1/duration/{id}', answer: getDuration },
];

/** The sequence always holds UTC (documentation, GET init); the time zone is only checked. */
function getInitSequence({ query }: ApiCall, world: World): unknown {
	const model = optionalLockModel(query, INITIALISED_BY_SEQUENCE) ?? 'KL1060';
	const masterCode = query.get('mastercode') || FACTORY_MASTER_CODE;
	if (!/^\d{8}$/.test(masterCode)) throw invalid('mastercode');
	const timezone = query.get('timezone');
	if (timezone && !IANAZone.isValidZone(timezone)) throw invalid('timezone');
	const randomId = (query.get('randomid') || 'false').toLowerCase();
	if (randomId !== 'true' && randomId !== 'false') throw invalid('randomid');

	const identifier =
		randomId === 'true' ? String(randomBelow(world.random, 1_000_000)).padStart(6, '0') : DEFAULT_IDENTIFIER;
	const time = DateTime.fromMillis(world.now(), { zone: 'utc' });
	const identifierName = model === 'KL1060C2' ? 'Group ID + Member ID' : 'Identifier';
	return {
		DefaultMastercode: FACTORY_MASTER_CODE,
		InitSeqFormat: '#MMMMMMMM*IIIIII*YYMMDD*hhmm*',
		InitSeqFormatDesc: `# Master code * ${identifierName} * Date * Time *`,
		InitSeq: `#${masterCode}*${identifier}*${time.toFormat('yyMMdd')}*${time.toFormat('HHmm')}*`,
		TimeCode: time.toFormat('yyyyMMddHHmm'),
	};
}

function listDurations({ query, behaviours }: ApiCall, { settings }: World): unknown {
	const model = optionalLockModel(query, LOCK_MODELS);
	const operation = (query.get('operation') || 'DURATIONS').toUpperCase();
	if (operation === 'MODES') return modesOf(model).map((mode) => modeListEntry(mode, settings.shapes));
	if (operation !== 'DURATIONS') throw invalid('operation');
	return durationsOf(model).map((duration) => durationListEntry(duration, settings.shapes, behaviours));
}

function getDuration({ id, query, behaviours }: ApiCall, { settings }: World): unknown {
	const duration = findDuration(wholeNumber('id', id, 0, Number.MAX_SAFE_INTEGER));
	if (duration === undefined) throw new Refusal(404, 'No duration found.');
	const model = optionalLockModel(query, LOCK_MODELS) ?? duration.models[0];
	if (!offers(model, duration)) throw invalid('lockmodel');
	return durationBody(duration, model, settings.shapes, behaviours);
}

function offers(model: LockModel, duration: Duration): boolean {
	return duration.models.includes(model);
}
