import type { INodeProperties } from 'n8n-workflow';

/** Entries of Options: the row's columns beside its result. The execution merges them. */
export const includeInputFieldsOption: INodeProperties = {
	displayName: 'Include Input Fields',
	name: 'includeInputFields',
	type: 'boolean',
	default: false,
	description: 'Whether the output also has the fields of the input item, such as the columns of a sheet',
};

export const outputFieldOption: INodeProperties = {
	displayName: 'Output Field',
	name: 'outputField',
	type: 'string',
	displayOptions: { show: { includeInputFields: [true] } },
	default: 'doorCode',
	placeholder: 'e.g. doorCode',
	description: 'Name of the field that holds the result',
};
