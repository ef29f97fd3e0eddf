import { setTimeout as sleep } from 'node:timers/promises';
import * as l10n from '@vscode/l10n';
import {
  type CancellationToken,
  ProgressLocation,
  Range,
  type TextDocument,
  type Uri,
  WorkspaceEdit,
  window,
  workspace,
} from 'vscode';
import { altIn } from '../alt/answer.ts';
import { altEdit, sameImage } from '../alt/image.ts';
import { type ErrorKind, GlimpseError, isAbort, PICTURE_ERRORS, toGlimpseError } from '../errors.ts';
import { runTask } from '../tasks/run.ts';
import type { AskOptions } from '../tasks/task.ts';
import type { PictureWorker } from '../worker/api.ts';
import { askOptions } from './ask-options.ts';
import type { CurrentModel } from './current-model.ts';
import { existing, isMissing, type Snapshot, snapshotOf, type WantedAlt, wantedIn } from './document-images.ts';
import { sayQuietly } from './quiet.ts';
import { baseName, readFile } from './read.ts';
import type { Settings } from './settings.ts';
import type { Templates } from './templates.ts';

export interface AltTextsContext {
  worker: PictureWorker;
  settings: Settings;
  model: CurrentModel;
  templates: Templates;
  /** Says to the user what went wrong, with what helps. */
  tell: (error: unknown) => void;
}

/** What is wrong with one picture or its answer, and no reason to leave out the others. */
const OF_ONE_PICTURE: ReadonlySet<ErrorKind> = new Set<ErrorKind>([...PICTURE_ERRORS, 'bad-answer']);

/** Added to a template for an image that has a text; the variable is told as data. */
const IMPROVE = `The picture has this alternative text now. Keep what is right in it, and write it better:\n\n\${selection}`;
/** How often a file that is being made is looked for, with a tenth of a second between. */
const CREATED_TRIES = 100;

/** Has the model write alternative texts into documents. What the parser alone could guess is never one. */
export class AltTexts {
  /** What the model's server still does for a request that was cancelled: it takes no other before. */
  #settling: Promise<void> | undefined;

  constructor(private readonly context: AltTextsContext) {}

  /** Asks for all that is wanted, and changes the document. Never throws. */
  async write(snapshot: Snapshot, wanted: readonly WantedAlt[]): Promise<void> {
    const edit = await this.edit(snapshot, wanted);
    if (edit) await workspace.applyEdit(edit);
  }

  /**
   * The change that gives each wanted image its text; several are shown before they are made. Undefined when there is
   * none to make: the user cancelled, or was told why not. Never throws.
   * @param caller cancels it, as the user may
   */
  async edit(
    snapshot: Snapshot,
    wanted: readonly WantedAlt[],
    caller?: CancellationToken,
  ): Promise<WorkspaceEdit | undefined> {
    const title = wanted.length > 1 ? l10n.t('Glimpse: writing alt texts') : l10n.t('Glimpse: writing alt text');
    const location = ProgressLocation.Notification;
    try {
      return await window.withProgress({ location, title, cancellable: true }, async (progress, user) => {
        const alts = await this.#ask(wanted, signalOf(user, caller), (message) => progress.report({ message }));
        return changes(snapshot, alts);
      });
    } catch (error) {
      if (isAbort(error)) this.#settling ??= this.context.model.settled(new AbortController().signal);
      else this.context.tell(error);
      return undefined;
    }
  }

  /**
   * Writes the alternative texts of the images at `places` of a document, which have just come in. Quietly: they stand
   * there already, and a text that doesn't come leaves them as they are. Never throws.
   * @param places offsets
   */
  async fill(document: TextDocument, places: readonly { start: number; end: number }[]): Promise<void> {
    const snapshot = snapshotOf(document);
    const isHere = ({ image }: WantedAlt) => places.some(({ start, end }) => start <= image.start && image.end <= end);
    const wanted = wantedIn(snapshot).filter(isHere).filter(isMissing);
    const location = ProgressLocation.Window;
    const title = l10n.t('Glimpse: writing alt text');
    try {
      await window.withProgress({ location, title }, async (progress) => {
        for (const each of wanted) {
          await created(each.files);
          const report = (message: string) => progress.report({ message });
          const edit = changes(snapshot, await this.#ask([each], new AbortController().signal, report));
          if (edit) await workspace.applyEdit(edit);
        }
      });
    } catch (error) {
      const { parts } = toGlimpseError(error);
      sayQuietly(l10n.t('Glimpse: the picture stays without alt text. {0}', parts.failed));
    }
  }

  async #ask(
    wanted: readonly WantedAlt[],
    signal: AbortSignal,
    report: (message: string) => void,
  ): Promise<Map<WantedAlt, string>> {
    await this.#settle(signal, report);
    const alts = new Map<WantedAlt, string>();
    const failures: GlimpseError[] = [];
    for (const [i, each] of wanted.entries()) {
      const tell = (step: string) =>
        report(wanted.length > 1 ? l10n.t('{0} of {1}: {2}', i + 1, wanted.length, step) : step);
      try {
        alts.set(each, await this.#altOf(each, signal, tell));
      } catch (error) {
        if (isAbort(error) || wanted.length === 1) throw error;
        const typed = toGlimpseError(error);
        if (!OF_ONE_PICTURE.has(typed.kind)) throw error;
        failures.push(typed);
      }
    }
    const [first] = failures;
    if (first) {
      const failed = l10n.t(
        '{0} of {1} pictures got no alt text. {2}',
        failures.length,
        wanted.length,
        first.parts.failed,
      );
      this.context.tell(new GlimpseError(first.kind, { ...first.parts, failed }));
    }
    return alts;
  }

  /** Waits for `#settling`; who cancels that too has the server started anew. */
  async #settle(signal: AbortSignal, report: (step: string) => void): Promise<void> {
    const settling = this.#settling?.catch(() => undefined);
    if (!settling) return;
    report(l10n.t('waiting for the model, which still looks at a picture that was cancelled'));
    const aborted = new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
    await Promise.race([settling, aborted]);
    this.#settling = undefined;
    if (signal.aborted) void this.context.model.restart().catch(this.context.tell);
    signal.throwIfAborted();
  }

