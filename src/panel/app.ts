import { html, LitElement, nothing, type PropertyValues } from 'lit';
import { customElement, query, state } from 'lit/decorators.js';
import '@vscode-elements/elements/dist/vscode-button/index.js';
import '@vscode-elements/elements/dist/vscode-progress-bar/index.js';
import '@vscode-elements/elements/dist/vscode-tab-header/index.js';
import '@vscode-elements/elements/dist/vscode-tabs/index.js';
import '@vscode-elements/elements/dist/vscode-toolbar-button/index.js';
import type { PictureInfo } from '../image/picture.ts';
import type { Failure, Filter, HostMessage, PageRequest, TaskStatus, Viewport } from '../protocol.ts';
import type { TextFormat } from '../tasks/format.ts';
import { TASKS, type TaskName, type TaskResult } from '../tasks/task.ts';
import { details } from './details.ts';
import type { ItemEvent, ViewEvent } from './events.ts';
import { failureView } from './failure.ts';
import { filterBar } from './filter-bar.ts';
import { Host } from './host.ts';
import './item-list.ts';
import {
  countRoles,
  filtered,
  fromElements,
  fromOutline,
  type Item,
  isInside,
  rematch,
  type Selection,
} from './items.ts';
import { markdown } from './markdown.ts';
import './picture-view.ts';
import type { PictureView } from './picture-view.ts';
import { DEFAULT_SPLIT, splitter } from './splitter.ts';
import { countWords, stepWords, TASK_WORDS } from './words.ts';

/** A description has no rows for a CSV. */
const FORMATS: Record<TaskName, readonly TextFormat[]> = {
  elements: ['json', 'md', 'csv'],
  outline: ['json', 'md', 'csv'],
  describe: ['json', 'md'],
};
const FORMAT_WORDS: Record<TextFormat, string> = { json: 'JSON', md: 'Markdown', csv: 'CSV' };

/** How long a message of success is to be read. */
const NOTE_MS = 5000;

const STARTING: TaskStatus = { state: 'running', step: 'read' };

/** The whole page: holds what the extension has said and what the user has chosen, and hands it to the parts. */
@customElement('glimpse-app')
export class App extends LitElement {
  private readonly host = new Host((message) => void this.receive(message));
  private readonly narrow = matchMedia('(max-width: 600px)');

  @state() private uri = '';
  @state() private name = '';
  @state() private task: TaskName = 'elements';
  @state() private info: PictureInfo | undefined;
  @state() private bitmap: ImageBitmap | undefined;
  private coming: PictureInfo | undefined;
  @state() private results: Partial<Record<TaskName, TaskResult>> = {};
  @state() private statuses: Partial<Record<TaskName, TaskStatus>> = {};

  @state() private filter: Filter = this.host.state?.filter ?? { roles: [], text: '' };
  @state() private selection: Selection | undefined = this.host.state?.selected && { box: this.host.state.selected };
  @state() private viewport: Viewport | undefined = this.host.state?.viewport;
  @state() private split = this.host.state?.split;
  @state() private hovered: Item | undefined;
  @state() private folded: ReadonlySet<string> = new Set();
  /** What just happened, or went wrong, beside the tasks: copying, saving. */
  @state() private note: { text: string; failed: boolean } | undefined;
  @query('glimpse-picture') private readonly picture!: PictureView | null;

  /** Derived before each render. */
  private items: Item[] = [];
  private shown: Item[] = [];
  private selected: Item | undefined;

  protected override createRenderRoot() {
    return this;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.narrow.addEventListener('change', () => this.requestUpdate());
    this.host.ready();
  }

