import { notesOf, released } from '../scripts/changelogText.mts';

const CHANGELOG =
	'# Changelog\n\n## Unreleased\n\n- A new thing.\n\n## 0.1.0 (2026-11-01)\n\nFirst version.\n';

describe('the changelog', () => {
	test('moves what is unreleased under the version and its date', () => {
		expect(released(CHANGELOG, '0.2.0', '2026-12-01')).toBe(
			'# Changelog\n\n## Unreleased\n\n## 0.2.0 (2026-12-01)\n\n- A new thing.\n\n## 0.1.0 (2026-11-01)\n\nFirst version.\n',
		);
	});

	test('gives the notes of one version', () => {
		expect(notesOf(CHANGELOG, 'Unreleased')).toBe('- A new thing.');
		expect(notesOf(CHANGELOG, '0.1.0')).toBe('First version.');
	});

	test('refuses a release without notes, and a version that is not there', () => {
		const empty = released(CHANGELOG, '0.2.0', '2026-12-01');
		expect(() => released(empty, '0.3.0', '2026-12-02')).toThrow("no notes under 'Unreleased'");
		expect(() => notesOf(CHANGELOG, '0.1')).toThrow("no notes under '0.1'");
	});
});
