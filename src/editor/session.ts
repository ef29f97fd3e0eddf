import * as l10n from '@vscode/l10n';
import { GlimpseError, isAbort, toGlimpseError } from '../errors.ts';
import { orAbort } from '../or-abort.ts';
import { type Asked, type Draft, type HostMessage, type Talk, type TaskStatus, toFailure } from '../protocol.ts';
import { unfinished, upTo } from '../tasks/conversation.ts';
import { narrowed } from '../tasks/format.ts';
import type { OutlineEdit } from '../tasks/outline/edit.ts';
import { noModel, runTask } from '../tasks/run.ts';
import type {
  AskOptions,
  Conversation,
  FollowUp,
  OutlineResult,
  TaskName,
  TaskResult,
  Timing,
  Unfinished,
} from '../tasks/task.ts';
import type { PictureWorker } from '../worker/api.ts';
import type { Archive, Opened } from './archive.ts';
import { type EditStore, OutlineEdits } from './outline-edits.ts';
import { type PictureSource, SessionPicture } from './session-picture.ts';
import { begunRun, endedRun, paced, type Run } from './session-run.ts';

/** The model that a session's tasks ask, where there is one; like everything else, found anew for each run. */
export interface Asker {
  /**
   * The model, and what `task` asks it, or what follows that; undefined: the parser answers alone. Throws
   * `GlimpseError`s that say which setting is wrong.
   */
  options(task: TaskName, asked: Asked, followUp?: FollowUp): Promise<AskOptions | undefined>;
  /** Ends when the model's server is done with a picture that nobody waits for any more; undefined: nobody can tell. */
  settled(signal: AbortSignal): Promise<void> | undefined;
  /** Ends the model's process, whatever it does; the next request starts it. */
  restart(): Promise<void>;
}

/** Where a session says what it did; never what a picture shows. */
export interface SessionLog {
  info(message: string): void;
  error(error: GlimpseError): void;
}

/**
 * All that one panel knows of one picture: it reads the file once, runs tasks on it, tells the page, and tells it all
 * again when the page was thrown away and rebuilt. Knows nothing of VS Code.
 */
export class Session {
  readonly picture: SessionPicture;
  readonly #runs = new Map<TaskName, Run>();
  readonly #asked = new Map<TaskName, Draft>();
  readonly #edits: OutlineEdits;
  /** The conversations that others took the place of. */
  readonly #earlier = new Map<TaskName, Pick<Run, 'keep'> & { result: Conversation }>();
  readonly #closing = new AbortController();

