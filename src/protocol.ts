/**
 * The messages between the extension (editor/) and the page in its webview (panel/): one union per direction, checked
 * on receipt. The page says `ready` first, each time it is built (VS Code throws a hidden page away); the extension
 * then sends all that it knows. Every request is answered, with or without a failure.
 */
import * as l10n from '@vscode/l10n';
import * as z from 'zod';
import { Failure } from './failure.ts';
import { Box } from './image/box.ts';
import { PictureInfo } from './image/picture.ts';
import { Template } from './prompts/template.ts';
import { ROLES } from './screen/element.ts';
import { CODE_LANGUAGES, STYLINGS } from './tasks/code/language.ts';
import type { TextFormat } from './tasks/format.ts';
import { OutlineEdit } from './tasks/outline/edit.ts';
import { TASK_PHASES, TASKS, type TaskName, TaskPhase, TaskResult, Timing } from './tasks/task.ts';

export { Failure, fromFailure, toFailure } from './failure.ts';

/**
 * Which model answers, and whether it is up. `none`: the parser works alone; `downloading`: still, until the first model is
 * there; `stopped`: it is not loaded, or gave its memory back.
 */
export const ModelState = z.object({
  state: z.enum(['none', 'downloading', 'stopped', 'starting', 'loading', 'ready', 'busy', 'failed']),
  /** As a person would call it. */
  name: z.string().optional(),
  /** A process of our own, or a server that the user named. */
  where: z.enum(['local', 'server']).optional(),
  /** 0..1 of `loading` and `downloading`, where it is known. */
  progress: z.number().optional(),
  /** How far a download is, in words. */
  detail: z.string().optional(),
  /** A model that could be downloaded, while there is none and nobody has said no. */
  offer: z
    .object({
      title: z.string(),
      /** For people. */
      size: z.string().optional(),
      /** What came of it before; for people. */
      received: z.string().optional(),
    })
    .optional(),
});
export type ModelState = z.infer<typeof ModelState>;

const STATE_WORDS: Record<ModelState['state'], string> = {
  none: l10n.t('none chosen'),
  downloading: l10n.t('downloading'),
  stopped: l10n.t('not loaded'),
  starting: l10n.t('starting'),
  loading: l10n.t('loading'),
  ready: l10n.t('ready'),
  busy: l10n.t('busy'),
  failed: l10n.t('failed'),
};

/** Whether there is one to ask. */
export const hasModel = ({ state }: ModelState): boolean => state !== 'none' && state !== 'downloading';

/** How the model is, in a word or two, for the page and the status bar: `loading 43 %`. */
export function modelWords({ state, progress, where }: ModelState): string {
  // Nobody loads or starts a server that is not ours.
  if (where === 'server' && state === 'stopped') return l10n.t('not asked yet');
  return progress === undefined
    ? STATE_WORDS[state]
    : l10n.t('{0} {1} %', STATE_WORDS[state], Math.round(progress * 100));
}

/** A template, as far as somebody who chooses needs to know it. */
export const TemplateChoice = z.object({
  ...Template.pick({ id: true, title: true, description: true, task: true }).shape,
  /** What it wants to know beside the picture: nothing, or the user's own words. */
  question: z.boolean(),
});
export type TemplateChoice = z.infer<typeof TemplateChoice>;

/** What a task is to ask; each absent: as before, or the task's first. */
export const Asked = z.object({
  template: z.string().optional(),
  question: z.string().max(2_000_000).optional(),
  /** The part of the picture that it is about, whole pixels; absent: all of it. */
  region: Box.optional(),
});
export type Asked = z.infer<typeof Asked>;

/** The same as somebody typed or sent it `at` a time, ms since 1970: of two, the later counts. */
export const Draft = Asked.extend({ at: z.number() });
export type Draft = z.infer<typeof Draft>;

/** The tasks whose results are conversations. */
export const TALKS = ['describe', 'ask'] as const satisfies readonly TaskName[];
export type Talk = (typeof TALKS)[number];

/** A question of a conversation as long as it has no answer: then the answers from `at` on are still those before it. */
export const Asking = z.object({
  /** 0: the first. */
  at: z.int().nonnegative(),
  /** The user's own words; empty where the first question is a template's. */
  question: z.string().max(2_000_000),
});
export type Asking = z.infer<typeof Asking>;

