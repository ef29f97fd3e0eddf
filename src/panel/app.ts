import * as l10n from '@vscode/l10n';
import { html, LitElement, nothing, type PropertyValues } from 'lit';
import { customElement, query, state } from 'lit/decorators.js';
import { type Box, coverage, union, wholePixels } from '../image/box.ts';
import { DEFAULT_LIMITS, type PictureInfo } from '../image/picture.ts';
import {
  type Asked,
  type Draft,
  type Failure,
  type Filter,
  type Handed,
  type HostMessage,
  MAX_SELECTION,
  type ModelState,
  type Origin,
  type PageRequest,
  type PageState,
  type Scale,
  type Talk,
  type TaskStatus,
  type TemplateChoice,
  type Viewport,
} from '../protocol.ts';
import { TextColors } from '../screen/text-colors.ts';
import { sentences } from '../sentences.ts';
import type { CodeLanguage, Styling } from '../tasks/code/language.ts';
import type { TextFormat } from '../tasks/format.ts';
import type { Conversation, ElementsResult, OutlineResult, TaskName, TaskResult } from '../tasks/task.ts';
import { actions, copiedWords, FORMAT_WORDS } from './actions.ts';
import { announcement } from './announcement.ts';
import { type Carried, NOTHING } from './carried.ts';
import { clipboardAccess, clipboardPictures } from './clipboard.ts';
import { codeActions } from './code-actions.ts';
import './conversation.ts';
import type { Talking } from './conversation.ts';
import type { ItemEvent, SelectEvent, ViewEvent } from './events.ts';
import { failureView } from './failure.ts';
import { Host } from './host.ts';
import { around, asTree, filtered, fromElements, fromOutline, type Item, matching, unfolded } from './items.ts';
import { itemsView } from './items-view.ts';
import { noModel } from './no-model.ts';
import { OutlineEditing } from './outline-editing.ts';
import { previewTools } from './page-preview.ts';
import './drop-target.ts';
import { toHand } from './hand-over.ts';
import { pictureActs } from './picture-acts.ts';
import './picture-view.ts';
import { originNote } from './origin.ts';
import type { PictureView } from './picture-view.ts';
import { chosenTemplate, promptForm } from './prompt-form.ts';
import { provenance } from './provenance.ts';
import { smaller } from './pyramid.ts';
import { partActs } from './region-tool.ts';
import { Replies } from './replies.ts';
import { replyField } from './reply-field.ts';
import { rematch, type Selection, selectionOf } from './selection.ts';
import { DEFAULT_SPLIT, splitter } from './splitter.ts';
import { PASTE_KEY, startView } from './start-view.ts';
import { statusRow, taskBar } from './task-bar.ts';
import { TASK_PANEL, tabId } from './task-tabs.ts';
import './text-contrast.ts';
import type { ToolActs } from './tool.ts';
import { turnsOf } from './turns.ts';
import { countWords, isOld, TASK_WORDS } from './words.ts';

/** Lines of one text that tell its colours. */
const MAX_LINES = 100;
/** How long a message of success is to be read. */
const NOTE_MS = 5000;

/** What the page kept of a selection, and back. */
const fromBoxes = (boxes: readonly Box[] = []): Selection[] => boxes.map((box) => ({ box }));
const toBoxes = (kept: readonly Selection[]): Box[] => kept.slice(-MAX_SELECTION).map(({ box }) => box);

interface Note {
  text: string;
  failed: boolean;
  /** What helps. */
  action?: { words: string; do(): void } | undefined;
}

const isTalk = (task: TaskName): task is Talk => task === 'describe' || task === 'ask';

/** The whole page: holds what the extension has said and what the user has chosen, and hands it to the parts. */
@customElement('glimpse-app')
export class App extends LitElement {
  private readonly host = new Host((message) => void this.receive(message));
  private readonly media = matchMedia('(max-width: 600px)');
  /** Kept, because asking for it lays out the page. */
  @state() private narrow = this.media.matches;
  /** Until the extension has said how far it is. */
  private readonly starting: TaskStatus = { state: 'running', step: 'read', since: Date.now() };