  constructor(
    source: PictureSource,
    private readonly worker: PictureWorker,
    private task: TaskName,
    private readonly send: (message: HostMessage) => void,
    private readonly log: SessionLog,
    private readonly asker?: Asker,
    edits?: EditStore,
    private readonly archive?: Archive,
  ) {
    this.#edits = new OutlineEdits(edits);
    const { signal } = this.#closing;
    this.picture = new SessionPicture(source, { worker, archive, signal, onOpened: (it) => this.#sendPicture(it) });
  }

  /** The task in front. */
  get front(): TaskName {
    return this.task;
  }

  /** Everything a page needs that starts from nothing. */
  replay(): void {
    this.#sendOpen();
    if (this.picture.opened) this.#sendPicture(this.picture.opened);
    for (const [task, draft] of this.#asked) this.send({ type: 'asked', task, draft });
    for (const [task, run] of this.#runs) {
      if (run.result) this.#sendResult(run.result);
      this.#sendStatus(task, run);
    }
  }

  /**
   * Brings `task` to the front, and runs it where it has not been, or has something else to ask now. A question runs
   * only when it is there; what was answered before is shown again.
   */
  async select(task: TaskName, asked?: Asked): Promise<void> {
    this.#toFront(task, asked);
    if (asked || (task !== 'ask' && !this.#runs.has(task))) await this.run(task);
    else if (task === 'ask') {
      const opened = await this.picture.open().catch(() => this.run(task)); // which says what is wrong with the file
      if (opened && !this.#runs.has(task)) await this.#recall(task, opened);
    }
  }

  /** Brings `task` to the front as the archive has it; only where it has nothing, as `select` does. */
  async recall(task: TaskName, asked?: Asked): Promise<void> {
    this.#toFront(task, asked);
    const opened = await this.picture.open().catch(() => this.run(task)); // which says what is wrong with the file
    if (opened && !(await this.#recall(task, opened, asked))) await this.select(task);
  }

  #toFront(task: TaskName, asked?: Asked): void {
    this.task = task;
    this.#sendOpen();
    if (!asked) return;
    const draft = { ...asked, at: Date.now() };
    this.#asked.set(task, draft);
    this.send({ type: 'asked', task, draft });
  }

  /**
   * Runs `task`, instead of a run of it that may be going on; or shows a result that was kept, unless that is shown already.
   * Never throws: the page is told how it ends.
   * @param again runs in any case
   */
  async run(task: TaskName, asked: Asked = this.#asked.get(task) ?? {}, again = false): Promise<void> {
    if (asked.template ?? asked.question ?? asked.region) this.#asked.set(task, { at: Date.now(), ...asked });
    await this.#run(task, asked, again);
  }

  /**
   * Asks `question` as turn `at` of the conversation about the picture: 1 is the first after the first answer. What there
   * was from that turn on goes when its answer begins.
   * @throws GlimpseError `bad-usage` where there is no answer that it could follow
   */
  followUp(task: Talk, question: string, at: number): Promise<void> {
    const so = this.result(task) as Conversation;
    const { length } = so.followUps ?? [];
    const turn = Math.min(at, length + 1);
    const before = upTo(so, turn);
    const asked = {
      template: before.answered?.template,
      question: before.task === 'ask' ? before.question : undefined,
      region: before.task === 'ask' ? before.region : undefined,
    };
    return this.#run(task, asked, true, { before, question, at: turn, replaces: turn <= length });
  }

  /** Puts the conversation back that the one of now took the place of; called again, the other way round. */
  async bringBack(task: Talk): Promise<void> {
    const earlier = this.#earlier.get(task);
    if (!earlier) return;
    const { result, keep } = earlier;
    const run = this.#runs.get(task);
    run?.controller.abort();
    if (run?.result) this.#earlier.set(task, { result: run.result as Conversation, keep: run.keep });
    const now = endedRun(result, { keep });
    this.#runs.set(task, now);
    this.#sendResult(result);
    this.#sendStatus(task, now);
    now.kept = await keep?.(result);
  }

  async #run(
    task: TaskName,
    asked: Asked,
    again: boolean,
    follow?: FollowUp & { at: number; replaces: boolean },
  ): Promise<void> {
    const before = this.#runs.get(task);
    before?.controller.abort();
    const asking = follow ?? (task === 'ask' ? { at: 0, question: asked.question ?? '' } : undefined);
    const run = begunRun(before, asking && { at: asking.at, question: asking.question }, follow?.replaces ?? true);
    this.#runs.set(task, run);
    const isShown = () => this.#runs.get(task) === run;
    const tell = (status: TaskStatus) => {
      if (!isShown()) return;
      run.status = status;
      this.#sendStatus(task, run);
    };
    const signal = AbortSignal.any([run.controller.signal, this.#closing.signal]);
    tell(run.status);
    const start = performance.now();
    const ended = (how: string) => {
      this.log.info(`${this.picture.source.name}: ${task} ${how} after ${Math.round(performance.now() - start)} ms`);
    };
    const show = paced(run, isShown, (result) => this.#sendResult(result));
    /** Marks an answer that was being written as one without an end. */
    const cut = (how: Unfinished) => {
      if (run.writing && run.result && isConversation(run.result)) show(unfinished(run.result, how));
      show();
    };
    const keepAll = async () => {
      if (run.result) run.kept = await run.keep?.(run.result);
    };
    let timing: Timing | undefined;
    let keep: Run['keep'];
    try {
      const opened = await orAbort(this.picture.open(), signal);
      const { picture } = opened;
      const { ask, refusal } = await this.#options(task, asked, follow);
      // A conversation is kept in the place of its first answer.
      const background = this.picture.source.background();
      const wanted = { task, picture: picture.info, asked, ask: ask && { ...ask, followUp: undefined }, background };
      const continues = follow && !follow.replaces ? before?.kept : undefined;
      keep = async (result) => this.archive?.keep(wanted, opened, result, continues);
      const kept = again || refusal ? undefined : await this.archive?.find(wanted);
      signal.throwIfAborted();
      if (kept && !(before?.kept === kept.id && before.status.state === 'done')) {
        run.kept = kept.id;
        this.#begin(task, run, keep);
        run.whole = true;
        show(kept.result);
        show();
        ended('shown as it was kept');
        tell({ state: 'done', from: kept.time });
        return;
      }
      const options = { worker: this.worker, background, signal, ...(ask && { ask }) };
      for await (const event of runTask(task, picture, options)) {
        if (event.type !== 'phase') {
          const { result } = event;
          if (event.type === 'done') timing = event.timing;
          // What the parser knows so far does not take the place of what it or a model has said in full.
          else if ((run.whole || run.result?.answered) && !result.answered) continue;
          const begins = !run.writing;
          if (begins) this.#begin(task, run, keep);
          show(result);
          run.whole = event.type === 'done';
          run.writing = event.type === 'partial' && result.answered !== undefined;
          if (begins && run.writing) tell(run.status);
          continue;
        }
        show();
        const { type: _, phase: step, ...rest } = event;
        const { status } = run;
        const since = status.state === 'running' && status.step === step ? status.since : Date.now();
        tell({ state: 'running', step, ...rest, since });
      }
      show();
      if (refusal) throw refusal;
      ended('done');
      tell({ state: 'done', ...(timing && { timing }) });
      await keepAll();
    } catch (error) {
      if (isAbort(error)) {
        cut('stopped');
        ended('stopped');
        await this.#settle(run, tell);
        tell({ state: 'stopped', timing: { totalMs: performance.now() - start } });
      } else {
        cut('failed');
        const typed = toGlimpseError(error);
        this.log.error(typed);
        tell({ state: 'failed', failure: toFailure(typed) });
      }
      // What came before it is final.
      if (follow && run.writing && isShown()) await keepAll();
    }
  }

  /** An answer begins: the conversation that it takes the place of is kept, in case somebody wants it back. */
  #begin(task: TaskName, run: Run, own: Run['keep']): void {
    const { result, keep } = run;
    run.asking = undefined;
    run.keep = own;
    if (!result || !isConversation(result)) return;
    if (run.replaces && result.answered) this.#earlier.set(task, { result, keep });
    else this.#earlier.delete(task);
  }

  /** Cancels `task`; when the model's server is stuck in it already, restarts the server. */
  async stop(task: TaskName): Promise<void> {
    const run = this.#runs.get(task);
    run?.controller.abort();
    if (run?.status.state === 'stopping') await this.asker?.restart();
  }

  /** The file may have changed: if it has, shows it anew and does the task in front again. */
  async refresh(): Promise<void> {
    if (!(await this.picture.renew())) return;
    for (const { controller } of this.#runs.values()) controller.abort();
    this.#runs.clear();
    this.#earlier.clear();
    await this.select(this.task);
  }

  /** From now on the picture lies in another file; all that is known of it stays. */
  move(source: PictureSource): void {
    this.picture.move(source);
    this.#sendOpen();
  }

  /** What `task` has found so far, as the user wants it. */
  found(task: TaskName): TaskResult | undefined {
    const result = this.#runs.get(task)?.result;
    return result && this.#asEdited(result);
  }

  /** What `task` found, the elements narrowed to `ids`; throws a `GlimpseError` while there is nothing. */
  result(task: TaskName, ids?: readonly string[]): TaskResult {
    const result = this.#runs.get(task)?.result;
    if (!result)
      throw new GlimpseError('bad-usage', {
        failed: l10n.t('There is no result yet.'),
        todo: l10n.t('Wait for the first.'),
      });
    const { name } = this.picture.source; // which may have changed since
    return narrowed(this.#asEdited({ ...result, picture: { ...result.picture, name } }), ids);
  }

  /** Changes the outline by hand, or takes a change back, or does it again. Throws a `GlimpseError` that says why not. */
  editOutline(change: OutlineEdit | 'undo' | 'redo'): void {
    const result = this.#outline();
    if (change === 'undo') this.#edits.undo(result);
    else if (change === 'redo') this.#edits.redo(result);
    else this.#edits.add(result, change);
    this.#sendResult(result);
  }

  /** The picture as a PNG with the elements drawn over it, narrowed to `ids`. */
  async annotated(ids?: readonly string[]): Promise<Uint8Array> {
    const result = this.result('elements', ids);
    return this.picture.annotated(result.task === 'elements' ? result.elements : []);
  }

  /** Cancels whatever runs. The worker is shared and stays. */
  dispose(): void {
    this.#closing.abort();
  }

  /** What the model is asked. What is wrong there must not keep the parser's result from the user. */
  async #options(
    task: TaskName,
    asked: Asked,
    followUp?: FollowUp,
  ): Promise<{ ask?: AskOptions | undefined; refusal?: unknown }> {
    try {
      const ask = await this.asker?.options(task, asked, followUp);
      if (followUp && !ask) throw noModel();
      return { ask: ask && followUp ? { followUp, ...ask } : ask };
    } catch (refusal) {
      if (task === 'ask' || followUp) throw refusal;
      return { refusal };
    }
  }

  /** A server that reads a picture for nobody takes no other request: the wait for it is shown. */
  async #settle({ status, controller }: Run, tell: (status: TaskStatus) => void): Promise<void> {
    const closed = this.#closing.signal;
    if (status.state !== 'running' || status.step !== 'see' || closed.aborted || !controller.signal.aborted) return;
    const settled = this.asker?.settled(closed);
    if (!settled) return;
    tell({ state: 'stopping', since: Date.now() });
    await settled.catch(() => undefined);
  }

  /** Shows what the archive has of `task`, unless it is shown already; false where it has nothing. */
  async #recall(task: TaskName, { picture }: Opened, asked: Asked = {}): Promise<boolean> {
    const { ask } = await this.#options(task, asked).catch(() => ({ ask: undefined }));
    const background = this.picture.source.background();
    const kept = await this.archive?.find({ task, picture: picture.info, asked, ask, background });
    if (!kept) return false;
    const { id, result, time } = kept;
    const before = this.#runs.get(task);
    if (before?.kept === id) return true;
    before?.controller.abort();
    const run = endedRun(result, { kept: id, from: time });
    this.#runs.set(task, run);
    this.send({ type: 'result', result });
    this.#sendStatus(task, run);
    return true;
  }

  /** The outline as it was found. */
  #outline(): OutlineResult {
    this.result('outline'); // which says when there is none
    return this.#runs.get('outline')?.result as OutlineResult;
  }

  #asEdited(result: TaskResult): TaskResult {
    return result.task === 'outline' ? this.#edits.applied(result) : result;
  }

  #sendResult(result: TaskResult): void {
    const earlier = this.#earlier.has(result.task);
    this.send({ type: 'result', result: this.#asEdited(result), ...(earlier && { earlier }) });
    if (result.task === 'outline') this.send({ type: 'edits', edits: this.#edits.stateOf(result) });
  }

  #sendStatus(task: TaskName, { status, asking }: Run): void {
    this.send({ type: 'status', task, status: { ...status, ...(asking && { asking }) } });
  }

  #sendOpen(): void {
    const { uri, name, isKept = false } = this.picture.source;
    this.send({ type: 'open', uri, name, isKept, task: this.task });
  }

  #sendPicture({ picture: { info }, shown: { mediaType, data } }: Opened): void {
    // A plain array of its own: VS Code sends a view's whole buffer, and a Node Buffer as JSON.
    this.send({ type: 'picture', info, mediaType, data: new Uint8Array(data) });
  }
}

const isConversation = (result: TaskResult): result is Conversation =>
  result.task === 'describe' || result.task === 'ask';
