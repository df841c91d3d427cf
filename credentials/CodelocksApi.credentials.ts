import type {
	ICredentialDataDecryptedObject,
	ICredentialTestRequest,
	ICredentialType,
	IHttpRequestOptions,
	INodeProperties,
} from 'n8n-workflow';
import { OperationalError } from 'n8n-workflow';

import {
	checkedBaseUrl,
	DEFAULT_BASE_URL,
	goesOnlyTo,
	type OutgoingRequest,
} from '../nodes/shared/api/request';
import { accessKeyOption } from '../nodes/shared/fields/accessKey';
import { credentialTestRules } from './testRules';

export class CodelocksApi implements ICredentialType {
	name = 'codelocksApi';

	displayName = 'Codelocks API';

	icon = {
		light: 'file:../icons/codelocks.svg',
		dark: 'file:../icons/codelocks.dark.svg',
	} as const;

	documentationUrl = 'https://github.com/n8n-nodes-codelocks/n8n-nodes-codelocks/blob/main/README.md';

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
		{
			...accessKeyOption,
			description:
				'For K3 Connect locks only: the access key of the account, from the User section of the K3 Connect or C3 Smart app. KitLocks do not need it.',
		},
		{
			displayName: 'KitLocks',
			name: 'kitLocks',
			type: 'string',
			typeOptions: { rows: 6 },
			default: '',
			placeholder: 'e.g. Room 4; KL1060; 202611161623; 012345; Europe/London',
			hint: 'One lock per line: name; lock model; timecode; identifier; time zone; lock clock; lock offset. The last three are optional.',
			description:
				'Locks that workflows choose by name. You can paste rows of a spreadsheet whose columns are formatted as text. A first row with headings can set another order.',
		},
		{
			displayName: 'Base URL',
			name: 'baseUrl',
			type: 'string',
			default: DEFAULT_BASE_URL,
			description: 'Change this only to use a sandbox or your own proxy',
		},
	];

	/**
	 * Adds the key as the header that the API wants (docs/dev/api.md, 'Addresses and quotas'), and only to calls to the
	 * credential's own service, so that no other node can be made to send it elsewhere. Throws OperationalError.
	 */
	async authenticate(
		credentials: ICredentialDataDecryptedObject,
		request: IHttpRequestOptions,
	): Promise<IHttpRequestOptions> {
		const outgoing: OutgoingRequest = request;
		if (!goesOnlyTo(checkedBaseUrl(credentials.baseUrl), outgoing)) {
			// nodes/shared/api/transportErrors.ts recognises it by this text.
			throw new OperationalError(
				'The Codelocks API key was not sent: this call does not go to the Base URL of its credential',
				{ description: 'Use this credential only for calls to the Codelocks Connect API.' },
			);
		}
		request.headers = { ...request.headers, 'x-api-key': String(credentials.apiKey ?? '').trim() };
		// The HTTP Request node follows redirects with all headers, which would carry the key elsewhere.
		if (outgoing.followRedirect === true) Object.assign(request, NO_REDIRECTS);
		return request;
	}

	test: ICredentialTestRequest = {
		request: {
			// The same as checkedBaseUrl, in n8n's expressions.
			baseURL: `={{ (($credentials.baseUrl || "").trim() || "${DEFAULT_BASE_URL}").replace(/\\/+$/, "") }}`,
			url: `={{ ${ACCESS_KEY} ? "/u/1/k3connect/account" : "/u/1/k3connect/help/spcconfig" }}`,
			qs: { accesskey: `={{ ${ACCESS_KEY} || undefined }}` },
			encoding: 'text',
			disableFollowRedirect: true,
		},
		rules: credentialTestRules,
	};
}

const NO_REDIRECTS = { followRedirect: false, followAllRedirects: false };

const ACCESS_KEY = '($credentials.accessKey || "").trim()';