  @state() private uri = '';
  @state() private name = '';
  /** Whether only Glimpse keeps the picture's file. */
  @state() private isKept = false;
  /** Whether there is no picture yet; then, whether the page may read the clipboard. */
  @state() private isStart = false;
  @state() private clipboard: PermissionState = 'denied';
  /** The largest file that the settings allow. */
  private maxBytes = DEFAULT_LIMITS.maxBytes;
  @state() private task: TaskName = 'elements';
  @state() private info: PictureInfo | undefined;
  @state() private bitmap: ImageBitmap | undefined;
  /** Copies of a large one, the largest first. */
  @state() private smaller: readonly ImageBitmap[] = [];
  private coming: PictureInfo | undefined;
  @state() private results: Partial<Record<TaskName, TaskResult>> = {};
  @state() private statuses: Partial<Record<TaskName, TaskStatus>> = {};
  @state() private origin: Origin | undefined;
  @state() private model: ModelState = { state: 'none' };
  @state() private templates: readonly TemplateChoice[] = [];

  @state() private drafts: Partial<Record<TaskName, Draft>> = this.host.state?.drafts ?? {};
  @state() private filter: Filter = this.host.state?.filter ?? { roles: [], text: '' };
  /** The primary one last. */
  @state() private selections: readonly Selection[] = fromBoxes(this.host.state?.selection);
  @state() private viewport: Viewport | undefined = this.host.state?.viewport;
  @state() private split = this.host.state?.split;
  @state() private preview = this.host.state?.preview ?? { mode: 'beside', opacity: 0.5, on: false };
  @state() private sheet = '';
  @state() private styling: Styling = 'plain';
  /** What the model writes as code. */
  @state() private writing: CodeLanguage | undefined;
  @state() private notWritten: { language: CodeLanguage; words: string } | undefined;
  @state() private hovered: Item | undefined;
  /** Whether elements are listed as a tree. */
  @state() private tree = this.host.state?.tree ?? false;
  /** What is folded in each task's tree. */
  @state() private folds: Record<'elements' | 'outline', readonly Selection[]> = {
    elements: fromBoxes(this.host.state?.folded?.elements),
    outline: fromBoxes(this.host.state?.folded?.outline),
  };
  /** The part of the picture that is marked. */
  @state() private region: Box | undefined = this.host.state?.region;
  @state() private scale: Scale | undefined;
  /** What just happened, or went wrong, beside the tasks: copying, saving. */
  @state() private note: Note | undefined;
  /** Said aloud to who can't see it. */
  @state() private announced = '';
  /** The conversations that took the place of others. */
  @state() private replaced: ReadonlySet<TaskName> = new Set();
  /** Whether the form for another question is open beside the answer to the last. */
  @state() private isAnother = false;
  private readonly replies = new Replies(this.host.state?.replies ?? {}, () => this.requestUpdate());
  @query('glimpse-picture') private readonly picture!: PictureView | null;

  /** The field for questions that the keyboard is in. */
  private typingIn: Element | undefined;

  /** Derived before each render: all items, and those that the filter lets through. */
  private items: readonly Item[] = [];
  private shown: readonly Item[] = [];
  /** The list's rows: in a tree with what is around those that are shown, and without what is folded away. */
  private listed: readonly Item[] = [];
  private rows: readonly Item[] = [];
  private context: ReadonlySet<string> = new Set();
  private folded: ReadonlySet<string> = new Set();
  /** The primary one last. */
  private selected: readonly Item[] = [];
  private kept: Pick<PageState, 'folded' | 'selection'> = {};

  protected override createRenderRoot() {
    this.replaceChildren(); // what was shown until now
    return this;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.media.addEventListener('change', ({ matches }) => {
      this.narrow = matches;
    });
    this.host.ready();
    if (this.preview.on) this.askPreview();
  }

