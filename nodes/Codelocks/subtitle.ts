import type { Resource } from './resources/operation';

/**
 * The expression for the line below the node's name: 'Door Code: Generate for KitLock'. It looks the names up, since
 * n8n hands it the values alone.
 */
export function subtitleOf(resources: Resource[]): string {
	const names = Object.fromEntries(
		resources.flatMap(({ option, operations }) =>
			operations.map((operation) => [
				`${option.value}.${operation.option.value}`,
				`${option.name.replace(/ \(.*\)$/, '')}: ${operation.option.name}`,
			]),
		),
	);
	return `={{ (${JSON.stringify(names)})[$parameter["resource"] + "." + $parameter["operation"]] }}`;
}
