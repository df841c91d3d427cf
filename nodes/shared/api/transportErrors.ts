import { executionCancelled, runStopped, ServiceError } from './errors';
import { LOOK_FIRST } from './responseErrors';
import { isWrite } from './responses';

/** What the error of a request without a response needs to know about the request. */
export interface SentRequest {
	method: string;
	timeoutMs: number;
	/** Whether the time was up for the whole response, after which the request was aborted. */
	timedOut: boolean;
	/** Whether the node has a proxy of its own. */
	usesProxy: boolean;
}

/** One level of an error: n8n wraps what axios threw, which wraps what Node.js threw. */
interface Level {
	name: string;
	message: string;
	code: string;
	request: unknown;
}

/** Codes of a connection that was not made, in words. n8n swaps a message with such a code for a text of its own. */
const NOT_CONNECTED: Record<string, string> = {
	EADDRNOTAVAIL: 'its address cannot be reached',
	EAI_AGAIN: 'its host name could not be looked up',
	EAI_FAIL: 'its host name could not be looked up',
	ECONNREFUSED: 'it refused the connection',
	EHOSTDOWN: 'its address cannot be reached',
	EHOSTUNREACH: 'its address cannot be reached',
	ENETDOWN: 'its address cannot be reached',
	ENETUNREACH: 'its address cannot be reached',
	ENOTFOUND: 'its host name is not known',
};

const CERTIFICATE =
	/CERT|SELF_SIGNED|UNABLE_TO_|HOSTNAME_MISMATCH|INVALID_CA|INVALID_PURPOSE|PATH_LENGTH|CRL_/;

const TIMED_OUT = ['ECONNABORTED', 'ETIMEDOUT', 'ESOCKETTIMEDOUT'];

/**
 * The error of a request that got no response: `error` is what n8n's HTTP helper threw. Only what failed after the
 * request could have left may have taken effect; otherwise users would look for a change that never happened.
 */
export function transportError(error: unknown, request: SentRequest): ServiceError {
	const levels = levelsOf(error);
	const codes = levels.map(({ code }) => code).filter(Boolean);
	if (!request.timedOut && codes.includes('ERR_CANCELED')) {
		return levels.some((level) => isUnsent(level.request)) ? runStopped() : executionCancelled();
	}
	return (
		errorOfGuard(levels) ??
		errorOfValues(codes, levels) ??
		errorOfTls(codes, levels) ??
		errorOfConnection(codes, levels, request) ??
		lostResponse(codes, request)
	);
}

/** n8n's protection against requests to internal addresses. */
function errorOfGuard(levels: Level[]): ServiceError | undefined {
	const blocked = levels.some(
		({ name, message }) =>
			/^Ssrf/.test(name) || /restricted IP address|destination hostname is restricted/.test(message),
	);
	if (blocked) {
		return new ServiceError(
			'blocked',
			"This n8n's administrator blocks the address of the Base URL; ask them to allow it",
			{
				advice:
					'Nothing was sent. The setting is N8N_SSRF_ALLOWED_HOSTNAMES or N8N_SSRF_ALLOWED_IP_RANGES of n8n.',
			},
		);
	}
	return undefined;
}

/** Values that Node.js cannot put into a request, and addresses that `authenticate` of the credential refuses. */
function errorOfValues(codes: string[], levels: Level[]): ServiceError | undefined {
	if (codes.includes('ERR_INVALID_CHAR')) {
		return new ServiceError(
			'apiKey',
			'The Codelocks API key holds characters that cannot be sent; copy it again into the credential',
			{ advice: 'Nothing was sent. A key consists of letters and digits.' },
		);
	}
	// The text of the error in credentials/CodelocksApi.credentials.ts: n8n keeps no other mark of it.
	const notSent = levels.find(({ message }) => /API key was not sent/.test(message));
	if (notSent || codes.includes('ERR_INVALID_URL')) {
		return new ServiceError(
			'address',
			notSent?.message ?? 'The Base URL is not an address; correct it in the credential',
			{
				advice: 'Nothing was sent. Check the Base URL in the Codelocks API credential.',
			},
		);
	}
	return undefined;
}

/** Nothing of a request is sent before the TLS handshake is done. */
function errorOfTls(codes: string[], levels: Level[]): ServiceError | undefined {
	const certificate = codes.find((code) => CERTIFICATE.test(code));
	if (certificate) {
		return new ServiceError(
			'certificate',
			`The certificate of the service could not be verified (${certificate}), so nothing was sent`,
			{ advice: certificateAdvice(certificate) },
		);
	}
	if (
		levels.some(({ message }) => /wrong version number|packet length too long|http request/i.test(message))
	) {
		return new ServiceError(
			'certificate',
			'There is no TLS at the Base URL: a server without https listens on this port; correct the Base URL or the proxy',
			{
				advice:
					'Nothing was sent. If the address of the proxy itself begins with http://, enter it that way.',
			},
		);
	}
	const handshake = codes.find(
		(code) => code === 'EPROTO' || /^ERR_SSL_.*(ALERT|PROTOCOL|HANDSHAKE|CIPHER)/.test(code),
	);
	if (handshake) {
		return new ServiceError(
			'certificate',
			`The TLS handshake with the service failed (${handshake}), so nothing was sent`,
			{ advice: 'Check the Base URL in the credential, and any proxy between n8n and the service.' },
		);
	}
	return undefined;
}

