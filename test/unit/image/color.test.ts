import { describe, expect, test } from 'vitest';
import { contrast, hexOf, notations } from '../../../src/image/color.ts';

describe('the contrast ratio of WCAG 2', () => {
  test.each([
    ['#000000', '#ffffff', 21],
    ['#ffffff', '#ffffff', 1],
    ['#767676', '#ffffff', 4.54],
    ['#777777', '#ffffff', 4.48],
    ['#ff0000', '#ffffff', 4],
    ['#0000ff', '#ffffff', 8.59],
    ['#ffff00', '#ffffff', 1.07],
    ['#595959', '#ffffff', 7],
    ['#949494', '#ffffff', 3.03],
  ])('of %s on %s is %d', (a, b, ratio) => {
    expect(contrast(a, b)).toBeCloseTo(ratio, 2);
    expect(contrast(b, a)).toBe(contrast(a, b));
  });
});

describe('a colour as CSS writes it', () => {
  test('opaque', () => {
    expect(hexOf(12, 0, 77)).toBe('#0c004d');
    expect(notations([255, 0, 0, 255])).toEqual({
      hex: '#ff0000',
      rgb: 'rgb(255, 0, 0)',
      hsl: 'hsl(0, 100%, 50%)',
      oklch: 'oklch(0.628 0.2577 29.23)',
    });
  });

  test('grey has no hue', () => {
    expect(notations([118, 118, 118, 255]).oklch).toBe('oklch(0.5658 0 0)');
  });

  test('with alpha where there is some', () => {
    expect(notations([255, 0, 0, 128])).toEqual({
      hex: '#ff000080',
      rgb: 'rgba(255, 0, 0, 0.5)',
      hsl: 'hsla(0, 100%, 50%, 0.5)',
      oklch: 'oklch(0.628 0.2577 29.23 / 0.5)',
    });
  });
});
