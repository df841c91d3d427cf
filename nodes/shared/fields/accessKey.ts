import type { INodeProperties } from 'n8n-workflow';

/** An entry of Options: the access key of a K3 Connect account other than the credential's. */
export const accessKeyOption: INodeProperties = {
	displayName: 'Access Key',
	name: 'accessKey',
	type: 'string',
	typeOptions: { password: true },
	default: '',
	placeholder: 'e.g. 2ym1989dzx',
	description:
		'Access key of a K3 Connect account other than that of the credential. The workflow and its exports hold it as plain text: use one credential for each account instead if you can.',
};