  private async receive(message: Exclude<HostMessage, { type: 'reply' }>): Promise<void> {
    switch (message.type) {
      case 'start':
        this.isStart = true;
        return this.start(message.read);
      case 'limits':
        this.maxBytes = message.maxBytes;
        break;
      case 'note':
        return this.say(message.note.text, message.note.isFailure);
      case 'open':
        this.isStart = false;
        if (message.task !== this.task) this.note = undefined;
        ({ uri: this.uri, name: this.name, task: this.task, isKept: this.isKept } = message);
        break;
      case 'asked':
        if (message.draft.at >= (this.drafts[message.task]?.at ?? 0)) {
          this.drafts = { ...this.drafts, [message.task]: message.draft };
        }
        break;
      case 'origin':
        this.origin = message.origin;
        break;
      case 'model':
        this.model = message.model;
        break;
      case 'templates':
        this.templates = message.templates;
        break;
      case 'status':
        this.statuses = { ...this.statuses, [message.task]: message.status };
        this.takeBack(message);
        break;
      case 'result':
        this.results = { ...this.results, [message.result.task]: message.result };
        this.noteEarlier(message);
        break;
      case 'preview':
        this.sheet = message.html;
        break;
      case 'styling':
        this.styling = message.styling;
        break;
      case 'writing':
        this.writing = message.language;
        break;
      case 'edits':
        this.editing.edits = message.edits;
        return this.requestUpdate();
      case 'scale':
        this.scale = message.scale;
        break;
      case 'picture':
        return this.showPicture(message);
    }
  }

  /** Shows the picture once it is decoded: its boxes must never lie on the picture before it. */
  private async showPicture({ info, mediaType, data }: Extract<HostMessage, { type: 'picture' }>): Promise<void> {
    this.coming = info;
    const blob = new Blob([data as BlobPart], { type: mediaType });
    const bitmap = await createImageBitmap(blob).catch(() => undefined);
    if (this.coming !== info) return bitmap?.close();
    const before = this.info;
    if (before && (before.width !== info.width || before.height !== info.height)) {
      this.viewport = undefined;
      this.region = undefined;
    }
    for (const old of [this.bitmap, ...this.smaller]) old?.close();
    this.bitmap = bitmap;
    this.smaller = [];
    this.info = info;
    if (!bitmap) this.say(l10n.t('This window has not enough memory to draw the picture; the list is complete.'), true);
    for await (const copy of bitmap ? smaller(bitmap) : []) {
      if (this.info !== info) return copy.close();
      this.smaller = [...this.smaller, copy];
    }
  }

  /** A question that was stopped or failed before it had an answer goes back to where it was written. */
  private takeBack({ task, status }: Extract<HostMessage, { type: 'status' }>): void {
    if (task === 'ask' && status.state === 'running') this.isAnother = false;
    if ((status.state !== 'stopped' && status.state !== 'failed') || !status.asking) return;
    if (task !== 'ask' && task !== 'describe') return;
    const result = this.results[task] as Conversation | undefined;
    if (status.asking.at === 0) this.isAnother = true;
    else this.replies.giveBack(task, status.asking, result?.followUps ?? []);
  }

  private noteEarlier({ result, earlier }: Extract<HostMessage, { type: 'result' }>): void {
    if ((earlier ?? false) === this.replaced.has(result.task)) return;
    const replaced = new Set(this.replaced);
    if (!replaced.delete(result.task)) replaced.add(result.task);
    this.replaced = replaced;
  }

  protected override willUpdate(changed: PropertyValues): void {
    this.editing.isGrowing = this.status?.state === 'running';
    this.typingIn = this.fieldInUse();
    const has = (...names: string[]) => names.some((name) => changed.has(name));
    const { task, result, effectiveFilter: filter } = this;
    const renewed = has('results', 'task', 'info');
    if (renewed || has('tree')) {
      const elements = result?.task === 'elements' ? fromElements(result.elements) : [];
      this.items = result?.task === 'outline' ? fromOutline(result.root) : this.tree ? asTree(elements) : elements;
    }
    const narrowed = renewed || has('tree', 'filter');
    if (narrowed) {
      this.listed = filtered(this.items, filter);
      this.shown = task === 'outline' ? this.listed : matching(this.items, filter);
      this.hovered = this.hovered && this.shown.find(({ id }) => id === this.hovered?.id);
    }
    if (narrowed || has('folds')) {
      const folds = task === 'elements' || task === 'outline' ? this.folds[task] : [];
      this.folded = new Set(rematch(this.items, folds).map(({ id }) => id));
      this.rows = unfolded(this.listed, this.folded);
      const ids = new Set(this.shown.map(({ id }) => id));
      this.context = new Set(this.rows.map(({ id }) => id).filter((id) => !ids.has(id)));
    }
    if (narrowed || has('selections')) this.selected = rematch(this.listed, this.selections);
    if (has('selections', 'folds')) {
      const folded = { elements: toBoxes(this.folds.elements), outline: toBoxes(this.folds.outline) };
      this.kept = { folded, selection: toBoxes(this.selections) };
    }
  }

