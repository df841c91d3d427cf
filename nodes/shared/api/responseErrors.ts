import { ServiceError, shortened, type ErrorDetails } from './errors';
import { envelopedResponse, isWrite, messageIn, scalarText, unwrapped, type HttpResponse } from './responses';
import { retryAfterMs } from './retry';

/** What a call is about, as far as an error may say it: never a key. */
export interface CallSubject {
	method: string;
	/** Which quota it spends. */
	quota: 'NetCode' | 'Utility';
	/** The values that matter, such as "lock '0605…'" or "start '2026-10-01 16:00', duration '4'". */
	about?: string;
	/** Whether an access key was part of it. */
	usesAccessKey: boolean;
	/** Takes the keys out of a text from the service, which may echo what it was sent. */
	redact: (text: string) => string;
}

export const LOOK_FIRST = 'the call may have taken effect, so look with Get Many before you repeat it';

const CHECK_ADDRESS = 'Check the Base URL in the credential, and any proxy between n8n and the service.';
const CHECK_PROXY =
	'Check the Proxy in the Request Options of this node, the HTTPS_PROXY variable of n8n, and whether your network allows calls to the host of the Base URL.';

/** A longer text from the service is cut. */
const MAX_QUOTE_LENGTH = 300;

type Details = Omit<ErrorDetails, 'advice'>;

/** The error in a response that is no success by isSuccess. */
export function errorInResponse(response: HttpResponse, subject: CallSubject, now: number): ServiceError {
	const { statusCode: status } = response;
	if (status >= 200 && status < 300) return errorUnderSuccess(response, subject, now);
	const details = { status, retryAfterMs: retryAfterMs(response.headers, now) };
	const text = messageIn(response.body);
	return (
		errorByText(text, status, subject, details) ??
		errorByPage(response, details) ??
		errorByStatus(text, subject, details)
	);
}

/** Some texts tell the cause under any status. */
function errorByText(
	text: string,
	status: number,
	subject: CallSubject,
	details: Details,
): ServiceError | undefined {
	// A value can exceed a limit of its own.
	const isQuota = status === 429 ? /limit exceeded/i.test(text) : /^\W*limit exceeded\W*$/i.test(text);
	if (isQuota) return quotaUsedUp(subject, details);
	if (/invalid\s+access\s*key/i.test(text)) return accessKeyRefused(details);
	return undefined;
}

/** Redirects, and what a proxy, a firewall or a captive portal sends in the service's place. */
function errorByPage({ body, headers }: HttpResponse, details: Details): ServiceError | undefined {
	const status = details.status ?? 0;
	if (status >= 300 && status < 400) {
		return new ServiceError(
			'address',
			'The Base URL redirects elsewhere, and the API key was not sent there',
			{
				...details,
				advice:
					'Set the Base URL in the credential to the address of the API itself. A proxy or login page of your network can redirect too.',
			},
		);
	}
	if (/^ERR_(CONNECT_FAIL|DNS_FAIL|CANNOT_FORWARD)/.test(scalarText(headers['x-squid-error']))) {
		return new ServiceError(
			'unreachable',
			`The proxy between n8n and the service could not reach it (status ${status})`,
			{ ...details, advice: CHECK_PROXY },
		);
	}
	if (status === 407 || (status === 403 && isFromProxy(headers, body))) {
		return new ServiceError(
			'blocked',
			status === 407
				? 'The proxy between n8n and the service requires another user name and password (status 407)'
				: `A proxy or firewall between n8n and the service refused the call (status ${status})`,
			{ ...details, advice: CHECK_PROXY },
		);
	}
	if (status < 500 && isWebPage(body)) {
		return new ServiceError('notJson', `The response is a web page instead of JSON (status ${status})`, {
			...details,
			advice: CHECK_ADDRESS,
		});
	}
	return undefined;
}

function errorByStatus(text: string, subject: CallSubject, details: Details): ServiceError {
	const { status = 0 } = details;
	const about = subject.about ?? 'the values';
	if (status >= 500) return serviceDown(text, subject, details);
	switch (status) {
		case 401:
			return subject.usesAccessKey ? accessKeyRefused(details) : apiKeyRefused(details);
		case 403:
			return /missing authentication token/i.test(text)
				? new ServiceError('address', 'The Base URL is not that of the Codelocks Connect API', {
						...details,
						advice: 'Correct the Base URL in the credential: the service does not know this path.',
					})
				: apiKeyRefused(details);
		case 404:
			return new ServiceError(
				'notFound',
				`The API did not find ${subject.about ?? 'this'}${quoted(text, subject)}`,
				{
					...details,
					advice: `Check that it exists${
						subject.usesAccessKey ? ' on the account of this access key' : ''
					}, and that no required value is missing.`,
				},
			);
		case 429:
			return new ServiceError('throttled', 'The API is throttling: too many calls at once', {
				...details,
				advice: 'Try again in a moment, or send fewer rows at a time.',
			});
		default:
			return new ServiceError(
				'badValue',
				`The API refused ${about} (status ${status})${quoted(text, subject)}`,
				{ ...details, advice: adviceFor(text, subject) },
			);
	}
}

