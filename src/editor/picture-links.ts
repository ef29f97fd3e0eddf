import * as l10n from '@vscode/l10n';
import {
  CodeAction,
  CodeActionKind,
  type CodeActionProvider,
  Disposable,
  type Hover,
  type HoverProvider,
  languages,
  type Position,
  type Range,
  type TextDocument,
} from 'vscode';
import { ALT_LANGUAGES } from '../alt/find.ts';
import { existing, linkAt, linkNear } from './document-images.ts';
import type { Parts } from './parts.ts';
import { baseName } from './read.ts';

const KIND = CodeActionKind.Refactor.append('glimpse');

/** Registers what there is where a document names a picture: a hover, and code actions for each task. */
export function registerPictureLinks(loaded: () => Promise<Parts>): Disposable {
  const selector = ALT_LANGUAGES.map((language) => ({ language }));
  return Disposable.from(
    languages.registerHoverProvider(selector, new LinkHovers(loaded)),
    languages.registerCodeActionsProvider(selector, new LinkActions(), { providedCodeActionKinds: [KIND] }),
  );
}

class LinkHovers implements HoverProvider {
  constructor(private readonly loaded: () => Promise<Parts>) {}

  // Nothing here is cancelled: the pointer comes back, and what was begun is kept.
  async provideHover(document: TextDocument, position: Position): Promise<Hover | undefined> {
    const link = linkAt(document, position);
    return link && (await this.loaded()).linkHover(document, link);
  }
}

class LinkActions implements CodeActionProvider {
  async provideCodeActions(document: TextDocument, range: Range): Promise<CodeAction[]> {
    const link = linkNear(document, range);
    const file = link && (await existing(link.files));
    if (!file) return [];
    const name = baseName(file);
    return [
      [l10n.t('Glimpse: List the GUI elements of {0}', name), 'glimpse.listElementsOf'] as const,
      [l10n.t('Glimpse: Outline the components of {0}', name), 'glimpse.outlineOf'] as const,
      [l10n.t('Glimpse: Describe {0}', name), 'glimpse.describeOf'] as const,
      [l10n.t('Glimpse: Ask about {0}...', name), 'glimpse.askOf'] as const,
    ].map(([title, command]) => {
      const action = new CodeAction(title, KIND);
      action.command = { title, command, arguments: [file] };
      return action;
    });
  }
}