  protected override updated(changed: PropertyValues): void {
    const { uri, region, task, filter, viewport, split, drafts, tree, status } = this;
    document.body.dataset.state = this.isStart ? 'start' : (status?.state ?? 'idle');
    const before = changed.get('statuses') as App['statuses'] | undefined;
    if (before && status)
      this.announced = announcement(task, before[task], status, this.foundWords()) ?? this.announced;
    this.keepFocus();
    if (uri === '' && !this.isStart) return;
    const { preview } = this;
    const replies = this.replies.kept;
    this.host.save({ uri, region, task, filter, viewport, split, drafts, tree, ...this.kept, preview, replies });
  }

  /** Undefined also while the keyboard is elsewhere in VS Code. */
  private fieldInUse(): Element | undefined {
    const active = document.hasFocus() ? document.activeElement : null;
    return active?.matches('.reply textarea, .prompt textarea') ? active : undefined;
  }

  /** A field that goes while somebody writes in it hands the keyboard to the one that comes in its place. */
  private keepFocus(): void {
    if (!this.typingIn || this.typingIn.isConnected || !document.hasFocus()) return;
    this.querySelector<HTMLElement>('.reply textarea, .prompt textarea')?.focus();
  }

  /** A result of an earlier state of the file has boxes of another picture: it is none. */
  private get result(): TaskResult | undefined {
    const result = this.results[this.task];
    return !this.info || result?.picture.sha256 === this.info.sha256 ? result : undefined;
  }

  /** Of the task in front; a question has none before it is sent. */
  private get status(): TaskStatus | undefined {
    return this.statuses[this.task] ?? (this.task === 'ask' ? undefined : this.starting);
  }

  /** Roles filter elements; the outline is filtered by text alone. */
  private get effectiveFilter(): Filter {
    return this.task === 'elements' ? this.filter : { ...this.filter, roles: [] };
  }

  private get asked(): Asked {
    return this.drafts[this.task] ?? {};
  }

  private get choices(): TemplateChoice[] {
    return this.templates.filter(({ task }) => task === this.task);
  }

  private readonly ask = (request: PageRequest): Promise<Failure | undefined> => this.host.request(request);

  private readonly editing = new OutlineEditing(this, {
    ask: this.ask,
    say: (text, failed) => this.say(text, failed),
    onChanged: (box, id) => {
      this.selections = [{ box, id }];
    },
  });

  private async do(request: PageRequest, done: string): Promise<void> {
    const failure = await this.ask(request);
    if (failure) this.fail(failure);
    else this.say(done);
  }

  /** Says what failed and what to do. */
  private fail({ failed, todo }: Failure, isLoud = true): void {
    this.say(sentences(failed, todo), isLoud);
  }

  /** A short message above the buttons; a failure stays until the next. */
  private say(text: string, failed = false, action?: Note['action']): void {
    const note = text ? { text, failed, action } : undefined;
    this.note = note;
    if (text) this.announced = text;
    if (note && !failed) setTimeout(() => this.note === note && this.say(''), NOTE_MS);
  }

  /** Waits for a picture; `read`: takes the one on the clipboard, where nobody has to be asked. */
  private async start(read: boolean): Promise<void> {
    this.clipboard = await clipboardAccess();
    if (!read || this.clipboard !== 'granted') return;
    const files = await clipboardPictures().catch(() => []);
    if (files.length > 0 && this.isStart) await this.take('paste', { ...NOTHING, files });
  }

  private readonly pasteFromClipboard = async (): Promise<void> => {
    try {
      await this.take('paste', { ...NOTHING, files: await clipboardPictures() });
    } catch {
      this.clipboard = 'denied';
      this.say(l10n.t('This window may not read the clipboard. Press {0} instead.', PASTE_KEY));
    }
  };

  /** Has what was pasted or dropped opened; says why something of it is not. */
  private readonly take = async (by: Handed['by'], came: Carried): Promise<void> => {
    this.say('');
    const handed = await toHand(by, came, this.maxBytes);
    const failure = await this.ask({ do: 'take', handed });
    // That there was no picture is no failure.
    if (failure) this.fail(failure, failure.kind !== 'bad-usage');
  };

  private choose(task: TaskName): void {
    if (task === this.task) return;
    this.task = task;
    this.note = undefined;
    void this.ask({ do: 'select', task });
  }

