import * as l10n from '@vscode/l10n';
import { html, LitElement, nothing } from 'lit';
import { customElement, query } from 'lit/decorators.js';
import { type Box, wholePixels } from '../image/box.ts';
import type { HostMessage, Origin, Scale } from '../protocol.ts';
import type { ElementsResult, OutlineResult, TaskName, TaskResult } from '../tasks/task.ts';
import { actions } from './actions.ts';
import { announcement } from './announcement.ts';
import { Comparison } from './comparison.ts';
import { copyLocators, copyResult, saveAnnotated } from './copying.ts';
import { Desk } from './desk.ts';
import { Drafts } from './drafts.ts';
import './drop-target.ts';
import type { ItemEvent, SelectEvent, ViewEvent } from './events.ts';
import { failureView } from './failure.ts';
import { Host } from './host.ts';
import { Intake } from './intake.ts';
import type { Item } from './items.ts';
import { itemsView } from './items-view.ts';
import { keepFocus } from './keep-focus.ts';
import { Listing } from './listing.ts';
import { MediaQuery } from './media-query.ts';
import { modelOffer } from './model-offer.ts';
import { noModel } from './no-model.ts';
import { originNote } from './origin.ts';
import { OutlineCode } from './outline-code.ts';
import { OutlineEditing } from './outline-editing.ts';
import { partDetails } from './part-details.ts';
import { pictureActs } from './picture-acts.ts';
import './picture-view.ts';
import type { PictureView } from './picture-view.ts';
import { promptForm } from './prompt-form.ts';
import { provenance } from './provenance.ts';
import { ShownPicture } from './shown-picture.ts';
import { skeleton } from './skeleton.ts';
import { DEFAULT_SPLIT, splitter } from './splitter.ts';
import { startView } from './start-view.ts';
import { isTalk, Talks } from './talks.ts';
import { statusRow, taskBar } from './task-bar.ts';
import { TaskStates } from './task-states.ts';
import { TASK_PANEL, tabId } from './task-tabs.ts';
import { toast } from './toast.ts';
import { foundWords, isOld, TASK_WORDS } from './words.ts';

/**
 * The whole page. What the extension has said and what the user has chosen is held by its parts; the page hands messages
 * to them, draws itself anew whenever one of them has changed, and keeps what is to outlive it.
 */
@customElement('glimpse-app')
export class App extends LitElement {
  private readonly changed = () => this.requestUpdate();
  private readonly host = new Host((message) => void this.receive(message));
  private readonly desk = new Desk(this.host, this.changed);
  private readonly intake = new Intake(this.desk, this.changed);
  private readonly picture = new ShownPicture(this.host.state, this.desk, this.changed);
  private readonly tasks = new TaskStates(this.picture);
  private readonly listing = new Listing(this.host.state, this.changed);
  private readonly drafts = new Drafts(this.host.state?.drafts, this.changed);
  private readonly talks = new Talks(this.desk, this.tasks, this.drafts, this.host.state?.replies, this.changed);
  private readonly editing = new OutlineEditing(this, this.desk, (box, id) => this.listing.selectBox({ box, id }));
  private readonly code = new OutlineCode(this.desk, this.changed);
  private readonly comparison = new Comparison(
    this.host.state?.preview,
    this.desk,
    () => this.dataset.styleNonce ?? '',
    this.changed,
  );
  private readonly narrow = new MediaQuery(this, '(max-width: 600px)');
  @query('glimpse-picture') private readonly pictureView!: PictureView | null;

  private uri = '';
  private name = '';
  /** Whether only Glimpse keeps the picture's file. */
  private isKept = false;
  private origin: Origin | undefined;
  /** Pixels of the screenshot for each CSS pixel. */
  private scale: Scale | undefined;
  /** The share of the panel that the picture takes. */
  private split = this.host.state?.split;
  /** As of the last time that something was announced. */
  private announcedOf = this.tasks.statuses;

