import * as l10n from '@vscode/l10n';
import type { Scale } from '../protocol.ts';

type Level = 'AAA' | 'AA' | undefined;

/** The ratios that each level wants: of normal text, and of large. */
const WANTED = { normal: { AA: 4.5, AAA: 7 }, large: { AA: 3, AAA: 4.5 } } as const;
type TextSize = keyof typeof WANTED;

/** The highest level of WCAG 2 that text of a size passes by this ratio (success criteria 1.4.3 and 1.4.6). */
export function level(ratio: number, size: TextSize): Level {
  const { AA, AAA } = WANTED[size];
  return ratio >= AAA ? 'AAA' : ratio >= AA ? 'AA' : undefined;
}

/** Cut, not rounded: 4.499 is not the 4.5 that it would look like. */
export const ratioWords = (ratio: number): string => `${(Math.floor(ratio * 100) / 100).toFixed(2)}:1`;

/** `Normal text passes AA, large text passes AAA.` */
export function verdictWords(ratio: number): string {
  const [normal, large] = [level(ratio, 'normal'), level(ratio, 'large')];
  if (!large) return l10n.t('Too little for any text.');
  if (!normal) return l10n.t('Normal text fails, large text passes AA.');
  // What normal text passes as AA, large text passes as AAA.
  return normal === 'AAA' ? l10n.t('All text passes AAA.') : l10n.t('Normal text passes AA, large text passes AAA.');
}

/** CSS pixels from which text is large: 18 pt, or 14 pt in bold. */
const LARGE = 24;
const LARGE_BOLD = 14 / 0.75;

/** Which of both a text is, by its font size in pixels of the picture; undefined: only its weight, or nobody, can tell. */
export function textSize(fontSize: number, scale: Scale | undefined): TextSize | 'large-if-bold' | undefined {
  if (scale === undefined) return undefined;
  const size = fontSize / scale;
  // An estimate: a tenth of a pixel decides nothing.
  return size >= LARGE - 0.5 ? 'large' : size >= LARGE_BOLD - 0.5 ? 'large-if-bold' : 'normal';
}

/** `About 16 CSS px: normal text.` */
export function sizeWords(fontSize: number, scale: Scale | undefined): string {
  const size = textSize(fontSize, scale);
  if (scale === undefined || size === undefined) {
    return l10n.t(
      'About {0} px high; say which scale the screenshot has to tell normal from large text.',
      Math.round(fontSize),
    );
  }
  const css = Math.round(fontSize / scale);
  if (size === 'large') return l10n.t('About {0} CSS px: large text.', css);
  return size === 'normal'
    ? l10n.t('About {0} CSS px: normal text.', css)
    : l10n.t('About {0} CSS px: large text if it is bold, else normal.', css);
}
