import type { ICredentialTestRequest } from 'n8n-workflow';

type Rules = NonNullable<ICredentialTestRequest['rules']>;

const ifStatus = (status: number, message: string) => ({
	type: 'responseCode' as const,
	properties: { value: status, message },
});

/**
 * The test requests its response as text, since n8n cannot handle an empty list otherwise. A rule then sees one letter
 * of it, or its length.
 */
const ifLetter = (key: number | 'length', value: string | number, message: string) => ({
	type: 'responseSuccessBody' as const,
	properties: { key: String(key), value, message },
});

/** How no response of the API begins: as text, or as JSON that is no object and no list. */
const LETTERS = '"-0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdeghijklmopqrstuvwxyz';

const ELSEWHERE = 'The Base URL is not that of the Codelocks Connect API.';
const NO_ACCOUNT =
	'The API key is accepted, but the service has no K3 Connect account for the access key. Check the access key.';
const REFUSED = 'The service refuses the keys. Check the API key, and the access key if you use one.';
const REDIRECTED = 'The Base URL redirects elsewhere. Set it to the address of the API itself.';
const SERVICE_DOWN = 'The Codelocks service is not available at the moment. Try again in a few minutes.';

/**
 * What n8n says about the response to a credential test. Each rule holds for both addresses that the test may call: with
 * an access key an account, `[{"email":…}]` or `{"email":…}`; without one `{"activeperiods":…}`.
 */
export const credentialTestRules = [
	ifStatus(400, 'The service does not accept the access key. Check it.'),
	ifStatus(
		401,
		'The service does not know the access key, or does not accept the API key. Check both, and the Base URL.',
	),
	ifStatus(403, 'The API key is missing, wrong or disabled. If the key is right, check the Base URL.'),
	ifStatus(
		404,
		'Nothing is found at this address. Check that the Base URL is that of the Codelocks Connect API, and check the access key if you use one.',
	),
	ifStatus(422, 'The service does not accept the access key. Check it.'),
	ifStatus(
		429,
		"The service knows this key, but accepts no more calls now: there were too many calls at once, or the month's quota of Utility calls is used up.",
	),
	...[301, 302, 303, 307, 308].map((status) => ifStatus(status, REDIRECTED)),
	...[500, 502, 503, 504].map((status) => ifStatus(status, SERVICE_DOWN)),
	ifLetter('length', 0, ELSEWHERE),
	ifLetter(0, '<', ELSEWHERE),
	...Array.from(LETTERS, (letter) => ifLetter(0, letter, ELSEWHERE)),
	// [], false and null
	ifLetter(1, ']', NO_ACCOUNT),
	ifLetter(0, 'f', NO_ACCOUNT),
	ifLetter(0, 'n', NO_ACCOUNT),
	// {"message":…}, {"Message":…} and {"error":…}, with status 200
	ifLetter(2, 'm', REFUSED),
	ifLetter(2, 'M', REFUSED),
	ifLetter(3, 'r', REFUSED),
	// n8n reads each rule by its own type, but its typing wants all of one kind.
] as Rules;
