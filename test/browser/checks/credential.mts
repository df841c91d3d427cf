import assert from 'node:assert/strict';

import { DEFAULT_API_KEY, HOTEL_ACCESS_KEY } from '../../../sandbox/seed.mts';
import { BOTH, eventually, type Check, type Surroundings } from '../check.mts';
import { codelocks } from '../nodes.mts';

/** The credential's form. */
export const credentialChecks: Check[] = [
	{ name: 'the credential form tests good and bad keys and addresses', themes: BOTH, run: testCredential },
];

async function testCredential(surroundings: Surroundings): Promise<void> {
	const { editor, control, sandboxUrl } = surroundings;
	await editor.openAlone(codelocks(surroundings, { resource: 'k3Lock', operation: 'getAll' }));
	await editor.panel.getByTestId('node-credentials-select').click();
	await editor.page.getByTestId('node-credentials-select-item-new').click();
	const form = editor.page.getByTestId('editCredential-modal');
	const input = (name: string) => form.getByTestId(`parameter-input-${name}`).locator('input');
	await input('apiKey').waitFor();
	assert.equal(await input('baseUrl').inputValue(), 'https://api-connect.codelocks.io');
	assert.equal(await input('apiKey').getAttribute('type'), 'password');
	assert.equal(await input('accessKey').getAttribute('type'), 'password');

	/** Saves the form, which tests it. */
	const save = async (values: Record<string, string>): Promise<void> => {
		for (const [name, value] of Object.entries(values)) await input(name).fill(value);
		await Promise.all([
			editor.page.waitForResponse((response) => response.url().endsWith('/rest/credentials/test')),
			form.getByTestId('credential-save-button').click(),
		]);
	};
	const reads = async (expected: RegExp): Promise<void> =>
		await eventually(async () => {
			const details = form.getByText('More details');
			if (await details.isVisible()) await details.click();
			assert.match(await form.innerText(), expected);
		});

	await save({ apiKey: 'wrong-key', baseUrl: sandboxUrl });
	await reads(/The API key is missing, wrong or disabled/);
	await editor.shoot('credential-bad-key', form);
	await save({ baseUrl: 'http://api-connect.codelocks.io' });
	await reads(/must begin with https/);
	await editor.shoot('credential-bad-address', form);

	await save({ apiKey: DEFAULT_API_KEY, accessKey: 'k3wrongkey', baseUrl: sandboxUrl });
	await reads(/access key/i);
	await editor.shoot('credential-bad-access-key', form);

	control.resetCalls();
	await save({ apiKey: DEFAULT_API_KEY, accessKey: HOTEL_ACCESS_KEY, baseUrl: `${sandboxUrl}/` });
	await form.waitFor({ state: 'hidden' });
	await editor.panel.getByTestId('credential-edit-button').click();
	await reads(/Connection tested successfully/);
	await form.getByText('Retry').waitFor();
	await editor.shoot('credential', form);
	const paths = control.getCalls().requests.map(({ path }) => path);
	assert.deepEqual([...new Set(paths)], ['/u/1/k3connect/account']);
}
