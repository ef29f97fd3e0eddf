import { atomsOf, group, isAnonymous, isWords, type Node } from './node.ts';
import { type Strip, strips } from './strips.ts';

/** Fewer lines or columns than these are a form or a toolbar as often as a table. */
const MIN_ROWS = 3;
const MIN_COLUMNS = 3;
/** In line heights: taller lines are rows of cards. */
const MAX_ROW = 4;

/**
 * Puts runs of lines whose cells stand under each other into tables; the other nodes stay as they are.
 *
 * @param lines all nodes, cut at every empty band
 * @param unit the height of a line of text, in pixels
 * @param arrange lays out the nodes of one cell
 * @returns undefined when there is no table
 */
export function withTables(
  lines: readonly Strip[],
  unit: number,
  arrange: (nodes: readonly Node[]) => Node,
): Node[] | undefined {
  const result: Node[] = [];
  let found = false;
  for (let i = 0; i < lines.length; ) {
    const table = tableAt(lines, i, unit);
    if (table) {
      found = true;
      const rows = lines.slice(i, i + table.rows).map((line) => toRow(line, table.columns, arrange));
      const head = lines[i - 1];
      if (head && isHead(head, lines[i]!, unit)) {
        result.splice(-head.nodes.length);
        rows.unshift(toRow(head, strips(cellsOf(head), 'x', unit), arrange));
      }
      result.push(group(rows, 'column', 'table'));
      i += table.rows;
    } else {
      result.push(...lines[i++]!.nodes);
    }
  }
  return found ? result : undefined;
}

/** The names of the columns fill fewer of them than the rows below when one name stands over several cells. */
const isHead = (head: Strip, row: Strip, unit: number): boolean =>
  cellsOf(head).length >= MIN_COLUMNS && cellsOf(head).every(isWords) && row.gap < MAX_ROW * unit;

/** The longest table that begins with line `first`, and its columns from left to right. */
function tableAt(lines: readonly Strip[], first: number, unit: number): { rows: number; columns: Strip[] } | undefined {
  let best: { rows: number; columns: Strip[] } | undefined;
  for (let last = first; last < lines.length; last++) {
    const line = lines[last]!;
    if (line.to - line.from > MAX_ROW * unit || (last > first && line.gap > MAX_ROW * unit)) break;
    const rows = lines.slice(first, last + 1).map(cellsOf);
    const columns = strips(rows.flat(), 'x', unit);
    if (columns.length < MIN_COLUMNS || !rows.every((row) => fills(row, columns))) break;
    if (rows.length >= MIN_ROWS && textShare(rows.flat()) >= 1 / 2) best = { rows: rows.length, columns };
  }
  return best;
}

/** Whether most columns have a cell of this row, most cells a column of their own, and enough of them words. */
function fills(row: readonly Node[], columns: readonly Strip[]): boolean {
  const filled = columns.filter((column) => row.some((cell) => column.nodes.includes(cell))).length;
  return filled >= 0.6 * columns.length && filled >= 0.6 * row.length && textShare(row) >= 1 / 3;
}

/** A line that is one box holds its cells inside: a striped or a bordered row. */
const cellsOf = (line: Strip): Node[] => {
  const [only] = line.nodes;
  const isRow = line.nodes.length === 1 && only!.element?.role === 'container';
  return isRow ? only!.children.flatMap(unpack) : line.nodes;
};

/** The nodes that a row was arranged from: cells are found by what stands above and below, not by what is near. */
const unpack = (node: Node): Node[] => (isAnonymous(node) ? node.children.flatMap(unpack) : [node]);

/** Keys of a calculator and tools in a bar stand in lines too, but they are no table. */
function textShare(cells: readonly Node[]): number {
  const atoms = cells.flatMap(atomsOf);
  return atoms.filter(({ role }) => role === 'text' || role === 'heading' || role === 'link').length / atoms.length;
}

function toRow(line: Strip, columns: readonly Strip[], arrange: (nodes: readonly Node[]) => Node): Node {
  const cells = columns
    .map((column) => cellsOf(line).filter((cell) => column.nodes.includes(cell)))
    .filter((nodes) => nodes.length > 0)
    .map(arrange);
  const row = group(cells, 'row', 'table-row');
  const [only] = line.nodes;
  return cellsOf(line) === line.nodes ? row : { ...only!, ...row, box: only!.box, element: only!.element! };
}
