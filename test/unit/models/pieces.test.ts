import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type Piece, Pieces } from '../../../src/models/download/pieces.ts';

const MB = 2 ** 20;

/** Offsets in order, two by two. */
const ranges = (total: number) =>
  fc
    .uniqueArray(fc.nat({ max: total }), { maxLength: 8 })
    .map((offsets) => offsets.sort((a, b) => a - b))
    .map((offsets) =>
      offsets.flatMap((start, i) => (i % 2 === 0 && i + 1 < offsets.length ? [[start, offsets[i + 1]!] as const] : [])),
    );

it('each missing byte is fetched once, whatever connections do', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 300 * MB }).chain((total) => fc.tuple(fc.constant(total), ranges(total))),
      fc.infiniteStream(fc.nat({ max: 3 })),
      fc.infiniteStream(fc.integer({ min: 1, max: 64 * MB })),
      ([total, done], acts, counts) => {
        const pieces = new Pieces(total, done);
        const active: Piece[] = [];
        const fetched: (readonly [number, number])[] = [...done];
        while (!pieces.isComplete) {
          const [act, count] = [acts.next().value, counts.next().value];
          const piece = active[count % Math.max(1, active.length)];
          if (act === 0 || !piece) {
            const taken = pieces.take();
            if (taken) active.push(taken);
          } else if (act === 3) {
            pieces.release(piece);
            active.splice(active.indexOf(piece), 1);
          } else {
            const size = Math.min(count, piece.end - piece.at);
            if (size > 0) fetched.push([piece.at, piece.at + size]);
            pieces.advance(piece, size);
          }
          expect(pieces.done().reduce((sum, [start, end]) => sum + end - start, 0)).toBe(pieces.received);
          const [first] = pieces.done();
          expect(pieces.front).toBe(first?.[0] === 0 ? first[1] : 0);
        }
        fetched.sort(([a], [b]) => a - b);
        expect(fetched[0]![0]).toBe(0);
        for (let i = 1; i < fetched.length; i++) expect(fetched[i]![0]).toBe(fetched[i - 1]![1]);
        expect(fetched.at(-1)![1]).toBe(total);
        expect(pieces.done()).toEqual([[0, total]]);
      },
    ),
    { numRuns: 200 },
  );
});

it('takes from the front, in pieces, and then half of the longest rest', () => {
  const pieces = new Pieces(80 * MB);
  const first = pieces.take()!;
  const second = pieces.take()!;
  const third = pieces.take()!;
  expect([first, second, third]).toEqual([
    { at: 0, end: 32 * MB },
    { at: 32 * MB, end: 64 * MB },
    { at: 64 * MB, end: 80 * MB },
  ]);
  pieces.advance(first, 4 * MB);
  expect(pieces.take()).toEqual({ at: 48 * MB, end: 64 * MB });
  expect(second).toEqual({ at: 32 * MB, end: 48 * MB });
  expect(pieces.front).toBe(4 * MB);
});