/** How far a task is. `stopped` and `failed` keep the last partial result, where there is one. */
export const TaskStatus = z.discriminatedUnion('state', [
  z.object({
    state: z.literal('running'),
    step: z.enum(['read', ...TASK_PHASES]),
    ...TaskPhase.omit({ phase: true }).shape,
    /** When this step began, ms since 1970. */
    since: z.number(),
    asking: Asking.optional(),
  }),
  /** Cancelled while the server reads a picture: it can't be interrupted there, only restarted. */
  z.object({ state: z.literal('stopping'), since: z.number(), asking: Asking.optional() }),
  z.object({
    state: z.literal('done'),
    /** When the result was made, ms since 1970, where it is one of before. */
    from: z.number().optional(),
    /** Of this run; absent where its result is one of before. */
    timing: Timing.optional(),
  }),
  z.object({ state: z.literal('stopped'), timing: Timing.optional(), asking: Asking.optional() }),
  z.object({ state: z.literal('failed'), failure: Failure, asking: Asking.optional() }),
]);
export type TaskStatus = z.infer<typeof TaskStatus>;

/** Pixels of a screenshot for each CSS pixel: the device pixel ratio of the screen that it was taken of. */
export const SCALES = [1, 2, 3] as const;
export const Scale = z.literal(SCALES);
export type Scale = z.infer<typeof Scale>;

const Bytes = z.instanceof(Uint8Array);

/** What `pixels` is answered with: rows of RGBA, not premultiplied. */
export const PixelBlock = z.object({ width: z.int(), height: z.int(), rgba: Bytes });
export type PixelBlock = z.infer<typeof PixelBlock>;

/** What `crop` is answered with: a PNG. */
export const Crop = z.object({ png: Bytes });

const EditKind = z.enum(['rename', 'role', 'group', 'ungroup', 'split', 'remove']);
export type EditKind = z.infer<typeof EditKind>;

/** How the user's changes of an outline stand: what Undo and Redo would do, and how many found nothing to change. */
export const EditsState = z.object({ undo: EditKind.optional(), redo: EditKind.optional(), lost: z.int() });
export type EditsState = z.infer<typeof EditsState>;

/** What a panel says in passing. */
export const Note = z.object({ text: z.string(), isFailure: z.boolean().optional() });
export type Note = z.infer<typeof Note>;

/** The most that a page hands over at once, bytes: the largest file that the settings can allow. */
export const MAX_HANDED_BYTES = 1024 * 1024 * 1024;

/** What was pasted or dropped. */
export const Handed = z.object({
  by: z.enum(['paste', 'drop']),
  /** Pictures without a file; without a name, too, where they have none. */
  pictures: z
    .array(z.object({ name: z.string().max(1000).optional(), data: z.instanceof(Uint8Array) }))
    .refine((pictures) => pictures.reduce((sum, { data }) => sum + data.length, 0) <= MAX_HANDED_BYTES),
  /** Addresses of files. */
  uris: z.array(z.string().max(10_000)).max(1000),
  /** Where there is nothing else: words that may be paths of files. */
  text: z.string().max(100_000).optional(),
  /** Why the page left out what it did. */
  refused: z.array(Failure).max(1000),
});
export type Handed = z.infer<typeof Handed>;
/** What became of the file of a past analysis, which was made at `time`, ms since 1970. */
export const Origin = z.object({ file: z.enum(['changed', 'gone']), name: z.string(), time: z.number() });
export type Origin = z.infer<typeof Origin>;

