const UNRELEASED = '## Unreleased';

/**
 * The changelog after a release: what stands under 'Unreleased' moves under the version and its date (yyyy-MM-dd).
 * Throws when nothing is there, since a release without notes tells its users nothing.
 */
export function released(changelog: string, version: string, date: string): string {
	notesOf(changelog, 'Unreleased');
	return changelog.replace(UNRELEASED, `${UNRELEASED}\n\n## ${version} (${date})`);
}

/** The text under the heading of a version, or of 'Unreleased'. Throws when there is none. */
export function notesOf(changelog: string, version: string): string {
	const sections = changelog.split(/^## /m).slice(1);
	const section = sections.find((text) => text.split(/[\s(]/, 1)[0] === version);
	const notes = section?.slice(section.indexOf('\n')).trim();
	if (!notes) throw new Error(`CHANGELOG.md has no notes under '${version}'`);
	return notes;
}