function serviceDown(text: string, subject: CallSubject, details: Details): ServiceError {
	const happened = `The Codelocks service failed (status ${details.status})${quoted(text, subject)}`;
	return isWrite(subject.method)
		? new ServiceError('serviceDown', `${happened}; ${LOOK_FIRST}`, {
				...details,
				mayHaveTakenEffect: true,
				advice: 'Repeat it only if the change is not there.',
			})
		: new ServiceError('serviceDown', happened, {
				...details,
				advice: 'Try again in a few minutes. The call may be charged.',
			});
}

/** An error that comes with a status of success. */
function errorUnderSuccess(
	{ statusCode: status, headers, body }: HttpResponse,
	subject: CallSubject,
	now: number,
): ServiceError {
	if (typeof body === 'string') {
		return new ServiceError(
			'notJson',
			isWebPage(body) ? 'The response is a web page instead of JSON' : 'The response is not JSON',
			{ status, advice: CHECK_ADDRESS },
		);
	}
	const inner = envelopedResponse(body);
	if (inner) return errorInResponse({ ...inner, headers }, subject, now);
	const text = messageIn(unwrapped(body));
	return (
		errorByText(text, status, subject, { status }) ??
		new ServiceError(
			'badResponse',
			`The API reported a failure for ${subject.about ?? 'this call'}${quoted(text, subject)}`,
			{ status, advice: adviceFor(text, subject) },
		)
	);
}

function accessKeyRefused(details: Details): ServiceError {
	return new ServiceError('accessKey', 'The K3 Connect access key is not known to this API key', {
		...details,
		advice:
			'Copy the access key from the User section of the K3 Connect app (now C3 Smart) into the credential, or into the option Access Key of this node. It is case-sensitive.',
	});
}

function quotaUsedUp(subject: CallSubject, details: Details): ServiceError {
	return new ServiceError('quota', `The month's quota of ${subject.quota} calls is used up`, {
		...details,
		advice:
			'Buy a usage bolt-on or upgrade the plan at Codelocks, or wait for the next month. Trying again does not help.',
	});
}

function apiKeyRefused(details: Details): ServiceError {
	return new ServiceError('apiKey', 'The Codelocks API key is missing, wrong or disabled', {
		...details,
		advice: 'Check the API Key in the credential, and that your plan includes this part of the API.',
	});
}

/** What to check, according to the text of the service. */
function adviceFor(text: string, { quota }: CallSubject): string {
	if (/\bID\b.*12 or 32/i.test(text)) return 'Check the lock ID: it has 12 or 32 characters.';
	if (/invalid data/i.test(text)) return 'Correct the value that the response names.';
	if (quota === 'NetCode')
		return 'Check these values: whether the lock model offers this duration, and whether the start suits it.';
	return text
		? 'Correct the values that the response names.'
		: 'Check the values. The response does not name the one that is wrong.';
}

/**
 * Whether a 403 comes from something between n8n and the API. API Gateway responds in JSON and with its own headers
 * ('x-amzn-…'); CloudFront in front of it adds Via.
 */
function isFromProxy(headers: Record<string, unknown>, body: unknown): boolean {
	const names = Object.keys(headers);
	if (names.some((name) => /^(x-amzn?-|apigw-)/i.test(name))) return false;
	if (typeof body === 'string' && body) return true;
	const via = String(headers.via ?? '');
	const server = String(headers.server ?? '');
	return (
		(via !== '' && !/cloudfront/i.test(via)) ||
		names.some((name) => /^(proxy-|x-squid|x-bluecoat|x-zscaler)/i.test(name)) ||
		/squid|zscaler|bluecoat|tinyproxy|mitmproxy|privoxy|fortigate/i.test(server)
	);
}

function isWebPage(body: unknown): boolean {
	return typeof body === 'string' && /^\s*</.test(body);
}

/** The text from the service as the end of a message: without keys, in one line, not longer than needed. */
function quoted(text: string, { redact }: CallSubject): string {
	if (!text) return '';
	const line = redact(shortened(text, 10_000)).replace(/\s+/g, ' ').trim();
	return `: ${shortened(line, MAX_QUOTE_LENGTH)}`;
}