export const HostMessage = z.discriminatedUnion('type', [
  /** Which file this panel is about, and which task to show. */
  z.object({
    type: z.literal('open'),
    uri: z.string(),
    name: z.string(),
    /** Whether only Glimpse keeps the file, until the user saves it elsewhere. */
    isKept: z.boolean(),
    task: z.enum(TASKS),
  }),
  /** There is no picture yet; `read`: what lies on the clipboard is wanted. */
  z.object({ type: z.literal('start'), read: z.boolean() }),
  z.object({ type: z.literal('limits'), maxBytes: z.int().positive() }),
  z.object({ type: z.literal('note'), note: Note }),
  /** The picture in a form that every browser shows; again when the file has changed. */
  z.object({
    type: z.literal('picture'),
    info: PictureInfo,
    mediaType: z.string().startsWith('image/'),
    data: Bytes,
  }),
  z.object({ type: z.literal('status'), task: z.enum(TASKS), status: TaskStatus }),
  /** Of a past analysis, where its file is not what it was. */
  z.object({ type: z.literal('origin'), origin: Origin.optional() }),
  /** What `task` asked last, also where a command said it. */
  z.object({ type: z.literal('asked'), task: z.enum(TASKS), draft: Draft }),
  z.object({ type: z.literal('model'), model: ModelState }),
  z.object({ type: z.literal('templates'), templates: z.array(TemplateChoice) }),
  /** Partial or final; complete in itself. `earlier`: there is a conversation that this one took the place of. */
  z.object({ type: z.literal('result'), result: TaskResult, earlier: z.boolean().optional() }),
  /** `value`: what was asked for, where something was. */
  z.object({ type: z.literal('reply'), id: z.int(), failure: Failure.optional(), value: z.unknown().optional() }),
  /** How many pixels of a screenshot one CSS pixel has, as somebody chose it; absent: nobody has said. */
  z.object({ type: z.literal('scale'), scale: Scale.optional() }),
  z.object({ type: z.literal('edits'), edits: EditsState }),
  /** The outline's page as HTML for a sandboxed frame, while it is shown. */
  z.object({ type: z.literal('preview'), html: z.string() }),
  /** What the model writes as code; absent: nothing, any more. */
  z.object({ type: z.literal('writing'), language: z.enum(CODE_LANGUAGES).optional() }),
  /** How generated code says what things look like. */
  z.object({ type: z.literal('styling'), styling: z.enum(STYLINGS) }),
]);
export type HostMessage = z.infer<typeof HostMessage>;

const COPY_FORMATS = ['json', 'md', 'csv', 'playwright', 'testing-library'] as const satisfies readonly TextFormat[];

/** What an outline is opened as: a list, data, or code. */
export const OPEN_FORMATS = ['md', 'json', ...CODE_LANGUAGES] as const;
export type OpenFormat = (typeof OPEN_FORMATS)[number];

/** What can be done about the model; the palette has a command for each. */
export const MODEL_ACTIONS = [
  'choose-model',
  'load-model',
  'restart-model',
  'model-menu',
  'use-server',
  'set-server-key',
  'show-server-log',
  /** The one that is offered. */
  'download-model',
  'pause-download',
  /** No model is offered any more. */
  'dismiss-offer',
  'show-models',
] as const;
export type ModelAction = (typeof MODEL_ACTIONS)[number];

/** `ids`: only these elements, where several are selected or a filter is on. */
export const PageRequest = z.discriminatedUnion('do', [
  /** Brings a task to the front, and runs it where it has not been. */
  z.object({ do: z.literal('select'), task: z.enum(TASKS) }),
  /** Runs a task; `again`: also where a result of the same was kept. */
  z.object({ do: z.literal('run'), task: z.enum(TASKS), asked: Asked.optional(), again: z.boolean().optional() }),
  /** Asks what follows an answer, as turn `at` (1: the first after it); what was there from that turn on is replaced. */
  z.object({
    do: z.literal('follow-up'),
    task: z.enum(TALKS),
    question: Asking.shape.question.min(1),
    at: z.int().positive(),
  }),
  /** Puts the conversation back that the one of now took the place of; again: the other way round. */
  z.object({ do: z.literal('bring-back'), task: z.enum(TALKS) }),
  /** A second one, while it is `stopping`, restarts the model's process. */
  z.object({ do: z.literal('stop'), task: z.enum(TASKS) }),
  z.object({
    do: z.literal('copy'),
    task: z.enum(TASKS),
    format: z.enum(COPY_FORMATS),
    ids: z.array(z.string()).optional(),
  }),
  z.object({ do: z.literal('copy-text'), text: z.string() }),
  /** The outline in a new editor. */
  z.object({ do: z.literal('open-as'), as: z.enum(OPEN_FORMATS) }),
  /** The same, written by the model. */
  z.object({ do: z.literal('write-code'), language: z.enum(CODE_LANGUAGES) }),
  z.object({ do: z.literal('stop-writing') }),
  z.object({ do: z.literal('set-styling'), styling: z.enum(STYLINGS) }),
  /** Where the cursor is in the text editor that was used last. */
  z.object({ do: z.literal('insert-text'), text: z.string() }),
  /** Text in a new editor; `language` as the fence of a code block names it, empty where it is unknown. */
  z.object({ do: z.literal('open-text'), text: z.string(), language: z.string().max(100) }),
  /** Whether the page wants the outline's HTML; `nonce`: of the styles in it, as the page's own policy lets in. */
  z.object({ do: z.literal('preview'), on: z.boolean(), nonce: z.string().regex(/^[\w-]{22}$/) }),
  z.object({ do: z.literal('edit-outline'), edit: OutlineEdit }),
  z.object({ do: z.literal('undo-edit') }),
  z.object({ do: z.literal('redo-edit') }),
  z.object({ do: z.literal('take'), handed: Handed }),
  z.object({ do: z.literal('choose-files') }),
  /** The picture itself, into a file of the user's. */
  z.object({ do: z.literal('save-as') }),
  z.object({ do: z.literal('save-annotated'), ids: z.array(z.string()).optional() }),
  /** `setting`: only this one, by its whole name. */
  z.object({
    do: z.literal('open-settings'),
    setting: z
      .string()
      .regex(/^glimpse\.\w+$/)
      .optional(),
  }),
  /** The file that a past analysis was about, as it is now. */
  z.object({ do: z.literal('open-file') }),
  z.object({ do: z.literal('show-log') }),
  /** The picture's own pixels in `box`; answered with a `PixelBlock`. */
  z.object({ do: z.literal('pixels'), box: Box }),
  /** The same as a `Crop`; and saved where the user says. */
  z.object({ do: z.literal('crop'), box: Box }),
  z.object({ do: z.literal('save-crop'), box: Box }),
  /** The colours of the text in `lines`; answered with `TextColors`, or nothing where no text stands out. */
  z.object({ do: z.literal('text-colors'), lines: z.array(Box).max(1000) }),
  /** Remembered for every picture; absent: nobody says. */
  z.object({ do: z.literal('set-scale'), scale: Scale.optional() }),
  z.object({ do: z.enum(MODEL_ACTIONS) }),
]);
export type PageRequest = z.infer<typeof PageRequest>;