  private readonly run = (): void => this.runTask(false);
  private readonly runAgain = (): void => this.runTask(true);

  /** @param again also where a result of the same was kept */
  private runTask(again: boolean): void {
    const { template, question, region } = this.asked;
    void this.ask({ do: 'run', task: this.task, asked: { template, question, region }, again });
  }

  /** The same again, as it was asked. */
  private readonly retry = (): void => {
    const { task, status } = this;
    const asking = status?.state === 'failed' ? status.asking : undefined;
    if (asking && asking.at > 0 && isTalk(task)) this.followUp(task, asking.question, asking.at);
    else this.run();
  };

  private followUp(task: Talk, question: string, at: number): void {
    this.replies.write(task, at > this.lastTurn(task) ? { text: '' } : { editing: undefined });
    void this.ask({ do: 'follow-up', task, question, at });
  }

  private lastTurn(task: Talk): number {
    return (this.results[task] as Conversation | undefined)?.followUps?.length ?? 0;
  }

  private readonly talking: Talking = {
    copy: (text, what) => this.copyText(text, what),
    insert: (text) => void this.insert(text),
    open: (text, language) => void this.do({ do: 'open-text', text, language }, ''),
    edit: (editing) => isTalk(this.task) && this.replies.write(this.task, { editing }),
    resend: (at, question) => {
      const { task } = this;
      if (!isTalk(task)) return;
      if (at > 0) return this.followUp(task, question, at);
      this.replies.write(task, { editing: undefined });
      this.askFirst(question);
    },
    answerAgain: () => {
      const { task, result } = this;
      if (!isTalk(task)) return;
      const last = (result as Conversation | undefined)?.followUps?.at(-1);
      if (last) this.followUp(task, last.question, this.lastTurn(task));
      else this.askFirst(result?.task === 'ask' ? result.question : undefined);
    },
    bringBack: () => isTalk(this.task) && void this.do({ do: 'bring-back', task: this.task }, ''),
  };

  /** Asks the first question of the conversation again, with the template and about the part that it was asked with. */
  private askFirst(question: string | undefined): void {
    const { task, result } = this;
    const region = result?.task === 'ask' ? result.region : undefined;
    const asked: Asked = { template: result?.answered?.template, question, region };
    this.drafts = { ...this.drafts, [task]: { ...asked, at: Date.now() } };
    void this.ask({ do: 'run', task, asked, again: true });
  }

  private async insert(text: string): Promise<void> {
    const failure = await this.ask({ do: 'insert-text', text });
    if (!failure) return this.say(l10n.t('Inserted into the text editor.'));
    const open = { words: l10n.t('Open in a New Editor'), do: () => this.talking.open(text, 'markdown') };
    this.say(failure.failed, true, open);
  }

  private readonly copyText = (text: string, what: string): void =>
    void this.do({ do: 'copy-text', text }, l10n.t('{0} copied.', what));

  private select(items: readonly Item[]): void {
    this.selections = items.map(selectionOf);
    const primary = items.at(-1);
    if (!primary || this.folded.size === 0) return;
    const byId = new Map(this.items.map((item) => [item.id, item]));
    const outer = new Set([...around(byId, primary)].map(({ id }) => id));
    this.keepFolded(({ id }) => this.folded.has(id) && !outer.has(id));
  }

  private fold(item: Item): void {
    this.keepFolded(({ id }) => this.folded.has(id) !== (id === item.id));
  }

  private keepFolded(isFolded: (item: Item) => boolean): void {
    this.folds = { ...this.folds, [this.task]: this.items.filter(isFolded).map(selectionOf) };
  }

  /** Several elements that are selected, else all that are shown; undefined: all there are. */
  private get taken(): readonly Item[] | undefined {
    const { task, selected, shown, items } = this;
    if (task !== 'elements') return undefined;
    if (selected.length > 1) return selected;
    return shown.length < items.length ? shown : undefined;
  }

  private copy(format: TextFormat): void {
    const { task, selected, shown, taken } = this;
    const ids = taken?.map(({ id }) => id);
    void this.do(
      { do: 'copy', task, format, ids },
      copiedWords(task, taken === selected ? selected.length : 0, shown.length, format),
    );
  }

  /** How that went, the extension says: nobody knows here whether the user called it off. */
  private readonly saveAs = async (): Promise<void> => {
    const failure = await this.ask({ do: 'save-as' });
    if (failure) this.fail(failure);
  };