  constructor() {
    super();
    keepFocus(this, '.reply textarea, .prompt textarea');
  }

  protected override createRenderRoot() {
    this.replaceChildren(); // what was shown until now
    return this;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.host.ready();
    this.comparison.resume();
  }

  private async receive(message: Exclude<HostMessage, { type: 'reply' }>): Promise<void> {
    const { tasks } = this;
    this.requestUpdate();
    switch (message.type) {
      case 'start':
        return this.intake.start(message.read);
      case 'limits':
        this.intake.maxBytes = message.maxBytes;
        break;
      case 'note':
        return this.desk.say(message.note.text, message.note.isFailure);
      case 'open':
        this.intake.isStart = false;
        if (message.task !== tasks.front) this.desk.say('');
        tasks.front = message.task;
        ({ uri: this.uri, name: this.name, isKept: this.isKept } = message);
        break;
      case 'asked':
        this.drafts.receive(message.task, message.draft);
        break;
      case 'origin':
        this.origin = message.origin;
        break;
      case 'model':
        tasks.model = message.model;
        break;
      case 'templates':
        tasks.templates = message.templates;
        break;
      case 'status':
        tasks.setStatus(message.task, message.status);
        this.talks.takeBack(message.task, message.status);
        break;
      case 'result':
        tasks.setResult(message.result);
        this.talks.receive(message.result.task, message.earlier ?? false);
        break;
      case 'preview':
        this.comparison.html = message.html;
        break;
      case 'styling':
        this.code.styling = message.styling;
        break;
      case 'writing':
        this.code.writing = message.language;
        break;
      case 'edits':
        this.editing.edits = message.edits;
        break;
      case 'scale':
        this.scale = message.scale;
        break;
      case 'picture':
        return this.picture.show(message);
    }
  }

  protected override willUpdate(): void {
    const { front, result, status } = this.tasks;
    this.editing.isGrowing = status?.state === 'running';
    this.listing.update(front, result);
  }

  protected override updated(): void {
    document.body.dataset.state = this.intake.isStart ? 'start' : (this.tasks.status?.state ?? 'idle');
    this.announce();
    if (this.uri !== '' || this.intake.isStart) this.save();
  }

  private announce(): void {
    const { front, status, statuses } = this.tasks;
    const before = this.announcedOf;
    this.announcedOf = statuses;
    const text = status && before !== statuses && announcement(front, before[front], status, this.found);
    if (text) this.desk.announce(text);
  }

  private save(): void {
    const { uri, split } = this;
    const { region, viewport } = this.picture;
    this.host.save({
      uri,
      split,
      region,
      viewport,
      task: this.tasks.front,
      ...this.listing.kept,
      drafts: this.drafts.kept,
      preview: this.comparison.kept,
      replies: this.talks.kept,
    });
  }

  private choose(task: TaskName): void {
    if (task === this.tasks.front) return;
    this.tasks.front = task;
    this.desk.say('');
    void this.desk.ask({ do: 'select', task });
  }

  private readonly run = (): void => this.runTask(false);
  private readonly runAgain = (): void => this.runTask(true);

  /** @param again also where a result of the same was kept */
  private runTask(again: boolean): void {
    const { front } = this.tasks;
    void this.desk.ask({ do: 'run', task: front, asked: this.drafts.of(front), again });
  }

  /** The same again, as it was asked. */
  private readonly retry = (): void => {
    const { front, status } = this.tasks;
    const asking = status?.state === 'failed' ? status.asking : undefined;
    if (!this.talks.retry(front, asking)) this.run();
  };

  /** How that went, the extension says: nobody knows here whether the user called it off. */
  private readonly saveAs = async (): Promise<void> => {
    const failure = await this.desk.ask({ do: 'save-as' });
    if (failure) this.desk.fail(failure);
  };

