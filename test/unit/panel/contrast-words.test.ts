import { describe, expect, test } from 'vitest';
import { level, ratioWords, sizeWords, textSize, verdictWords } from '../../../src/panel/contrast-words.ts';

describe('what a contrast passes', () => {
  test.each([
    [2.99, undefined, undefined],
    [3, undefined, 'AA'],
    [4.49, undefined, 'AA'],
    [4.5, 'AA', 'AAA'],
    [6.99, 'AA', 'AAA'],
    [7, 'AAA', 'AAA'],
  ])('%d: normal text %s, large text %s', (ratio, normal, large) => {
    expect(level(ratio, 'normal')).toBe(normal);
    expect(level(ratio, 'large')).toBe(large);
  });

  test('is said in words, and never rounded up to a pass', () => {
    expect(ratioWords(4.4999)).toBe('4.49:1');
    expect(ratioWords(21)).toBe('21.00:1');
    expect(verdictWords(2)).toBe('Too little for any text.');
    expect(verdictWords(3.5)).toBe('Normal text fails, large text passes AA.');
    expect(verdictWords(4.6)).toBe('Normal text passes AA, large text passes AAA.');
    expect(verdictWords(12)).toBe('All text passes AAA.');
  });
});

describe('how large a text is', () => {
  test('nobody can tell without the scale of the screenshot', () => {
    expect(textSize(48, undefined)).toBeUndefined();
    expect(sizeWords(48, undefined)).toContain('say which scale');
  });

  test('in CSS pixels, 24, or 18.66 in bold', () => {
    expect(textSize(24, 1)).toBe('large');
    expect(textSize(24, 2)).toBe('normal');
    expect(textSize(48, 2)).toBe('large');
    expect(textSize(20, 1)).toBe('large-if-bold');
    expect(textSize(16, 1)).toBe('normal');
    expect(sizeWords(32, 2)).toBe('About 16 CSS px: normal text.');
  });
});
