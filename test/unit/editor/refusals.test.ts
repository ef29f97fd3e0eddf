import { describe, expect, it } from 'vitest';
import { together } from '../../../src/editor/refusals.ts';
import { GlimpseError } from '../../../src/errors.ts';

const error = (n: number) => new GlimpseError('not-an-image', { failed: `${n}.png is a PDF.`, todo: 'Try another.' });

describe('several refusals', () => {
  it('are one error: the only one as it is, more on a line each, the rest counted', () => {
    expect(together([error(1)]).message).toBe('1.png is a PDF. Try another.');
    expect(together([error(1), error(2)]).message).toBe('1.png is a PDF.\n2.png is a PDF.');
    expect(together([1, 2, 3, 4, 5, 6, 7].map(error)).message.split('\n')).toEqual([
      ...[1, 2, 3, 4, 5].map((n) => `${n}.png is a PDF.`),
      'And 2 more.',
    ]);
  });
});
