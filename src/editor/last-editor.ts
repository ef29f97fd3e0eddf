import * as l10n from '@vscode/l10n';
import { type Disposable, type Selection, type TextDocument, type TextEditor, type ViewColumn, window } from 'vscode';
import { GlimpseError } from '../errors.ts';

/** Output and comments are shown in text editors too; nobody writes there. */
const isWritten = ({ document }: TextEditor): boolean => !['output', 'comment', 'vscode'].includes(document.uri.scheme);

/** Remembers where the user last wrote: while a panel has the focus there is no active text editor. */
export class LastEditor implements Disposable {
  #last: { document: TextDocument; selections: readonly Selection[]; column: ViewColumn | undefined } | undefined;
  readonly #owned: Disposable[];

  constructor() {
    this.#keep(window.activeTextEditor ?? window.visibleTextEditors.find(isWritten));
    this.#owned = [
      window.onDidChangeActiveTextEditor((editor) => this.#keep(editor)),
      window.onDidChangeTextEditorSelection(({ textEditor }) => {
        if (textEditor === window.activeTextEditor || textEditor.document === this.#last?.document) {
          this.#keep(textEditor);
        }
      }),
    ];
  }

  /**
   * Puts `text` where the cursor is, in place of what is selected, as one step to undo. The focus stays where it is.
   * @throws GlimpseError `bad-usage` where there is no text editor, or one that can't be changed
   */
  async insert(text: string): Promise<void> {
    const editor = await this.#editor();
    if (!editor) {
      throw new GlimpseError('bad-usage', {
        failed: l10n.t('No text editor is open to insert into.'),
        todo: l10n.t('Open a file, or open the text in a new editor.'),
      });
    }
    const { selections } = editor;
    const done = await editor.edit((edit) => {
      for (const selection of selections) edit.replace(selection, text);
    });
    if (!done) {
      throw new GlimpseError('bad-usage', {
        failed: l10n.t('The text editor that was used last can not be changed.'),
        todo: l10n.t('Click into another one, or open the text in a new editor.'),
      });
    }
    editor.revealRange(editor.selection);
  }

  dispose(): void {
    for (const owned of this.#owned) owned.dispose();
  }

  #keep(editor: TextEditor | undefined): void {
    if (!editor || !isWritten(editor)) return;
    this.#last = { document: editor.document, selections: editor.selections, column: editor.viewColumn };
  }

  /** The editor as it is now: VS Code makes a new one each time a tab comes to the front. */
  async #editor(): Promise<TextEditor | undefined> {
    const last = this.#last;
    if (last && !last.document.isClosed) {
      const shown = window.visibleTextEditors.find(({ document }) => document === last.document);
      if (shown) return shown;
      const [selection] = last.selections;
      return window.showTextDocument(last.document, {
        preserveFocus: true,
        ...(last.column && { viewColumn: last.column }),
        ...(selection && { selection }),
      });
    }
    return window.visibleTextEditors.find(isWritten);
  }
}
