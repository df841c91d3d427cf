/** A row's columns. `row_number` counts from 2, as in Google Sheets: row 1 holds the names of the columns. */
export type SheetRow = Record<string, unknown> & { row_number: number };

const FIRST_ROW = 2;

/** Keeps tables by name, in place of a spreadsheet in demos and tests. */
export class Sheets {
	readonly #rows = new Map<string, SheetRow[]>();

	/** Replaces a sheet by these rows. */
	fill(name: string, rows: object[]): SheetRow[] {
		const filled = rows.map((row, index) => ({ ...row, row_number: FIRST_ROW + index }));
		this.#rows.set(name, filled);
		return filled;
	}

	/** The rows of a sheet, none where there is no such sheet. */
	rows(name: string): SheetRow[] {
		return this.#rows.get(name) ?? [];
	}

	/** Writes columns into the row of that number, as they are or as if they were typed; returns false where there is none. */
	update(name: string, columns: SheetRow, { typed }: { typed: boolean }): boolean {
		const row = this.rows(name).find(({ row_number }) => row_number === Number(columns.row_number));
		if (row === undefined) return false;
		const cells = Object.entries(columns).map(([column, value]) => [column, typed ? asTyped(value) : value]);
		Object.assign(row, Object.fromEntries(cells), { row_number: row.row_number });
		return true;
	}
}

/** A spreadsheet takes digits that someone types for a number, which has no leading zeros. */
function asTyped(value: unknown): unknown {
	return typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value;
}