  private readonly acts = pictureActs(this.desk, {
    mark: (region) => this.picture.mark(region),
    ask: (box) => void this.askAbout(box),
    listWithin: (within) => {
      if (this.tasks.front !== 'outline') this.choose('elements');
      this.listing.narrow({ ...this.listing.filter, within });
    },
  });

  /** Brings Ask to the front, with a part of the picture to ask about. */
  private async askAbout(box: Box): Promise<void> {
    const { info } = this.picture;
    const region = info && wholePixels(box, info);
    if (!region) return;
    this.drafts.write('ask', { ...this.drafts.of('ask'), region });
    this.choose('ask');
    this.talks.isAnother = true;
    await this.focusWhenDrawn('.prompt textarea, .prompt select');
  }

  private readonly toggleAnother = (): void => {
    this.talks.isAnother = !this.talks.isAnother;
    this.requestUpdate();
    if (this.talks.isAnother) void this.focusWhenDrawn('.prompt textarea');
  };

  private async focusWhenDrawn(selector: string): Promise<void> {
    await this.updateComplete;
    this.querySelector<HTMLElement>(selector)?.focus();
  }

  /** What there is so far, in words. */
  private get found(): string {
    const { result, templates } = this.tasks;
    return foundWords(result, templates, this.listing.shown.length, this.listing.items.length);
  }

  protected override render() {
    return html`${this.intake.isStart ? this.startPage() : this.page()}<glimpse-drop .take=${this.intake.take}></glimpse-drop>`;
  }

  private startPage() {
    const { clipboard, paste } = this.intake;
    const choose = () => void this.desk.do({ do: 'choose-files' });
    return html`
      <main class="whole">${startView(choose, clipboard === 'denied' ? undefined : paste)} ${toast(this.desk)}</main>
    `;
  }

  private page() {
    const { front, status } = this.tasks;
    const layout = this.narrow.matches ? 'stacked' : 'beside';
    const split = this.split ?? DEFAULT_SPLIT[layout];
    const heading = html`<h1 class="visually-hidden">${this.name}</h1>`;
    if (status?.state === 'failed' && !this.picture.info) {
      return html`<main class="whole">${heading}${failureView(status.failure, this.run, this.desk.ask)}${toast(this.desk)}</main>`;
    }
    return html`
      <main class="panes ${layout}" .style=${`--split:${split}`}
        @keydown=${(event: KeyboardEvent) => front === 'outline' && this.editing.onKey(event, this.listing.selected)}>
        ${heading} ${this.pane()}
        ${splitter(split, layout === 'stacked', (share) => {
          this.split = share;
          this.requestUpdate();
        })}
        <section class="side" aria-label=${l10n.t('Results')}>${this.side()}</section>
      </main>
    `;
  }

  /** The picture. */
  private pane() {
    const { bitmap, smaller, viewport, region } = this.picture;
    const { shown, hovered, selected } = this.listing;
    const { front, result } = this.tasks;
    const isOutline = front === 'outline' && result !== undefined;
    // The part of it that the question in front is about, or was.
    const subject = front === 'ask' ? (this.drafts.of('ask').region ?? this.tasks.resultOf('ask')?.region) : undefined;
    return html`
      <glimpse-picture .bitmap=${bitmap} .smaller=${smaller} .items=${shown} .hovered=${hovered} .selected=${selected}
        .viewport=${viewport} .name=${this.name} .sheet=${isOutline ? this.comparison.sheet : undefined}
        .tools=${isOutline ? this.comparison.tools() : nothing} .saveAs=${this.isKept ? this.saveAs : undefined}
        .region=${region} .subject=${subject} .scale=${this.scale} .acts=${this.acts} @item-hover=${this.onHover}
        @items-select=${({ items }: SelectEvent) => this.listing.select(items)}
        @view-change=${({ viewport }: ViewEvent) => this.picture.move(viewport)}></glimpse-picture>
    `;
  }

  private readonly onHover = ({ item }: ItemEvent): void => this.listing.hover(item);