function certificateAdvice(code: string): string {
	if (/EXPIRED|NOT_YET_VALID/.test(code))
		return 'Renew the certificate, and check the clock of the computer that n8n runs on.';
	if (/ALTNAME|HOSTNAME/.test(code))
		return 'The certificate is for another host. Check the Base URL in the credential.';
	return 'Check the Base URL. If you trust the server, such as a proxy of your company, set Ignore SSL Issues in the Request Options of this node, or add its certificate to n8n with the variable NODE_EXTRA_CA_CERTS.';
}

/** Everything that ends before there is a connection. */
function errorOfConnection(codes: string[], levels: Level[], request: SentRequest): ServiceError | undefined {
	const reached = request.usesProxy ? 'The proxy of this node' : 'The Codelocks service';
	const code = codes.find((one) => NOT_CONNECTED[one]);
	if (code) {
		return new ServiceError('unreachable', `${reached} could not be reached: ${NOT_CONNECTED[code]}`, {
			advice:
				'Check the Base URL in the credential, the proxy if there is one, and that n8n can reach the Internet.',
			isPermanent: code === 'ENOTFOUND',
		});
	}
	if (levels.some(({ message }) => /proxy connection ended/i.test(message))) {
		return new ServiceError('blocked', 'The proxy closed the connection before it reached the service', {
			advice:
				'Nothing was sent. Check the Proxy in the Request Options of this node, and the HTTPS_PROXY variable of n8n.',
		});
	}
	const brokeEarly = levels.some(({ message }) =>
		/before secure TLS connection|^connect E[A-Z]+/i.test(message),
	);
	if (!brokeEarly && !levels.some(({ request: sent }) => isUnsent(sent))) return undefined;
	const timedOut = isTimeout(codes, request);
	return new ServiceError(
		'unreachable',
		timedOut
			? `There was no connection to the Codelocks service within ${request.timeoutMs / 1000} seconds`
			: 'The Codelocks service could not be reached: the connection ended before anything was sent',
		{
			timedOut,
			advice:
				'Check the Base URL in the credential, the proxy if there is one, and that n8n can reach the Internet.',
		},
	);
}

/** No response, or half of one, to a request that was sent. An agent reads only the message, so the message states the doubt. */
function lostResponse(codes: string[], request: SentRequest): ServiceError {
	const write = isWrite(request.method);
	const timedOut = isTimeout(codes, request);
	const happened = timedOut
		? `The Codelocks service did not respond within ${request.timeoutMs / 1000} seconds`
		: codes.some((code) => code.startsWith('HPE_'))
			? 'The response from the Base URL is not HTTP'
			: 'The connection to the Codelocks service ended before the response was complete';
	return new ServiceError(
		'noResponse',
		`${happened}; ${write ? LOOK_FIRST : 'it may have charged the call'}`,
		{
			mayHaveTakenEffect: write,
			timedOut,
			advice: `The call may be charged. ${
				timedOut
					? 'If this happens often, set a longer Timeout in the Request Options of this node.'
					: 'Check the network between n8n and the service.'
			}`,
		},
	);
}

function isTimeout(codes: string[], { timedOut }: SentRequest): boolean {
	return timedOut || codes.some((code) => TIMED_OUT.includes(code));
}

/** Whether a request of Node.js has had no connection to be written to. Unsure is false. */
function isUnsent(request: unknown): boolean {
	if (!isRecord(request) || !('socket' in request) || request.res) return false;
	const { socket } = request;
	if (!isRecord(socket)) return socket === null || socket === undefined;
	return socket.connecting === true || (socket.encrypted === true && socket.secureConnecting === true);
}

/** An error and its causes; of several at once, such as one for each address of a host, the first. */
function levelsOf(error: unknown): Level[] {
	const levels: Level[] = [];
	for (let level = error; isRecord(level) && levels.length < 8; ) {
		const { name, message, code, request, cause, errors } = level;
		levels.push({ name: textOr(name), message: textOr(message), code: textOr(code), request });
		level = cause ?? (Array.isArray(errors) ? (errors as unknown[])[0] : undefined);
	}
	return levels;
}

function isRecord(value: unknown): value is Record<string, unknown> {
	return value !== null && typeof value === 'object';
}

function textOr(value: unknown): string {
	return typeof value === 'string' ? value : '';
}
