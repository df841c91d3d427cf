import { ServiceError } from './errors';
import { objectOf } from './responses';

/** What an answer with a NetCode says. Times are as answered, on the lock's clock. */
export interface NetCodeResponse {
	netCode: string;
	expires: string;
	durationDays: number | null;
	durationHours: number | null;
	mode: string;
	subMode: string;
}

/** NetCode lengths by lock model (field notes, 'NetCodes and time'); KL1550 is not told. */
const CODE_DIGITS: Record<string, number> = { KL1060: 6, K3CONNECT: 6, KL1060C2: 7, KL1060G3: 7 };

/**
 * What a NetCode answer says. Throws ServiceError when it holds no code, which is how some failures arrive
 * with status 200 (field notes, 'Shapes'). The code is text: it may begin with 0.
 *
 * @param about the values of the call, for the message of a failure.
 */
export function netCodeOf(answer: unknown, lockModel: string, about: string): NetCodeResponse {
	const body = objectOf(answer, 'the NetCode');
	const netCode = codeText(body.ActualNetcode ?? body.ActualNetCode, lockModel);
	const result = String(body.Resultstatus ?? body.ResultStatus ?? '');
	if (!/^\d{4,}$/.test(netCode) || /^(error|fail)/i.test(result)) {
		throw new ServiceError('refused', `The API made no NetCode for ${about}${result && `: ${result}`}`, {
			status: 200,
			advice: 'Check these values. The call is charged all the same.',
		});
	}
	return {
		netCode,
		expires: String(body.Expires ?? ''),
		durationDays: countOf(body.DurationDays),
		durationHours: countOf(body.DurationHours),
		mode: String(body.Mode ?? ''),
		subMode: String(body.SubMode ?? ''),
	};
}

/** A code that comes as a number has lost its leading zeros; they are put back by the model's length. */
function codeText(code: unknown, lockModel: string): string {
	if (typeof code === 'number') return String(code).padStart(CODE_DIGITS[lockModel] ?? 0, '0');
	return typeof code === 'string' ? code.trim() : '';
}

function countOf(value: unknown): number | null {
	const count = Number(value);
	return value === undefined || value === null || value === '' || !Number.isFinite(count) ? null : count;
}
