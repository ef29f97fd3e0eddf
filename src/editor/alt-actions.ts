import * as l10n from '@vscode/l10n';
import {
  type CancellationToken,
  CodeAction,
  CodeActionKind,
  type CodeActionProvider,
  commands,
  Disposable,
  languages,
  type Range,
  type TextDocument,
  window,
  workspace,
} from 'vscode';
import { ALT_LANGUAGES } from '../alt/find.ts';
import {
  isMissing,
  type Purpose,
  purposesOf,
  type Snapshot,
  snapshotOf,
  type WantedAlt,
  wantedIn,
} from './document-images.ts';
import type { Parts } from './parts.ts';
import { sayQuietly } from './quiet.ts';

class AltAction extends CodeAction {
  constructor(
    title: string,
    kind: CodeActionKind,
    readonly snapshot: Snapshot,
    readonly wanted: readonly WantedAlt[],
  ) {
    super(title, kind);
  }
}

const WRITE: Record<Purpose, string> = {
  informative: l10n.t('Write alt text with Glimpse'),
  decorative: l10n.t('Write alt text with Glimpse (decorative picture)'),
  functional: l10n.t('Write alt text with Glimpse (link or button)'),
};
const IMPROVE: Record<Purpose, string> = {
  informative: l10n.t('Improve the alt text with Glimpse'),
  decorative: l10n.t('Improve the alt text with Glimpse (decorative picture)'),
  functional: l10n.t('Improve the alt text with Glimpse (link or button)'),
};
const WRITE_ALL = CodeActionKind.Source.append('writeAltTexts');
const IMPROVE_ALL = CodeActionKind.Source.append('improveAltTexts');

/**
 * Registers the quick fix, the rewriting, the source actions and the commands that write alternative texts. Which images
 * there are is known at once; everything else is loaded when one of them is chosen.
 */
export function registerAltActions(loaded: () => Promise<Parts>): Disposable {
  return Disposable.from(
    languages.registerCodeActionsProvider(
      ALT_LANGUAGES.map((language) => ({ language })),
      new AltActions(loaded),
      { providedCodeActionKinds: [CodeActionKind.QuickFix, CodeActionKind.RefactorRewrite, WRITE_ALL, IMPROVE_ALL] },
    ),
    commands.registerCommand('glimpse.writeAltText', async (uri: unknown, start: unknown) => {
      const document = workspace.textDocuments.find((open) => open.uri.toString() === String(uri));
      const snapshot = document && snapshotOf(document);
      const wanted = snapshot && wantedIn(snapshot).find(({ image }) => image.start === start);
      if (snapshot && wanted) await (await loaded()).altTexts.write(snapshot, [wanted]);
    }),
    commands.registerCommand('glimpse.writeAltTexts', async () => {
      const document = window.activeTextEditor?.document;
      const snapshot = document && snapshotOf(document);
      const missing = snapshot ? wantedIn(snapshot).filter(isMissing) : [];
      if (snapshot && missing.length > 0) await (await loaded()).altTexts.write(snapshot, missing);
      else sayQuietly(l10n.t('No picture without alt text was found here that Glimpse can read.'));
    }),
  );
}

class AltActions implements CodeActionProvider<AltAction> {
  constructor(private readonly loaded: () => Promise<Parts>) {}

  provideCodeActions(document: TextDocument, range: Range): AltAction[] {
    const snapshot = snapshotOf(document);
    const wanted = wantedIn(snapshot);
    const here = near(range, wanted, document);
    return [
      ...(here ? purposesOf(here.image).map((purpose) => actionFor(snapshot, { ...here, purpose })) : []),
      ...forAll(l10n.t('Write all missing alt texts with Glimpse'), WRITE_ALL, snapshot, wanted.filter(isMissing)),
      ...forAll(
        l10n.t('Improve all alt texts with Glimpse'),
        IMPROVE_ALL,
        snapshot,
        wanted.filter(({ image }) => image.alt),
      ),
    ];
  }

  /** The model is asked here, when the action is chosen; the editor applies the edit. */
  async resolveCodeAction(action: AltAction, token: CancellationToken): Promise<AltAction> {
    const { altTexts } = await this.loaded();
    const edit = await altTexts.edit(action.snapshot, action.wanted, token);
    if (edit) action.edit = edit;
    return action;
  }
}

function actionFor(snapshot: Snapshot, wanted: WantedAlt): AltAction {
  const [titles, kind] = isMissing(wanted)
    ? [WRITE, CodeActionKind.QuickFix]
    : [IMPROVE, CodeActionKind.RefactorRewrite];
  return new AltAction(titles[wanted.purpose], kind, snapshot, [wanted]);
}

const forAll = (title: string, kind: CodeActionKind, snapshot: Snapshot, wanted: WantedAlt[]): AltAction[] =>
  wanted.length > 0 ? [new AltAction(title, kind, snapshot, wanted)] : [];

/** The first image in the range, or else on its lines. */
function near(range: Range, wanted: readonly WantedAlt[], document: TextDocument): WantedAlt | undefined {
  const from = document.lineAt(range.start.line).range.start;
  const to = document.lineAt(range.end.line).range.end;
  const touching = ([start, end]: number[]) => wanted.find(({ image }) => image.start <= end! && image.end >= start!);
  return touching([range.start, range.end].map(offset)) ?? touching([from, to].map(offset));

  function offset(position: Range['start']): number {
    return document.offsetAt(position);
  }
}
