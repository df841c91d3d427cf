/** The hints of a run. Rows with the same hint share one text, which says how many they are. */
export class Hints {
	private readonly kept = new Map<string, { rows: Set<number>; text: (rows: number) => string }>();

	/** What a row's plan is given to add hints with. It may do so while its calls are made, too. */
	forRow(row: number): (key: string, text: (rows: number) => string) => void {
		return (key, text) => {
			const known = this.kept.get(key);
			if (known) known.rows.add(row);
			else this.kept.set(key, { rows: new Set([row]), text });
		};
	}

	/** One text for each key, in the order in which they were added; no empty ones. Counts only the rows that pass `counts`. */
	texts(counts: (row: number) => boolean): string[] {
		return [...this.kept.values()].flatMap(({ rows, text }) => {
			const counted = [...rows].filter(counts).length;
			return counted ? [text(counted)].filter(Boolean) : [];
		});
	}
}
