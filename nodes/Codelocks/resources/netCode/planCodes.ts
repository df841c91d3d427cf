import type { IDataObject } from 'n8n-workflow';

import type { ApiCall, ApiMethod, Connection } from '../../../shared/api/connection';
import type { Duration } from '../../../shared/api/durations';
import { adviceOf, messageOf, ServiceError, ValueError } from '../../../shared/api/errors';
import { netCodeOf, type NetCodeRequest } from '../../../shared/api/netCodes';
import { objectOf } from '../../../shared/api/responses';
import { Secrets } from '../../../shared/api/secrets';
import { chooseFrom } from '../../fields/duration';
import { endedCodesOf } from '../../fields/endedCodes';
import { lengthAsOf } from '../../fields/lengthAs';
import { reuseCodesOf } from '../../fields/reuseCodes';
import { simplifyOf } from '../../fields/simplify';
import type { Plan, PlanContext } from '../operation';
import type { CodeLock } from './codeLock';
import { durationsHint, singleUseHint } from './hints';
import { codeOfDuration, codesOfEnd } from './length';
import { raw, requestOf, simplified, type Code } from './output';

/** docs/dev/api.md, 'NetCodes'. */
export const NETCODE: ApiMethod = { method: 'GET', path: '/n/1/netcode/{id}' };

/** Plans the codes of a row: one, or several for a long stay that is split. Throws ValueError. */
export async function planCodes(context: PlanContext, lock: CodeLock): Promise<Plan[]> {
	const { parameters, now, hint } = context;
	const hasEnd = lengthAsOf(parameters) === 'end';
	const codes = await chooseFrom(context, lock.lockModel, (looked) => {
		const chosen = hasEnd ? codesOfEnd(context, lock, looked) : [codeOfDuration(context, lock, looked)];
		durationsHint(hint, lock.lockModel, looked.source);
		return chosen;
	});
	const allowsEnded = endedCodesOf(parameters) === 'allow';
	const wanted = codes.filter(({ endsAt }) => allowsEnded || endsAt === undefined || endsAt > now);
	if (!wanted.length) throw ended();
	return wanted.map((code) => planOf(code, lock, context));
}

/** Many rows of a sheet are old at once, so the message is the same for all of them. */
function ended(): ValueError {
	return new ValueError(
		'The code has already ended; check the date and its year, or set the option Ended Codes to Allow',
		'Filter out old rows before this node. Dates that are four years off come from a workbook that counts from 1904.',
	);
}

function planOf(code: Code, lock: CodeLock, { parameters, connection, hint }: PlanContext): Plan {
	const request = requestOf(code, lock);
	const simplifies = simplifyOf(parameters);
	const call = {
		...lock.method,
		values: { id: lock.id },
		query: {
			start: code.start,
			duration: code.duration.id,
			lockmodel: lock.lockModel,
			identifier: lock.identifier,
		},
		about: request.about,
	};
	const sameAs = sameCall(call);
	if (isSingleUse(code.duration)) singleUseHint(hint, sameAs);
	return {
		sameAs,
		...(reuseCodesOf(parameters) && code.endsAt !== undefined && { reuseUntil: code.endsAt }),
		fetch: async () =>
			await responseTo(call, request, connection).catch((error: unknown) => {
				throw withoutSecrets(error, lock);
			}),
		shape: (response) => (simplifies ? simplified(response, code, lock) : raw(response, lock)),
	};
}

/** All that a call sends but the API key, as text: equal for calls that get the same response. */
function sameCall({ method, path, values, query, form }: ApiCall): string {
	return JSON.stringify([method, path, values, query, form]);
}

/** A failure under status 200 must not count as a code, simplified or not. Throws ServiceError. */
async function responseTo(
	call: ApiCall,
	request: NetCodeRequest,
	connection: Connection,
): Promise<IDataObject[]> {
	const response = objectOf(await connection.send(call), 'the NetCode');
	netCodeOf(response, request);
	return [response];
}

function isSingleUse({ mode, subMode }: Duration): boolean {
	return /\bsingle\b/i.test(`${mode} ${subMode}`);
}

/** A service may echo what it was sent. Codes are not hidden: one may be the same as an identifier by chance. */
function withoutSecrets(error: unknown, { secrets: texts }: CodeLock): unknown {
	if (!texts.length || !(error instanceof ServiceError)) return error;
	const secrets = new Secrets();
	for (const text of texts) secrets.add(text);
	return new ServiceError(error.reason, secrets.redact(messageOf(error)), {
		...error,
		advice: secrets.redact(adviceOf(error)),
	});
}