export const PageMessage = z.discriminatedUnion('type', [
  z.object({ type: z.literal('ready') }),
  z.object({ type: z.literal('request'), id: z.int(), request: PageRequest }),
]);
export type PageMessage = z.infer<typeof PageMessage>;

/** Where a picture lies in its pane: `scale` CSS pixels a picture pixel, `x`, `y` of its corner in CSS pixels. */
export const Viewport = z.object({ scale: z.number().positive(), x: z.number(), y: z.number() });
export type Viewport = z.infer<typeof Viewport>;

/** What the list and the picture are narrowed to; no roles: all of them. */
export const Filter = z.object({
  roles: z.array(z.enum(ROLES)),
  text: z.string(),
  /** Only what lies in this part of the picture. */
  within: Box.optional(),
});
export type Filter = z.infer<typeof Filter>;

/** More boxes than this, selected or folded, are not kept for a page. */
export const MAX_SELECTION = 2000;

/** A follow-up that is being written, and a turn that is being changed: `at` 0 is the first question. */
export const Reply = z.object({
  text: z.string(),
  editing: z.object({ at: z.int().nonnegative(), text: z.string() }).optional(),
});
export type Reply = z.infer<typeof Reply>;

/** How the page that the outline's code makes is compared with the picture. */
export const PREVIEW_MODES = ['beside', 'over', 'difference'] as const;
export type PreviewMode = (typeof PREVIEW_MODES)[number];
export const Preview = z.object({ mode: z.enum(PREVIEW_MODES), opacity: z.number().min(0).max(1) });
export type Preview = z.infer<typeof Preview>;

/** What VS Code keeps for the page while it is hidden and over a reload of the window. */
export const PageState = z.object({
  uri: z.string(),
  task: z.enum(TASKS),
  filter: Filter,
  /** The boxes that are selected, the primary one last: they outlive the ids of one result. */
  selection: z.array(Box).max(MAX_SELECTION).optional(),
  /** The part of the picture that was marked, whole pixels. */
  region: Box.optional(),
  /** Whether elements are listed as a tree, and the boxes of what is folded in each tree. */
  tree: z.boolean().optional(),
  folded: z.partialRecord(z.enum(['elements', 'outline']), z.array(Box).max(MAX_SELECTION)).optional(),
  /** Absent: fitted to the pane. */
  viewport: Viewport.optional(),
  /** What each task asks, also what is being typed. */
  drafts: z.partialRecord(z.enum(TASKS), Draft).optional(),
  /** How the outline's page is shown; and whether it is. */
  preview: Preview.extend({ on: z.boolean() }).optional(),
  /** What is being written to each conversation. */
  replies: z.partialRecord(z.enum(TALKS), Reply).optional(),
  /** The share of the panel that the picture takes, 0..1; absent: as the layout likes. */
  split: z.number().min(0).max(1).optional(),
});
export type PageState = z.infer<typeof PageState>;
