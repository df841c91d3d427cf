import type { INodeProperties } from 'n8n-workflow';

/** An entry of Options: the access key of another K3 Connect account than the credential's. */
export const accessKeyOption: INodeProperties = {
	displayName: 'Access Key',
	name: 'accessKey',
	type: 'string',
	typeOptions: { password: true },
	default: '',
	placeholder: 'e.g. 2ym1989dzx',
	description:
		'Access key of another K3 Connect account than the one in the credential. It is saved as plain text in the workflow and is in every export of it: make a credential for each account instead where you can.',
};