  private async receive(message: Exclude<HostMessage, { type: 'reply' }>): Promise<void> {
    switch (message.type) {
      case 'open':
        if (message.task !== this.task) this.note = undefined;
        ({ uri: this.uri, name: this.name, task: this.task } = message);
        break;
      case 'status':
        this.statuses = { ...this.statuses, [message.task]: message.status };
        break;
      case 'result':
        this.results = { ...this.results, [message.result.task]: message.result };
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
    if (before && (before.width !== info.width || before.height !== info.height)) this.viewport = undefined;
    this.bitmap?.close();
    this.bitmap = bitmap;
    this.info = info;
    if (!bitmap) this.say('This window has not enough memory to draw the picture; the list is complete.', true);
  }

  protected override willUpdate(changed: PropertyValues): void {
    const result = this.result;
    if (['results', 'task', 'info'].some((name) => changed.has(name))) {
      this.items =
        result?.task === 'elements'
          ? fromElements(result.elements)
          : result?.task === 'outline'
            ? fromOutline(result.root)
            : [];
    }
    this.shown = filtered(this.items, this.effectiveFilter);
    this.selected = rematch(this.shown, this.selection);
    this.hovered = this.shown.find(({ id }) => id === this.hovered?.id);
  }

  protected override updated(): void {
    document.body.dataset.state = this.status.state;
    if (this.uri === '') return;
    const { uri, task, filter, viewport, split } = this;
    this.host.save({ uri, task, filter, viewport, split, selected: this.selection?.box });
  }

  /** A result of an earlier state of the file has boxes of another picture: it is none. */
  private get result(): TaskResult | undefined {
    const result = this.results[this.task];
    return !this.info || result?.picture.sha256 === this.info.sha256 ? result : undefined;
  }

  private get status(): TaskStatus {
    return this.statuses[this.task] ?? STARTING;
  }

  /** Roles filter elements; the outline is filtered by text alone. */
  private get effectiveFilter(): Filter {
    return this.task === 'elements' ? this.filter : { ...this.filter, roles: [] };
  }

  private ask(request: PageRequest): Promise<Failure | undefined> {
    return this.host.request(request);
  }

  private async do(request: PageRequest, done: string): Promise<void> {
    const failure = await this.ask(request);
    this.say(failure ? [failure.failed, failure.todo].filter(Boolean).join(' ') : done, failure !== undefined);
  }

  /** A short message above the buttons; a failure stays until the next. */
  private say(text: string, failed = false): void {
    const note = text ? { text, failed } : undefined;
    this.note = note;
    if (note && !failed) setTimeout(() => this.note === note && this.say(''), NOTE_MS);
  }

  private choose(task: TaskName): void {
    if (task === this.task) return;
    this.task = task;
    this.note = undefined;
    void this.ask({ do: 'select', task });
  }

  private select(item: Item | undefined): void {
    this.selection = item && { box: item.box, id: item.id };
    if (item) this.folded = new Set([...this.folded].filter((id) => !isInside(item.id, id)));
  }

  private fold(item: Item): void {
    const folded = new Set(this.folded);
    if (!folded.delete(item.id)) folded.add(item.id);
    this.folded = folded;
  }

  private copy(format: TextFormat): void {
    const { task, shown, items } = this;
    const ids = task === 'elements' && shown.length < items.length ? shown.map(({ id }) => id) : undefined;
    const what = task === 'elements' ? countWords(task, shown.length, shown.length) : TASK_WORDS[task].copied;
    void this.do({ do: 'copy', task, format, ids }, `Copied ${what} as ${FORMAT_WORDS[format]}.`);
  }

  private save(): void {
    const { shown, items } = this;
    const ids = shown.length < items.length ? shown.map(({ id }) => id) : undefined;
    void this.do({ do: 'save-annotated', ids }, '');
  }

  protected override render() {
    const { status, result } = this;
    const layout = this.narrow.matches ? 'stacked' : 'beside';
    const split = this.split ?? DEFAULT_SPLIT[layout];
    const again = () => void this.ask({ do: 'run', task: this.task });
    if (status.state === 'failed' && !this.info) {
      return html`<main class="whole">${failureView(status.failure, again, (what) => void this.ask(what))}</main>`;
    }
    return html`
      <main class="panes ${layout}" .style=${`--split:${split}`}>
        <glimpse-picture .bitmap=${this.bitmap} .items=${this.shown} .hovered=${this.hovered} .selected=${this.selected}
          .viewport=${this.viewport} .name=${this.name} @item-hover=${this.onHover}
          @item-select=${(event: ItemEvent) => this.select(event.item)}
          @view-change=${(event: ViewEvent) => {
            this.viewport = event.viewport;
          }}></glimpse-picture>
        ${splitter(split, layout === 'stacked', (share) => {
          this.split = share;
        })}
        <section class="side" aria-label="Results">
          ${this.tabs()} ${this.statusRow()}
          ${
            status.state === 'failed'
              ? failureView(status.failure, again, (what) => void this.ask(what))
              : result
                ? this.body(result)
                : status.state === 'running'
                  ? html`<div class="skeleton" aria-hidden="true">${Array.from({ length: 8 }, () => html`<div></div>`)}</div>`
                  : nothing
          }
        </section>
      </main>
    `;
  }

  private readonly onHover = (event: ItemEvent) => {
    this.hovered = event.item;
  };

  private tabs() {
    return html`
      <vscode-tabs .selectedIndex=${TASKS.indexOf(this.task)}
        @vsc-tabs-select=${(event: CustomEvent<{ selectedIndex: number }>) => this.choose(TASKS[event.detail.selectedIndex]!)}>
        ${TASKS.map((task) => html`<vscode-tab-header slot="header">${TASK_WORDS[task].title}</vscode-tab-header>`)}
      </vscode-tabs>
    `;
  }

  /** Always there, so that nothing jumps: how far the task is, or what it found. */
  private statusRow() {
    const { status, task } = this;
    const running = status.state === 'running' ? status : undefined;
    const percent = running?.progress === undefined ? undefined : Math.round(running.progress * 100);
    const step = running ? stepWords(running.step) : status.state === 'stopped' ? 'Stopped.' : '';
    const found = this.foundWords();
    return html`
      <div class="status">
        ${step ? html`<span class="step">${step} ${percent === undefined ? '' : `${percent} %`}</span>` : nothing}
        <span class="found">${found}</span>
        <span class="visually-hidden" role="status">${step || found}</span>
        ${
          running
            ? html`<vscode-button secondary icon="debug-stop" @click=${() => void this.ask({ do: 'stop', task })}>Stop</vscode-button>
                <vscode-progress-bar .value=${percent} .indeterminate=${percent === undefined}></vscode-progress-bar>`
            : html`<vscode-toolbar-button icon="refresh" label="Run again" title="Run again"
                @click=${() => void this.ask({ do: 'run', task })}></vscode-toolbar-button>`
        }
      </div>
    `;
  }

  private foundWords(): string {
    const { result, shown, items } = this;
    if (!result) return '';
    if (result.task === 'describe') return result.isInterface ? 'A user interface' : 'Not a user interface';
    return countWords(result.task, shown.length, items.length);
  }

  private body(result: TaskResult) {
    if (result.task === 'describe') {
      return html`<div class="description" tabindex="0">${markdown(result.text)}</div>${this.actions()}`;
    }
    const words = TASK_WORDS[result.task];
    if (this.items.length === 0) {
      return this.status.state === 'done' ? html`<div class="empty">${words.none}</div>` : nothing;
    }
    const { task, folded, shown } = this;
    const rows =
      folded.size === 0 ? shown : shown.filter(({ id }) => ![...folded].some((outer) => isInside(id, outer)));
    return html`
      ${filterBar({
        filter: this.effectiveFilter,
        roles: task === 'elements' ? countRoles(this.items) : [],
        onChange: (filter) => {
          this.filter = task === 'elements' ? filter : { ...this.filter, text: filter.text };
        },
      })}
      ${
        shown.length > 0
          ? html`<glimpse-list .items=${rows} .hovered=${this.hovered} .selected=${this.selected}
              .tree=${task === 'outline'} .folded=${folded} @item-hover=${this.onHover}
              @item-select=${({ item }: ItemEvent) => {
                this.select(item);
                if (item) this.picture?.reveal(item);
              }}
              @item-zoom=${({ item }: ItemEvent) => item && this.picture?.zoomTo(item)}
              @item-fold=${({ item }: ItemEvent) => item && this.fold(item)}></glimpse-list>`
          : html`<div class="empty">No ${words.one} matches the filter.</div>`
      }
      ${details(this.selected, (text, what) => void this.do({ do: 'copy-text', text }, `${what} copied.`))}
      ${this.actions()}
    `;
  }

  private actions() {
    const { task, note } = this;
    return html`
      <div class="actions">
        <span class="copy">Copy as
          ${FORMATS[task].map(
            (format) => html`<vscode-button secondary title="Copy ${TASK_WORDS[task].copied} as ${FORMAT_WORDS[format]}"
              @click=${() => this.copy(format)}>${FORMAT_WORDS[format]}</vscode-button>`,
          )}
        </span>
        ${
          task === 'elements'
            ? html`<vscode-button secondary icon="save" title="Save the picture with its boxes as a PNG" @click=${() => this.save()}>Annotated PNG…</vscode-button>`
            : nothing
        }
        <span class="toast ${note?.failed ? 'failed' : ''}" role="status">${note?.text ?? ''}</span>
      </div>
    `;
  }
}