  private side() {
    const { front: task, status, result, model, hasModel } = this.tasks;
    const isTalked = task === 'ask' && (result !== undefined || status?.state === 'running');
    const { isFormOpen } = this.talks;
    const form =
      task === 'ask' && !hasModel && !result && status?.state !== 'failed'
        ? noModel(model, (what) => void this.desk.ask(what))
        : isTalked && !isFormOpen && !(status?.state === 'stopping' && status.asking?.at === 0)
          ? nothing
          : this.form();
    return html`
      ${taskBar(
        task,
        model,
        (to) => this.choose(to),
        (action) => void this.desk.do({ do: action }),
      )}
      <div class="task" id=${TASK_PANEL} role="tabpanel" aria-labelledby=${tabId(task)}>${statusRow({
        status,
        found: this.found,
        stop: () => void this.desk.ask({ do: 'stop', task }),
        // A form has a button of its own.
        again: (form === nothing || isOld(status)) && task !== 'ask' ? this.runAgain : undefined,
        another: isTalked && hasModel ? { isOpen: isFormOpen, toggle: this.toggleAnother } : undefined,
      })}
      ${this.origin ? originNote(this.origin, () => void this.desk.do({ do: 'open-file' })) : nothing}
      ${task === 'describe' ? modelOffer(model, (action) => void this.desk.do({ do: action })) : nothing}
      ${form}
      ${status?.state === 'failed' ? failureView(status.failure, this.retry, this.desk.ask, result !== undefined) : nothing}
      ${isTalk(task) ? this.talks.view(task, (result) => this.out(result)) : this.list(this.tasks.resultOf(task))}
      </div>
      ${toast(this.desk)}
    `;
  }

  /** What to ask the model, where there is a choice. */
  private form() {
    const { front: task, hasModel, choices } = this.tasks;
    if (choices.length === 0 || (task !== 'ask' && (!hasModel || choices.length < 2))) return nothing;
    return promptForm({
      templates: choices,
      asked: this.drafts.of(task),
      send: task === 'ask' ? l10n.t('Send') : TASK_WORDS[task].title,
      onChange: (asked) => this.drafts.write(task, asked),
      onSend: this.run,
    });
  }

  /** What can be taken out of a result, and where that comes from. */
  private out(result: TaskResult) {
    const { task } = result;
    return html`
      ${provenance(result)}
      ${actions(
        task,
        this.listing.takenSelected,
        (format) => copyResult(this.desk, task, this.listing, format),
        task === 'outline' ? this.code.actions(this.tasks.hasModel) : nothing,
        () => saveAnnotated(this.desk, this.listing),
      )}
    `;
  }

  private list(result: ElementsResult | OutlineResult | undefined) {
    const { listing, desk } = this;
    const { status } = this.tasks;
    if (!result) return skeleton(status);
    const { task, answered } = result;
    if (listing.items.length === 0) {
      return status?.state === 'running' ? nothing : html`<div class="empty">${TASK_WORDS[task].none}</div>`;
    }
    return html`
      ${itemsView({
        task,
        listing,
        isBusy: this.tasks.isBusy,
        answered: answered !== undefined,
        editing: this.editing,
        onHover: this.onHover,
        onSelect: (items) => {
          const [primary, before] = [items.at(-1), listing.selected.at(-1)];
          listing.select(items);
          if (primary && primary !== before) this.pictureView?.reveal(primary);
        },
        onZoom: (item) => this.pictureView?.zoomTo(item),
        copy: desk.copyText,
        copyLocators: (items, format) => copyLocators(desk, items, format),
        more: this.more,
      })}
      ${this.out(result)}
    `;
  }

  private readonly more = (items: readonly Item[]) => {
    const picture = this.picture.info?.sha256 ?? '';
    const lines = this.tasks.results.elements?.lines ?? [];
    return partDetails(items, { picture, lines, scale: this.scale, acts: this.acts });
  };
}