  private save(): void {
    void this.do({ do: 'save-annotated', ids: this.taken?.map(({ id }) => id) }, '');
  }

  protected override render() {
    return html`${this.isStart ? this.startPage() : this.page()}<glimpse-drop .take=${this.take}></glimpse-drop>`;
  }

  private startPage() {
    return html`
      <main class="whole">
        ${startView(
          () => void this.do({ do: 'choose-files' }, ''),
          this.clipboard === 'denied' ? undefined : this.pasteFromClipboard,
        )}
        ${this.toast()}
      </main>
    `;
  }

  private page() {
    const { status } = this;
    const layout = this.narrow ? 'stacked' : 'beside';
    const split = this.split ?? DEFAULT_SPLIT[layout];
    const heading = html`<h1 class="visually-hidden">${this.name}</h1>`;
    if (status?.state === 'failed' && !this.info) {
      return html`<main class="whole">${heading}${failureView(status.failure, this.run, this.ask)}${this.toast()}</main>`;
    }
    return html`
      <main class="panes ${layout}" .style=${`--split:${split}`}
        @keydown=${(event: KeyboardEvent) => this.task === 'outline' && this.editing.onKey(event, this.selected)}>
        ${heading}
        <glimpse-picture .bitmap=${this.bitmap} .smaller=${this.smaller} .items=${this.shown} .hovered=${this.hovered} .selected=${this.selected}
          .viewport=${this.viewport} .name=${this.name} .sheet=${this.shownSheet} .tools=${this.previewTools()} .saveAs=${this.isKept ? this.saveAs : undefined}
          .region=${this.region} .subject=${this.subject} .scale=${this.scale} .acts=${this.acts}
          @item-hover=${this.onHover}
          @items-select=${(event: SelectEvent) => this.select(event.items)}
          @view-change=${(event: ViewEvent) => {
            this.viewport = event.viewport;
          }}></glimpse-picture>
        ${splitter(split, layout === 'stacked', (share) => {
          this.split = share;
        })}
        <section class="side" aria-label=${l10n.t('Results')}>${this.side()}</section>
      </main>
    `;
  }

  private get shownSheet() {
    const isShown = this.task === 'outline' && this.preview.on && this.sheet !== '' && this.result !== undefined;
    return isShown ? { ...this.preview, html: this.sheet } : undefined;
  }

  private previewTools() {
    if (this.task !== 'outline' || !this.result) return nothing;
    return previewTools(this.preview, this.preview.on, (preview, on) => {
      const isNew = on !== this.preview.on;
      this.preview = { ...preview, on };
      if (isNew) this.askPreview();
    });
  }

  private askPreview(): void {
    void this.ask({ do: 'preview', on: this.preview.on, nonce: this.dataset.styleNonce ?? '' });
  }

  private async writeCode(language: CodeLanguage): Promise<void> {
    this.notWritten = undefined;
    const failure = await this.ask({ do: 'write-code', language });
    if (failure) this.notWritten = { language, words: [failure.failed, failure.todo].filter(Boolean).join(' ') };
  }

  private codeActions() {
    return codeActions({
      styling: this.styling,
      setStyling: (styling) => void this.ask({ do: 'set-styling', styling }),
      open: (as) => void this.do({ do: 'open-as', as }, ''),
      canAsk: this.model.state !== 'none',
      writing: this.writing,
      write: (language) => void this.writeCode(language),
      failed: this.notWritten,
      stop: () => void this.ask({ do: 'stop-writing' }),
    });
  }

  /** The part of the picture that the question in front is about, or was. */
  private get subject(): Box | undefined {
    if (this.task !== 'ask') return undefined;
    const { result } = this;
    return this.asked.region ?? (result?.task === 'ask' ? result.region : undefined);
  }

  private readonly acts: ToolActs = pictureActs({
    host: this.host,
    say: (text, failed) => this.say(text, failed),
    copy: this.copyText,
    mark: (region) => {
      this.region = region;
    },
    ask: (box) => void this.askAbout(box),
    listWithin: (within) => {
      if (this.task !== 'outline') this.choose('elements');
      this.filter = { ...this.filter, within };
    },
  });

