/** Bytes of a file: from `start` up to, and without, `end`. */
export type Range = readonly [start: number, end: number];

/** What one connection fetches. */
export interface Piece {
  /** The next byte to be written. */
  at: number;
  /** The byte after the last; moves forward when another connection takes over the rest. */
  end: number;
}

/** Bytes of one request: enough that asking takes no time, and small enough that all connections work near the front. */
export const PIECE = 32 * 2 ** 20;
/** Less is not worth a request of its own. */
const SMALLEST = 4 * 2 ** 20;

/** Which bytes of a file are there, which are on their way, and which to fetch next. */
export class Pieces {
  private readonly free: [start: number, end: number][] = [];
  private readonly active = new Set<Piece>();
  private bytes = 0;

  /**
   * @param total of the file; Infinity while nobody knows
   * @param done what is there, in order
   */
  constructor(
    private total: number,
    done: readonly Range[] = [],
  ) {
    let at = 0;
    for (const [start, end] of [...done, [total, total] as const]) {
      if (start > at) this.free.push([at, start]);
      at = end;
    }
    this.bytes = done.reduce((sum, [start, end]) => sum + end - start, 0);
  }

  /** Bytes that are there. */
  get received(): number {
    return this.bytes;
  }

  get size(): number {
    return this.total;
  }

  /** How many bytes are there from the beginning, without a gap. */
  get front(): number {
    return this.missing()[0]?.[0] ?? this.total;
  }

  get isComplete(): boolean {
    return this.bytes === this.total;
  }

  /** The size became known. */
  resize(total: number): void {
    this.total = total;
    for (const piece of this.active) piece.end = Math.min(piece.end, total);
    this.free.splice(0, this.free.length, ...this.free.filter(([start]) => start < total));
    for (const range of this.free) range[1] = Math.min(range[1], total);
  }

  /** What to fetch next: the first bytes that nobody fetches, or else half of what the slowest has before it. */
  take(): Piece | undefined {
    const next = this.free[0];
    if (next) {
      const piece = { at: next[0], end: Math.min(next[1], next[0] + PIECE) };
      next[0] = piece.end;
      if (next[0] >= next[1]) this.free.shift();
      this.active.add(piece);
      return piece;
    }
    const longest = [...this.active].sort((a, b) => b.end - b.at - (a.end - a.at))[0];
    if (!longest || longest.end - longest.at < 2 * SMALLEST) return undefined;
    const middle = Math.ceil((longest.at + longest.end) / 2);
    const piece = { at: middle, end: longest.end };
    longest.end = middle;
    this.active.add(piece);
    return piece;
  }

  /** The server sends all or nothing: one piece is the file. */
  takeAll(piece: Piece): void {
    this.free.length = 0;
    piece.end = this.total;
  }

  /** `count` more bytes are in the file. */
  advance(piece: Piece, count: number): void {
    piece.at += count;
    this.bytes += count;
  }

  /** Nobody fetches it any more; what is missing of it is free again. */
  release(piece: Piece): void {
    this.active.delete(piece);
    if (piece.at >= piece.end) return;
    this.free.push([piece.at, piece.end]);
    this.free.sort(([a], [b]) => a - b);
  }

  /** What is there, in order. */
  done(): Range[] {
    const done: Range[] = [];
    let at = 0;
    for (const [start, end] of [...this.missing(), [this.total, this.total] as const]) {
      if (start > at) done.push([at, start]);
      at = end;
    }
    return done;
  }

  private missing(): Range[] {
    const active = [...this.active].flatMap(({ at, end }) => (at < end ? [[at, end] as const] : []));
    return [...this.free, ...active].sort(([a], [b]) => a - b);
  }
}
