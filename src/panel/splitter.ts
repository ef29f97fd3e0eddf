import * as l10n from '@vscode/l10n';
import { html } from 'lit';

const STEP = 0.02;
const [LEAST, MOST] = [0.2, 0.8];
const clamp = (share: number) => Math.min(MOST, Math.max(LEAST, share));

/** Room for the picture beside the list, and above it. */
export const DEFAULT_SPLIT = { beside: 0.6, stacked: 0.4 };

/**
 * The bar between picture and list, for pointer and keyboard.
 * @param share what the picture has, 0..1
 * @param stacked whether the picture is above the list rather than beside it
 * @param onChange gets undefined when the user wants the default back
 */
export function splitter(share: number, stacked: boolean, onChange: (share: number | undefined) => void) {
  const drag = (event: PointerEvent) => {
    const bar = event.currentTarget as HTMLElement;
    if (!bar.hasPointerCapture(event.pointerId)) return;
    const whole = bar.parentElement?.getBoundingClientRect();
    if (!whole) return;
    onChange(clamp(stacked ? (event.clientY - whole.top) / whole.height : (event.clientX - whole.left) / whole.width));
  };
  const press = (event: KeyboardEvent) => {
    const [back, forth] = stacked ? ['ArrowUp', 'ArrowDown'] : ['ArrowLeft', 'ArrowRight'];
    const to = { [back!]: share - STEP, [forth!]: share + STEP, Home: LEAST, End: MOST }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    onChange(clamp(to));
  };
  return html`<div class="splitter" role="separator" tabindex="0" aria-label=${l10n.t('Size of the picture')}
    aria-orientation=${stacked ? 'horizontal' : 'vertical'} aria-valuemin=${LEAST * 100} aria-valuemax=${MOST * 100}
    aria-valuenow=${Math.round(share * 100)} @keydown=${press} @pointermove=${drag}
    @pointerdown=${(event: PointerEvent) => (event.currentTarget as HTMLElement).setPointerCapture(event.pointerId)}
    @dblclick=${() => onChange(undefined)}></div>`;
}