  /** Brings Ask to the front, with a part of the picture to ask about. */
  private async askAbout(box: Box): Promise<void> {
    const region = this.info && wholePixels(box, this.info);
    if (!region) return;
    this.drafts = { ...this.drafts, ask: { ...this.drafts.ask, region, at: Date.now() } };
    this.choose('ask');
    this.isAnother = true;
    await this.updateComplete;
    this.querySelector<HTMLElement>('.prompt textarea, .prompt select')?.focus();
  }

  /** What can be done with the part of the picture that these take; of text also its colours. */
  private readonly more = (items: readonly Item[]) => {
    const [item] = items;
    const lines = items.length === 1 && item?.text ? this.linesIn(item.box) : [];
    return html`
      ${
        lines.length > 0
          ? html`<glimpse-contrast .picture=${this.info?.sha256 ?? ''} .lines=${lines} .scale=${this.scale}
              .colorsOf=${this.colorsOf} .setScale=${this.acts.setScale} .copy=${this.copyText}></glimpse-contrast>`
          : nothing
      }
      <div class="part">${partActs(union(items.map(({ box }) => box)), this.acts)}</div>
    `;
  };

  private readonly colorsOf = (lines: readonly Box[]) =>
    this.host.fetch({ do: 'text-colors', lines: [...lines] }, TextColors.optional());

  /** The lines of text that were read in `box`; all of it where none were. */
  private linesIn(box: Box): Box[] {
    const { elements } = this.results;
    const lines = elements?.task === 'elements' ? elements.lines : [];
    const inside = lines.map((line) => line.box).filter((line) => coverage(line, box) > 0.7);
    return inside.length > 0 ? inside.slice(0, MAX_LINES) : [box];
  }

  private readonly onHover = (event: ItemEvent) => {
    this.hovered = event.item;
  };

  private side() {
    const { task, status, result, model } = this;
    const isMissing = task === 'ask' && model.state === 'none' && !result && status?.state !== 'failed';
    const isTalked = task === 'ask' && (result !== undefined || status?.state === 'running');
    const isAnother = this.isAnother && status?.state !== 'running';
    const form = isMissing
      ? noModel((what) => void this.ask(what))
      : isTalked && !isAnother && status?.state !== 'stopping'
        ? nothing
        : this.form();
    return html`
      ${taskBar(
        task,
        model,
        (to) => this.choose(to),
        (action) => void this.do({ do: action }, ''),
      )}
      <div class="task" id=${TASK_PANEL} role="tabpanel" aria-labelledby=${tabId(task)}>${statusRow({
        status,
        found: this.foundWords(),
        stop: () => void this.ask({ do: 'stop', task }),
        // A form has a button of its own.
        again: (form === nothing || isOld(status)) && task !== 'ask' ? this.runAgain : undefined,
        another: isTalked && model.state !== 'none' ? { isOpen: isAnother, toggle: this.toggleAnother } : undefined,
      })}
      ${this.origin ? originNote(this.origin, () => void this.do({ do: 'open-file' }, '')) : nothing}
      ${form}
      ${status?.state === 'failed' ? failureView(status.failure, this.retry, this.ask, result !== undefined) : nothing}
      ${
        isTalk(task)
          ? this.talk(task, result as Conversation | undefined, isAnother)
          : result
            ? this.body(result as ElementsResult | OutlineResult)
            : this.skeleton()
      }
      </div>
      ${this.toast()}
    `;
  }

  private readonly toggleAnother = (): void => {
    this.isAnother = !this.isAnother;
    if (this.isAnother)
      void this.updateComplete.then(() => this.querySelector<HTMLElement>('.prompt textarea')?.focus());
  };

  private skeleton() {
    if (this.status?.state !== 'running') return nothing;
    return html`<div class="skeleton" aria-hidden="true">${Array.from({ length: 8 }, () => html`<div></div>`)}</div>`;
  }

