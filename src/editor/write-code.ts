import * as l10n from '@vscode/l10n';
import { Range, type TextDocument, ViewColumn, WorkspaceEdit, window, workspace } from 'vscode';
import { GlimpseError, isAbort } from '../errors.ts';
import type { Picture } from '../image/picture.ts';
import type { CodeLanguage } from '../tasks/code/language.ts';
import { runTask } from '../tasks/run.ts';
import type { AskOptions, TaskOptions } from '../tasks/task.ts';
import { languageId } from './open-code.ts';

/** The template that asks a model for each language. */
export const CODE_TEMPLATES: Record<CodeLanguage, string> = {
  html: 'code.html',
  tsx: 'code.react',
  vue: 'code.vue',
  svelte: 'code.svelte',
};

/** An editor takes no more than this many changes a second of a text that grows. */
const PACE_MS = 100;

/** The model writes code for a picture into a new editor; one at a time for each panel. */
export class CodeWriting {
  #running: AbortController | undefined;

  /** @param tell gets what is being written, and undefined when that has ended */
  constructor(private readonly tell: (language: CodeLanguage | undefined) => void) {}

  /** What is being written. */
  language: CodeLanguage | undefined;

  /**
   * Ends when the whole answer is there, when it is stopped, or when the user closes or changes what is being written: then
   * it is theirs. Throws the errors of the model, and `bad-answer` when it wrote nothing.
   */
  async write(
    language: CodeLanguage,
    picture: Picture,
    options: Omit<TaskOptions, 'signal' | 'ask'> & { ask: AskOptions },
  ): Promise<void> {
    this.stop();
    const controller = new AbortController();
    this.#running = controller;
    this.#say(language);
    const target = new GrowingDocument(language);
    try {
      for await (const event of runTask('ask', picture, { ...options, signal: controller.signal })) {
        if (event.type === 'phase') continue;
        if (!(await target.show(event.result.text, event.type === 'done'))) controller.abort();
      }
      if (!target.isOpen) {
        throw new GlimpseError('bad-answer', {
          failed: l10n.t('The model wrote no code.'),
          todo: l10n.t('Try again, or take the code that is generated from the outline.'),
        });
      }
    } catch (error) {
      if (!isAbort(error)) throw error;
    } finally {
      if (this.#running === controller) {
        this.#running = undefined;
        this.#say(undefined);
      }
    }
  }

  /** What is written so far stays. */
  stop(): void {
    this.#running?.abort();
  }

  #say(language: CodeLanguage | undefined): void {
    this.language = language;
    this.tell(language);
  }
}

/** A document without a file that a text grows in. */
class GrowingDocument {
  #document: TextDocument | undefined;
  #written = '';
  #at = Number.NEGATIVE_INFINITY;

  constructor(private readonly as: CodeLanguage) {}

  get isOpen(): boolean {
    return this.#document !== undefined;
  }

  /**
   * Shows the text, at the latest when it is whole. False: somebody has closed the document or written into it.
   */
  async show(text: string, isWhole: boolean): Promise<boolean> {
    if (text.trim() === '') return true;
    if (!isWhole && performance.now() - this.#at < PACE_MS) return true;
    const content = isWhole ? `${text.trimEnd()}\n` : text;
    this.#document ??= await this.#open();
    const document = this.#document;
    if (document.isClosed || lines(document.getText()) !== lines(this.#written)) return false;
    const edit = new WorkspaceEdit();
    const end = document.positionAt(document.getText().length);
    if (content.startsWith(this.#written)) edit.insert(document.uri, end, content.slice(this.#written.length));
    else edit.replace(document.uri, new Range(document.positionAt(0), end), content);
    this.#written = content;
    this.#at = performance.now();
    return workspace.applyEdit(edit);
  }

  /** Beside the panel, which keeps the keyboard: Stop is there. */
  async #open(): Promise<TextDocument> {
    const language = await languageId(this.as, 'html');
    const document = await workspace.openTextDocument({ content: '', language });
    await window.showTextDocument(document, { viewColumn: ViewColumn.Beside, preserveFocus: true, preview: false });
    return document;
  }
}

/** Documents have the line ends of the platform. */
const lines = (text: string): string => text.replace(/\r\n/g, '\n');
