/** Marks of direction, zero-width characters, soft hyphens, byte order marks, and selectors of variants. */
const INVISIBLE = /[\p{Cf}\uFE00-\uFE0F]/gu;
const HYPHENS = /[\p{Pd}\u2212]/gu;

/**
 * A text as a person sees it, for values that are compared or parsed: compatibility characters such as full-width
 * digits and narrow spaces become plain ones (NFKC), invisible characters go, every hyphen and minus becomes '-', and
 * blanks at the ends go.
 */
export function plainText(text: string): string {
	return text.normalize('NFKC').replace(INVISIBLE, '').replace(HYPHENS, '-').trim();
}