  /** A conversation, and where its next question is written; `isAnother`: that is the form for a first one. */
  private talk(task: Talk, result: Conversation | undefined, isAnother: boolean) {
    const { status, model, choices } = this;
    const busy = status?.state === 'running' || status?.state === 'stopping';
    const chosen = chosenTemplate(choices, this.asked);
    const asking =
      busy && status.asking?.at === 0 && !chosen?.question
        ? { at: 0, question: chosen?.title ?? '' }
        : busy
          ? status.asking
          : undefined;
    const turns = turnsOf(result, asking);
    if (turns.length === 0) return this.skeleton();
    const first = result && this.templates.find(({ id }) => id === result.answered?.template);
    const canAsk = model.state !== 'none' && result?.answered !== undefined;
    const reply = this.replies.of(task);
    return html`
      <glimpse-conversation .turns=${turns} .busy=${busy} .editing=${reply.editing} .ownWords=${first?.question ?? false}
        .canAsk=${canAsk} .earlier=${this.replaced.has(task)} .talking=${this.talking}></glimpse-conversation>
      ${
        (canAsk || (busy && model.state !== 'none')) && !isAnother
          ? replyField({
              text: reply.text,
              last: turns.findLast(({ question }) => question !== undefined)?.question,
              ready: canAsk && !busy,
              onChange: (text) => this.replies.write(task, { text }),
              onSend: (question) => this.followUp(task, question, this.lastTurn(task) + 1),
            })
          : nothing
      }
      ${result ? this.out(result) : nothing}
    `;
  }

  /** What just happened, and what is said of it aloud. */
  private toast() {
    const { note, announced } = this;
    const { action } = note ?? {};
    const help = () => {
      action?.do();
      this.say('');
    };
    return html`
      <span class="toast ${note?.failed ? 'failed' : ''}">${note?.text ?? ''}${
        action ? html`<vscode-button @click=${help}>${action.words}</vscode-button>` : nothing
      }</span>
      <span class="visually-hidden" role="status">${announced}</span>
    `;
  }

  /** What to ask the model, where there is a choice. */
  private form() {
    const { task, model, choices, asked } = this;
    if (choices.length === 0 || (task !== 'ask' && (model.state === 'none' || choices.length < 2))) return nothing;
    return promptForm({
      templates: choices,
      asked,
      send: task === 'ask' ? l10n.t('Send') : TASK_WORDS[task].title,
      onChange: ({ template, question, region }) => {
        this.drafts = { ...this.drafts, [task]: { template, question, region, at: Date.now() } };
      },
      onSend: this.run,
    });
  }

  private foundWords(): string {
    const { result, shown, items } = this;
    if (!result) return '';
    if (result.task === 'ask') return '';
    if (result.task === 'describe') {
      if (result.answered) return this.templates.find(({ id }) => id === result.answered?.template)?.title ?? '';
      return result.isInterface ? l10n.t('A user interface') : l10n.t('Not a user interface');
    }
    return countWords(result.task, shown.length, items.length);
  }

  /** Where a result comes from, and what can be taken out of it. */
  private out(result: TaskResult) {
    return html`
      ${provenance(result)}
      ${actions(
        this.task,
        this.taken === this.selected ? this.selected.length : 0,
        (format) => this.copy(format),
        this.task === 'outline' ? this.codeActions() : nothing,
        () => this.save(),
      )}
    `;
  }

  private body(result: ElementsResult | OutlineResult) {
    const words = TASK_WORDS[result.task];
    if (this.items.length === 0) {
      return this.status?.state === 'running' ? nothing : html`<div class="empty">${words.none}</div>`;
    }
    const { items, shown, rows, context, tree, folded, hovered, selected } = this;
    return html`
      ${itemsView({
        ...{
          task: result.task,
          items,
          shown,
          rows,
          context,
          tree,
          folded,
          hovered,
          selected,
          filter: this.effectiveFilter,
        },
        answered: result.answered !== undefined,
        editing: this.editing,
        onFilter: (filter) => {
          this.filter =
            result.task === 'elements' ? filter : { ...this.filter, text: filter.text, within: filter.within };
        },
        onTree: (tree) => {
          this.tree = tree;
        },
        onHover: this.onHover,
        onSelect: (items) => {
          const [primary, before] = [items.at(-1), selected.at(-1)];
          this.select(items);
          if (primary && primary !== before) this.picture?.reveal(primary);
        },
        onZoom: (item) => this.picture?.zoomTo(item),
        onFold: (item) => this.fold(item),
        copy: this.copyText,
        more: this.more,
        copyLocators: (some, format) =>
          void this.do(
            { do: 'copy', task: 'elements', format, ids: some.map(({ id }) => id) },
            some.length === 1
              ? l10n.t('{0} locator copied.', FORMAT_WORDS[format])
              : copiedWords('elements', some.length, 0, format),
          ),
      })}
      ${this.out(result)}
    `;
  }
}
