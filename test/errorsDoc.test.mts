import { globSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';

import ts from 'typescript';

/* docs/errors.md holds every message of the code. */

const ROOT = resolve(__dirname, '..');

/** Where each of these has its message among its arguments. */
const MESSAGE_AT: Record<string, number> = { ValueError: 0, ServiceError: 1, NodeOperationError: 1 };

/** The texts that an expression can give, with '…' for each value in them. */
function textsOf(node: ts.Expression): string[] {
	if (ts.isStringLiteralLike(node)) return [node.text];
	if (ts.isParenthesizedExpression(node)) return textsOf(node.expression);
	if (ts.isConditionalExpression(node)) return [...textsOf(node.whenTrue), ...textsOf(node.whenFalse)];
	if (ts.isTemplateExpression(node)) {
		return [node.head.text + node.templateSpans.map(({ literal }) => `…${literal.text}`).join('')];
	}
	return [];
}

function messagesIn(file: string): string[] {
	const source = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest, true);
	const found: string[] = [];
	const visit = (node: ts.Node) => {
		if (ts.isNewExpression(node)) {
			const at = MESSAGE_AT[node.expression.getText()];
			const message = at === undefined ? undefined : node.arguments?.[at];
			if (message) found.push(...textsOf(message));
		}
		ts.forEachChild(node, visit);
	};
	visit(source);
	return found;
}

test('every message is in docs/errors.md', () => {
	const docs = readFileSync(resolve(ROOT, 'docs/errors.md'), 'utf8').replace(/\s+/g, ' ');
	const messages = globSync('nodes/**/*.ts', { cwd: ROOT }).flatMap((file) =>
		messagesIn(resolve(ROOT, file)),
	);
	// A message of nothing but values is put together from other messages.
	const told = messages.map((text) => text.replace(/…+/g, '…')).filter((text) => /[a-z]{3}/.test(text));
	expect(told.length).toBeGreaterThan(100);
	expect(told.filter((text) => !docs.includes(text))).toEqual([]);
});
