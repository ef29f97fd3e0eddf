import type { Box } from './box.ts';

/** More images than this are of no use to any model. */
const MAX_TILES = 64;

/** Of tiles of `width` x `height` pixels. */
interface Grid {
  columns: number;
  rows: number;
  width: number;
  height: number;
}

/**
 * Equal tiles that cover `whole` (whole pixels), share at least `overlap` pixels with their neighbours, and are
 * `goodEnough`: as few as do, and rather one more than long strips. Where 64 are not, the smallest. From left to right,
 * then down.
 */
export function tile(whole: Box, overlap: number, goodEnough: (width: number, height: number) => boolean): Box[] {
  const grids: Grid[] = [];
  for (let columns = 1; columns <= MAX_TILES; columns++) {
    for (let rows = 1; columns * rows <= MAX_TILES; rows++) {
      const [width, height] = [part(whole.width, columns, overlap), part(whole.height, rows, overlap)];
      grids.push({ columns, rows, width, height });
    }
  }
  const area = (grid: Grid): number => grid.width * grid.height;
  const cost = (grid: Grid): number => grid.columns * grid.rows * (1 + Math.abs(Math.log(grid.width / grid.height)));
  grids.sort((a, b) => cost(a) - cost(b));
  const { columns, rows, width, height } =
    grids.find((grid) => goodEnough(grid.width, grid.height)) ??
    grids.reduce((smallest, grid) => (area(grid) < area(smallest) ? grid : smallest));
  return starts(whole.y, whole.height, rows, height).flatMap((y) =>
    starts(whole.x, whole.width, columns, width).map((x) => ({ x, y, width, height })),
  );
}

const part = (side: number, count: number, overlap: number): number =>
  Math.min(side, Math.ceil((side + (count - 1) * overlap) / count));

const starts = (from: number, side: number, count: number, size: number): number[] =>
  Array.from({ length: count }, (_, i) => from + (count === 1 ? 0 : Math.round((i * (side - size)) / (count - 1))));
