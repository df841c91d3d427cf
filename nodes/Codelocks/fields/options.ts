import type { INodeProperties } from 'n8n-workflow';

/** An entry of Options: the access key of another K3 Connect account than the credential's. */
export const accessKeyOption: INodeProperties = {
	displayName: 'Access Key',
	name: 'accessKey',
	type: 'string',
	typeOptions: { password: true },
	default: '',
	placeholder: 'e.g. 2ym1989dzx',
	description: 'Access key of another K3 Connect account, to use in place of the one in the credential',
};

/** Options of an operation that has no other than the access key. */
export const accessKeyOptions: INodeProperties = optionsOf([accessKeyOption]);

/** The Options collection of an operation. */
export function optionsOf(options: INodeProperties[]): INodeProperties {
	return {
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add option',
		default: {},
		options,
	};
}
