import {
  formatCss,
  formatHex,
  formatHex8,
  formatHsl,
  formatRgb,
  modeHsl,
  modeLrgb,
  modeOklab,
  modeOklch,
  modeRgb,
  useMode,
  wcagContrast,
} from 'culori/fn';
import * as z from 'zod';

const rgb = useMode(modeRgb);
useMode(modeLrgb);
useMode(modeHsl);
useMode(modeOklab);
const oklch = useMode(modeOklch);

/** An opaque sRGB colour, `#rrggbb`. */
export const Hex = z.string().regex(/^#[0-9a-f]{6}$/);
export type Hex = z.infer<typeof Hex>;

/** Channels 0..255, not premultiplied. */
export type Rgba = readonly [red: number, green: number, blue: number, alpha: number];

/** Channels 0..255 as `#rrggbb`. */
export const hexOf = (red: number, green: number, blue: number): Hex =>
  `#${((red << 16) | (green << 8) | blue).toString(16).padStart(6, '0')}`;

/** The contrast ratio of WCAG 2, 1..21; the same whichever is the text. */
export const contrast = (a: Hex, b: Hex): number => wcagContrast(rgb(a)!, rgb(b)!);

/** A colour as CSS writes it. */
export interface Notations {
  hex: string;
  rgb: string;
  hsl: string;
  oklch: string;
}

/** With alpha only where there is some. */
export function notations([red, green, blue, alpha]: Rgba): Notations {
  const opaque = alpha === 255;
  const color = {
    mode: 'rgb' as const,
    r: red / 255,
    g: green / 255,
    b: blue / 255,
    ...(!opaque && { alpha: alpha / 255 }),
  };
  const { l, c, h, alpha: opacity } = oklch(color);
  const round = (number: number | undefined, digits: number) => Number((number ?? 0).toFixed(digits));
  // Greys have no hue; a chroma that rounding leaves them is none.
  const grey = c < 0.0005;
  const rounded = { l: round(l, 4), c: grey ? 0 : round(c, 4), h: grey ? 0 : round(h, 2) };
  return {
    hex: opaque ? formatHex(color) : formatHex8(color),
    rgb: formatRgb(color),
    hsl: formatHsl(color),
    oklch: formatCss({ mode: 'oklch', ...rounded, ...(!opaque && { alpha: round(opacity, 2) }) }),
  };
}