  async #altOf(
    { image, files, purpose }: WantedAlt,
    signal: AbortSignal,
    report: (step: string) => void,
  ): Promise<string> {
    const { worker, settings } = this.context;
    const ask = askOptions(this.context, 'describe', { template: `alt.${purpose}` });
    if (!ask) {
      throw new GlimpseError('no-model', {
        failed: l10n.t('Writing alt text needs a vision model, and none is chosen.'),
        todo: l10n.t('Choose a model file, or name a server.'),
      });
    }
    const { limits } = settings;
    const file = await existing(files);
    if (!file) throw missing(files);
    const name = baseName(file);
    report(name);
    const picture = await worker.open(await readFile(file, limits.maxBytes), { name, limits, signal });
    for await (const event of runTask('describe', picture, { worker, ask: improving(ask, image.alt), signal })) {
      if (event.type === 'phase') report(event.phase === 'load' ? l10n.t('{0} (loading the model)', name) : name);
      if (event.type !== 'done') continue;
      const alt = altIn(event.result.text);
      if (alt !== '' || purpose === 'decorative') return alt;
    }
    throw new GlimpseError('bad-answer', {
      failed: l10n.t('The model wrote no alt text for {0}.', name),
      todo: l10n.t('Try again, or choose another model.'),
    });
  }
}

/** The question with the text that an image has now, if it has one. */
function improving(ask: AskOptions, old: string | undefined): AskOptions {
  const { template } = ask;
  if (!old || !template) return ask;
  return { ...ask, template: { ...template, prompt: `${template.prompt}\n\n${IMPROVE}` }, selection: old };
}

/** The document may have changed while the model thought. */
function changes(snapshot: Snapshot, alts: ReadonlyMap<WantedAlt, string>): WorkspaceEdit | undefined {
  const { document } = snapshot;
  const now = snapshotOf(document);
  const edit = new WorkspaceEdit();
  for (const [{ image, files }, alt] of alts) {
    const found = sameImage(image, snapshot, now);
    if (!found) continue;
    const { start, end, text } = altEdit(found, alt);
    if (now.text.slice(start, end) === text) continue;
    const range = new Range(document.positionAt(start), document.positionAt(end));
    const label = files[0] ? baseName(files[0]) : '';
    edit.replace(document.uri, range, text, { needsConfirmation: alts.size > 1, label });
  }
  if (edit.size > 0) return edit;
  if (alts.size > 0) sayQuietly(l10n.t('Glimpse: nothing has to change in the alt text.'));
  return undefined;
}

/** The editor makes files after it has changed texts. */
async function created(files: readonly Uri[]): Promise<void> {
  for (let i = 0; i < CREATED_TRIES && !(await existing(files)); i++) await sleep(100);
}

function missing(files: readonly Uri[]): GlimpseError {
  return new GlimpseError('not-found', {
    failed: files[0] ? l10n.t('{0} was not found.', baseName(files[0])) : l10n.t('The picture was not found.'),
    tried: l10n.t('Looked for {0}.', files.map((file) => workspace.asRelativePath(file)).join(', ')),
    todo: l10n.t('Correct the address of the image.'),
  });
}

function signalOf(...tokens: (CancellationToken | undefined)[]): AbortSignal {
  const controller = new AbortController();
  for (const token of tokens) {
    if (token?.isCancellationRequested) controller.abort();
    token?.onCancellationRequested(() => controller.abort());
  }
  return controller.signal;
}
