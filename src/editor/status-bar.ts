import * as l10n from '@vscode/l10n';
import { type Disposable, MarkdownString, StatusBarAlignment, type StatusBarItem, ThemeColor, window } from 'vscode';
import { type ModelState, modelWords } from '../protocol.ts';
import type { CurrentModel } from './current-model.ts';

const ICONS: Record<ModelState['state'], string> = {
  none: 'eye-closed',
  downloading: 'cloud-download',
  stopped: 'eye-closed',
  starting: 'loading~spin',
  loading: 'loading~spin',
  ready: 'eye',
  busy: 'eye',
  failed: 'warning',
};

/** A server that is not ours takes no memory here: it is told only when something happens. */
const isWorthTelling = ({ state, where }: ModelState): boolean =>
  where === 'server' ? state === 'busy' || state === 'failed' : state !== 'none' && state !== 'stopped';

/** How the model is, while it takes memory, works or has failed; a click shows what can be done with it. */
export class ModelStatusBar implements Disposable {
  readonly #item: StatusBarItem;
  readonly #listening: Disposable;

  constructor(private readonly model: CurrentModel) {
    this.#item = window.createStatusBarItem('glimpse.model', StatusBarAlignment.Right, 100);
    this.#item.name = l10n.t('Glimpse Model');
    this.#item.command = 'glimpse.modelMenu';
    this.#listening = model.onChange(() => this.#show());
    this.#show();
  }

  dispose(): void {
    this.#listening.dispose();
    this.#item.dispose();
  }

  #show(): void {
    const { state } = this.model;
    if (!isWorthTelling(state)) {
      this.#item.hide();
      return;
    }
    const name = (state.name ?? '').replaceAll('$(', '$\u200b('); // a name draws no icon
    this.#item.text = `$(${ICONS[state.state]}) ${l10n.t('{0}: {1}', name, modelWords(state))}`;
    this.#item.accessibilityInformation = {
      label: l10n.t('Glimpse model {0}: {1}', state.name ?? '', modelWords(state)),
    };
    this.#item.tooltip = this.#tooltip(state);
    this.#item.backgroundColor =
      state.state === 'failed' ? new ThemeColor('statusBarItem.warningBackground') : undefined;
    this.#item.show();
  }

  #tooltip(state: ModelState): MarkdownString {
    const text = new MarkdownString();
    text.appendText(l10n.t('Glimpse model {0}: {1}', state.name ?? '', modelWords(state)));
    for (const line of this.model.facts) text.appendMarkdown('\n\n').appendText(line);
    return text.appendMarkdown('\n\n').appendText(l10n.t('Click for all that can be done with it.'));
  }
}
