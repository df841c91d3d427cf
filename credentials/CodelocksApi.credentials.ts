import type {
	ICredentialDataDecryptedObject,
	ICredentialTestRequest,
	ICredentialType,
	IHttpRequestOptions,
	INodeProperties,
} from 'n8n-workflow';
import { OperationalError } from 'n8n-workflow';

import { checkedBaseUrl, DEFAULT_BASE_URL, goesTo } from '../nodes/shared/api/baseUrl';

const refusedWith = (status: number, message: string) => ({
	type: 'responseCode' as const,
	properties: { value: status, message },
});

const SERVICE_DOWN = 'The Codelocks service fails at the moment. Try again in a few minutes.';
const REDIRECTED = 'The Base URL redirects elsewhere. Set it to the address of the API itself.';

export class CodelocksApi implements ICredentialType {
	name = 'codelocksApi';

	displayName = 'Codelocks API';

	icon = {
		light: 'file:../icons/codelocks.svg',
		dark: 'file:../icons/codelocks.dark.svg',
	} as const;

	documentationUrl =
		'https://github.com/n8n-nodes-codelocks/n8n-nodes-codelocks?tab=readme-ov-file#credential';

	properties: INodeProperties[] = [
		{
			displayName: 'API Key',
			name: 'apiKey',
			type: 'string',
			typeOptions: { password: true },
			required: true,
			default: '',
			description: 'The key that Codelocks gave you for the Connect API',
		},
		// It opens every lock of the account; the rule looks for other words in the name.
		// eslint-disable-next-line @n8n/community-nodes/credential-unnecessary-password
		{
			displayName: 'Access Key',
			name: 'accessKey',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			placeholder: 'e.g. 2ym1989dzx',
			description:
				'For K3 Connect locks only: the account access key from the User section of the K3 Connect app. KitLocks do not need it.',
		},
		{
			displayName: 'Base URL',
			name: 'baseUrl',
			type: 'string',
			default: DEFAULT_BASE_URL,
			description: 'Change this only to use a sandbox or a proxy of your own',
		},
	];

	/**
	 * Adds the key as the header that the API wants (API documentation, 'Authentication'), and only to calls to
	 * the credential's own service, so that no other node can be made to send it elsewhere.
	 */
	async authenticate(
		credentials: ICredentialDataDecryptedObject,
		request: IHttpRequestOptions,
	): Promise<IHttpRequestOptions> {
		const baseUrl = checkedBaseUrl(credentials.baseUrl);
		if (!goesTo(baseUrl, request.url, request.baseURL || baseUrl)) {
			throw new OperationalError(
				'The Codelocks API key was not sent: this call does not go to the Base URL of its credential',
				{ description: 'Use this credential for calls to the Codelocks Connect API alone.' },
			);
		}
		request.headers = { ...request.headers, 'x-api-key': String(credentials.apiKey ?? '').trim() };
		return request;
	}

	test: ICredentialTestRequest = {
		request: {
			// The same as checkedBaseUrl, in n8n's expressions.
			baseURL: `={{ (($credentials.baseUrl || "").trim() || "${DEFAULT_BASE_URL}").replace(/\\/+$/, "") }}`,
			url: '/u/1/k3connect/help/spcconfig',
			disableFollowRedirect: true,
		},
		// n8n reads each rule by its own type, but its typing wants all of one kind.
		rules: [
			refusedWith(
				403,
				'The API key is missing, wrong or disabled. If you are sure of it, check the Base URL.',
			),
			refusedWith(401, 'The API key is not accepted. Check it, and the Base URL.'),
			refusedWith(404, 'The Base URL is not that of the Codelocks Connect API.'),
			refusedWith(
				429,
				"The service knows this key, but takes no more calls from it now: too many at once, or the month's quota of Utility calls is used up.",
			),
			...[301, 302, 303, 307, 308].map((status) => refusedWith(status, REDIRECTED)),
			...[500, 502, 503, 504].map((status) => refusedWith(status, SERVICE_DOWN)),
			{
				type: 'responseSuccessBody',
				properties: {
					key: 'activeperiods',
					// A web page, or an error sent with status 200, lacks the field.
					value: undefined,
					message: 'Something else than the Codelocks Connect API answers at the Base URL.',
				},
			},
		] as ICredentialTestRequest['rules'],
	};
}
