import * as l10n from '@vscode/l10n';
import { html } from 'lit';
import { SCALES, type Scale } from '../protocol.ts';

/** Which scale the screenshot has, for lengths in CSS pixels: said by the user, again to take it back. Never guessed. */
export const scaleSwitch = (scale: Scale | undefined, set: (scale: Scale | undefined) => void) => html`
  <span class="scales" role="group" aria-label=${l10n.t('Scale of the screenshot')}>
    <span class="name">${scale === undefined ? l10n.t('Scale?') : l10n.t('Scale')}</span>
    ${SCALES.map(
      (each) => html`<button aria-pressed=${each === scale}
        title=${each === 1 ? l10n.t('A CSS pixel is 1 pixel of the screenshot') : l10n.t('A CSS pixel is {0} pixels of the screenshot a side', each)}
        @click=${() => set(each === scale ? undefined : each)}>${each}×</button>`,
    )}
  </span>
`;
