import { setTimeout as sleep } from 'node:timers/promises';

import type { Locator } from 'playwright-core';

import type { RecordedCall } from '../../sandbox/calls.mts';
import type { Control } from '../../sandbox/control.mts';
import type { Editor, Theme } from './editor.mts';

/** A node as n8n's own list of types describes it. */
export interface NodeType {
	name: string;
	displayName: string;
	description: string;
	properties: Property[];
}

interface Property {
	name: string;
	displayOptions?: { show?: { resource?: string[] } };
	options?: Choice[];
}

/** An entry of a dropdown. */
export interface Choice {
	name: string;
	value: string;
	action?: string;
	description?: string;
}

/** What a check works with. */
export interface Surroundings {
	editor: Editor;
	theme: Theme;
	control: Control;
	sandboxUrl: string;
	credential: { id: string; name: string };
	nodeTypes: NodeType[];
}

export interface Check {
	name: string;
	/** A look at colours and icons is worth taking in both themes. */
	themes: Theme[];
	/** Left out of a quick run, since another check there takes the same way. */
	isLike?: boolean;
	run: (surroundings: Surroundings) => Promise<void>;
}

export const LIGHT: Theme[] = ['light'];
export const BOTH: Theme[] = ['light', 'dark'];

const RETRY_WITHIN_MS = 15_000;

/** Tries again until nothing is thrown: the page follows what the user does after a moment. */
export async function eventually(attempt: () => Promise<void>): Promise<void> {
	const deadline = Date.now() + RETRY_WITHIN_MS;
	for (;;) {
		try {
			return await attempt();
		} catch (error) {
			if (Date.now() > deadline) throw error;
			await sleep(150);
		}
	}
}

/** One of the package's nodes, by the last part of its type's name. */
export const typeCalled = ({ nodeTypes }: Surroundings, name: string): NodeType =>
	nodeTypes.find((type) => type.name === `n8n-nodes-codelocks.${name}`)!;

/** The resources of the Codelocks node with their operations, in the order of the dropdowns. */
export function operationsByResource(surroundings: Surroundings): Array<Choice & { operations: Choice[] }> {
	const { properties } = typeCalled(surroundings, 'codelocks');
	const resources = properties.find(({ name }) => name === 'resource')?.options ?? [];
	return resources.map((resource) => ({
		...resource,
		operations:
			properties.find(
				({ name, displayOptions }) =>
					name === 'operation' && displayOptions?.show?.resource?.includes(resource.value),
			)?.options ?? [],
	}));
}

/** The sandbox's calls since its list was cleared, of those whose path has this part. */
export const callsTo = (control: Control, part: string): RecordedCall[] =>
	control.getCalls().requests.filter(({ path }) => path.includes(part));

/** What a person reads in each of the elements. */
export const texts = async (locator: Locator): Promise<string[]> =>
	(await locator.allInnerTexts()).map((text) => text.trim().replace(/\s+/g, ' '));
