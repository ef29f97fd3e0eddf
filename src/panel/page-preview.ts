import * as l10n from '@vscode/l10n';
import { html } from 'lit';
import { PREVIEW_MODES, type Preview, type PreviewMode, type Viewport } from '../protocol.ts';
import type { Size } from './viewport.ts';

const MODE_WORDS: Record<PreviewMode, { title: string; icon: string; about: string }> = {
  beside: { title: l10n.t('Beside'), icon: 'split-horizontal', about: l10n.t('The page beside the picture') },
  over: { title: l10n.t('Over'), icon: 'layers', about: l10n.t('The page over the picture, as opaque as you like') },
  difference: {
    title: l10n.t('Difference'),
    icon: 'diff',
    about: l10n.t('What differs, pixel by pixel: black is the same in both'),
  },
};

/**
 * The page that the outline's code makes, in the picture's size and place. It is what the picture says, so it is trusted
 * with nothing: no scripts, no origin, no loading (its own policy says so too), no focus.
 */
export function pagePreview(content: string, { mode, opacity }: Preview, view: Viewport | undefined, size: Size) {
  const { scale, x, y } = view ?? { scale: 1, x: 0, y: 0 };
  const [left, top] = [x, y].map((at) => Math.round(at * devicePixelRatio) / devicePixelRatio);
  const place = `width:${size.width}px;height:${size.height}px;transform:translate(${left}px,${top}px) scale(${scale})`;
  return html`<div class="sheet" role="img" aria-label=${l10n.t('The page that the code of the outline makes: {0}', MODE_WORDS[mode].about)}>
    <iframe sandbox tabindex="-1" inert title=${l10n.t('Preview')} .srcdoc=${content}
      .style=${`${place};opacity:${mode === 'over' ? opacity : 1}`}></iframe>
  </div>`;
}

/** The button that shows the page, and how it is shown; `preview` undefined: it is not. */
export function previewTools(preview: Preview, isOn: boolean, onChange: (preview: Preview, isOn: boolean) => void) {
  const { mode, opacity } = preview;
  const label = l10n.t('Compare with the page that the code makes');
  return html`
    <span class="compare" role="group" aria-label=${l10n.t('Preview')}>
      <button class="chip" aria-pressed=${isOn} title=${label} @click=${() => onChange(preview, !isOn)}><i
        class="codicon codicon-open-preview" aria-hidden="true"></i>${l10n.t('Preview')}</button>
      ${
        isOn
          ? PREVIEW_MODES.map(
              (each) => html`<button class="tool codicon codicon-${MODE_WORDS[each].icon}" aria-pressed=${each === mode}
                aria-label=${MODE_WORDS[each].title} title=${MODE_WORDS[each].about}
                @click=${() => onChange({ ...preview, mode: each }, true)}></button>`,
            )
          : ''
      }
      ${
        isOn && mode === 'over'
          ? html`<input type="range" min="0" max="100" step="5" .value=${String(Math.round(opacity * 100))}
              aria-label=${l10n.t('Opacity of the page')} title=${l10n.t('Opacity of the page')}
              @input=${(event: Event) => onChange({ ...preview, opacity: Number((event.target as HTMLInputElement).value) / 100 }, true)}>`
          : ''
      }
    </span>
  `;
}
