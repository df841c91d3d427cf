import type { IDataObject } from 'n8n-workflow';

import { ServiceError } from './errors';
import { objectOf, scalarText } from './responses';

/** What a response with a NetCode says. */
export interface NetCodeResponse {
	netCode: string;
	/** When the code ends, on the lock's clock, as it came; '' where the response does not say (docs/dev/api.md, 'NetCodes'). */
	expires: string;
	/** 0 for both where the response does not say. Days that the response also counts in hours have no hours here. */
	days: number;
	hours: number;
	mode: string;
	subMode: string;
}

/** What was asked for, and how a failure names it. */
export interface NetCodeRequest {
	lockModel: string;
	/** The values of the call, for the message of a failure. */
	about: string;
	/** The length of the code in hours; 0 where it is not known. */
	hours: number;
	/** The length in words. */
	length: string;
}

/** NetCode lengths by lock model (docs/dev/api.md, 'NetCodes'); that of KL1550 is not known. */
const CODE_DIGITS: Record<string, number> = { KL1060: 6, K3CONNECT: 6, KL1060C2: 7, KL1060G3: 7 };

/**
 * What a NetCode response says. The code is text: it may begin with 0.
 *
 * @throws ServiceError when it holds no code, which is how some failures arrive with status 200 (docs/dev/api.md, 'Failures
 * with status 200'), or when the code has another length than was asked for.
 */
export function netCodeOf(
	response: unknown,
	{ lockModel, about, hours, length }: NetCodeRequest,
): NetCodeResponse {
	const body = objectOf(response, 'the NetCode');
	const netCode = codeText(body.ActualNetcode ?? body.ActualNetCode, lockModel);
	const result = scalarText(body.Resultstatus ?? body.ResultStatus);
	if (!/^\d{4,}$/.test(netCode) || /^(error|fail)/i.test(result)) {
		throw refused(`The API made no NetCode for ${about}${result && `: ${result}`}; check these values`);
	}
	const given = lengthOf(body);
	const givenHours = given.days * 24 + given.hours;
	if (hours > 0 && givenHours > 0 && givenHours !== hours) {
		throw refused(
			`The API made a code of ${givenHours} hours for ${about}, and ${length} were asked for; choose the duration from the list of the lock model`,
		);
	}
	return {
		netCode,
		...given,
		expires: scalarText(body.Expires).trim(),
		mode: scalarText(body.Mode),
		subMode: scalarText(body.SubMode),
	};
}

function refused(message: string): ServiceError {
	return new ServiceError('badResponse', message, {
		status: 200,
		advice: 'The call is still charged.',
	});
}

/** A code that comes as a number has lost its leading zeros; they are put back by the model's length. */
function codeText(code: unknown, lockModel: string): string {
	if (typeof code === 'number') return String(code).padStart(CODE_DIGITS[lockModel] ?? 0, '0');
	return typeof code === 'string' ? code.trim() : '';
}

/** A code of days may have its length twice, such as 120 days and 2880 hours (docs/dev/api.md, 'NetCodes'). */
function lengthOf({ DurationDays, DurationHours }: IDataObject): { days: number; hours: number } {
	const days = countOf(DurationDays);
	const hours = countOf(DurationHours);
	return { days, hours: hours === days * 24 ? 0 : hours };
}

function countOf(value: unknown): number {
	const count = Number(value ?? 0);
	return Number.isFinite(count) && count > 0 ? count : 0;
}
