import type { Workflow, WorkflowNode } from '../n8nApi.mts';

/** A part of the canvas, in its pixels. */
interface Box {
	name: string;
	left: number;
	top: number;
	right: number;
	bottom: number;
	/** Of a note: how far down its text goes, by estimate. */
	textBottom?: number;
}

interface NoteParameters {
	width?: number;
	height?: number;
	content?: string;
}

type Connections = Record<string, Record<string, Array<Array<{ node: string; index: number }> | null>>>;

// How n8n's editor draws nodes: their size, what each handle beyond the second of a side adds, and the text below.
const NODE = 96;
const SUB_NODE = 80;
const WIDTH_WITH_SUB_NODES = 224;
const HANDLE = 32;
const LABEL_HEIGHT = 64;
const LABEL_CHARACTER = 8.5;

/** What would lie on top of something else in n8n's editor. A note may hold nodes, if all of them and below its text. */
export function checkCanvas({ nodes, connections }: Workflow): string[] {
	const boxes = nodes.map((node) =>
		isNote(node) ? boxOfNote(node) : boxOf(node, connections as Connections),
	);
	const tooLong = boxes
		.filter(({ textBottom = -Infinity, bottom }) => textBottom > bottom)
		.map(({ name }) => `The text of note '${name}' is longer than the note`);
	const overlapping = boxes.flatMap((one, index) =>
		boxes
			.slice(index + 1)
			.filter((other) => overlap(one, other) && !holds(one, other) && !holds(other, one))
			.map((other) => `'${one.name}' lies over '${other.name}', or over its text`),
	);
	return [...tooLong, ...overlapping];
}

function overlap(one: Box, other: Box): boolean {
	return one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom;
}

/** Whether it is a note with the other, which is no note, in the part that its text leaves free. */
function holds(note: Box, { left, top, right, bottom, textBottom }: Box): boolean {
	if (note.textBottom === undefined || textBottom !== undefined) return false;
	return note.left <= left && note.textBottom <= top && right <= note.right && bottom <= note.bottom;
}

const isNote = ({ type }: WorkflowNode): boolean => type === 'n8n-nodes-base.stickyNote';

function boxOfNote({ name, position: [left, top], parameters }: WorkflowNode): Box {
	const { width = 240, height = 160, content = '' } = parameters as NoteParameters;
	const textBottom = top + textHeight(content, width);
	return { name, left, top, right: left + width, bottom: top + height, textBottom };
}

function boxOf({ name, position: [left, top] }: WorkflowNode, connections: Connections): Box {
	const outputs = connections[name] ?? {};
	const inputs = Object.values(connections).flatMap((from) =>
		Object.entries(from).flatMap(([type, lists]) =>
			lists
				.flatMap((list) => list ?? [])
				.flatMap(({ node, index }) => (node === name ? [{ type, index }] : [])),
		),
	);
	if (inputs.some(({ type }) => type !== 'main')) {
		return { name, left, top, right: left + WIDTH_WITH_SUB_NODES, bottom: top + NODE };
	}
	const isSubNode = Object.keys(outputs).some((type) => type !== 'main');
	const width = isSubNode ? SUB_NODE : NODE;
	const handles = Math.max(outputs.main?.length ?? 0, ...inputs.map(({ index }) => index + 1));
	const height = width + Math.max(0, handles - 2) * HANDLE;
	// A longer label goes on in a second line.
	const labelWidth = Math.min(2 * width, name.length * LABEL_CHARACTER);
	const overhang = Math.max(0, labelWidth - width) / 2;
	return {
		name,
		left: left - overhang,
		top,
		right: left + width + overhang,
		bottom: top + height + LABEL_HEIGHT,
	};
}

/** About how high n8n's editor draws a text of Markdown. */
function textHeight(content: string, width: number): number {
	const charactersPerLine = (width - 32) / 7;
	return content.split('\n').reduce((height, line) => {
		const text = line.replace(/[*`]/g, '').trim();
		if (text === '') return height + 6;
		if (text.startsWith('## ')) return height + 32 * Math.ceil((text.length * 1.6) / charactersPerLine);
		const [lineHeight, indent] = /^(-|\d+\.) /.test(text) ? [21, 4] : [18, 0];
		return height + lineHeight * Math.ceil(text.length / (charactersPerLine - indent));
	}, 12);
}
