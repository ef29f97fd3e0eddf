import * as z from 'zod';
import { Box } from '../image/box.ts';
import { type Picture, PictureInfo } from '../image/picture.ts';
import type { Template } from '../prompts/template.ts';
import { Element, SCREEN_PHASES, TextLine } from '../screen/element.ts';
import { Paint } from '../screen/paint.ts';
import { MODEL_PHASES, type VisionModel } from '../vision/model.ts';
import type { PictureWorker } from '../worker/api.ts';

export const TASKS = ['elements', 'outline', 'describe', 'ask'] as const;
export type TaskName = (typeof TASKS)[number];

/** Where a result comes from, beside the parser; absent: the parser alone. */
const Answered = z.object({
  /** The model that was asked, as a person would call it. */
  model: z.string(),
  /** The id of the template that it was asked with. */
  template: z.string(),
});

/** What every result has. */
const shared = {
  picture: PictureInfo,
  answered: Answered.optional(),
  /** What a reader should know of this result: that it was cut, that a repetition was stopped, whole sentences. */
  notes: z.array(z.string()).optional(),
};

export const ElementsResult = z.object({
  task: z.literal('elements'),
  ...shared,
  elements: z.array(Element),
  lines: z.array(TextLine),
  background: z.string(),
  theme: z.enum(['light', 'dark']),
});
export type ElementsResult = z.infer<typeof ElementsResult>;

/** How a component lays out its children; `gap` in pixels of the original image. */
export const Layout = z.object({
  type: z.enum(['row', 'column', 'grid', 'stack']),
  gap: z.number(),
  columns: z.int().optional(),
  align: z.enum(['start', 'center', 'end', 'stretch']),
});
export type Layout = z.infer<typeof Layout>;

/** A node of the component tree. */
export interface Component {
  /** PascalCase, unique among its siblings unless they are repetitions of one component. */
  name: string;
  /** A WAI-ARIA role or landmark: `navigation`, `main`, `form`, `list`, `button`, ... */
  role: string;
  box: Box;
  text?: string | undefined;
  layout?: Layout | undefined;
  /** The element that this component is, when it is exactly one. */
  elementId?: string | undefined;
  /** How it looks, beside its parts. */
  paint?: Paint | undefined;
  children: Component[];
}
export const Component: z.ZodType<Component> = z.object({
  name: z.string(),
  role: z.string(),
  box: Box,
  text: z.string().optional(),
  layout: Layout.optional(),
  elementId: z.string().optional(),
  paint: Paint.optional(),
  get children() {
    return z.array(Component);
  },
});

export const OutlineResult = z.object({
  task: z.literal('outline'),
  ...shared,
  root: Component,
});
export type OutlineResult = z.infer<typeof OutlineResult>;

/** Why an answer has no end: its reader stopped it, or it failed on the way. */
export const Unfinished = z.enum(['stopped', 'failed']);
export type Unfinished = z.infer<typeof Unfinished>;

/** What was asked after the first answer, about the same picture, and what the model said. */
export const Turn = z.object({
  /** In the user's own words. */
  question: z.string(),
  /** Markdown; not trusted. */
  text: z.string(),
  /** The model that was asked, as a person would call it. */
  model: z.string(),
  notes: z.array(z.string()).optional(),
  unfinished: Unfinished.optional(),
});
export type Turn = z.infer<typeof Turn>;

/** What every result in words has: it may be the beginning of a conversation. */
const inWords = {
  /** Of the first answer. */
  unfinished: Unfinished.optional(),
  /** In the order of asking; none of them without an answer. */
  followUps: z.array(Turn).optional(),
};

export const DescribeResult = z.object({
  task: z.literal('describe'),
  ...shared,
  ...inWords,
  /** Whether the parser took the picture for a user interface; absent where only a model looked. */
  isInterface: z.boolean().optional(),
  /** Plain sentences, Markdown without HTML. */
  text: z.string(),
});
export type DescribeResult = z.infer<typeof DescribeResult>;

export const AskResult = z.object({
  task: z.literal('ask'),
  ...shared,
  ...inWords,
  /** What the user asked, in their own words or the template's title. */
  question: z.string(),
  /** The part of the picture that it was about; absent: all of it. */
  region: Box.optional(),
  /** Markdown, or code, or JSON, as `form` says; Markdown may hold anything that a model writes: it is not trusted. */
  text: z.string(),
  form: z.enum(['markdown', 'code', 'json']),
  /** Of code: `html`, `tsx`, `vue`, `svelte`. */
  codeLanguage: z.string().optional(),
});
export type AskResult = z.infer<typeof AskResult>;

/** A result that can be talked about: its first answer, and what followed. */
export type Conversation = DescribeResult | AskResult;

export const TaskResult = z.discriminatedUnion('task', [ElementsResult, OutlineResult, DescribeResult, AskResult]);
export type TaskResult = z.infer<typeof TaskResult>;
export type ResultOf<T extends TaskName> = Extract<TaskResult, { task: T }>;

export const TASK_PHASES = [...SCREEN_PHASES, ...MODEL_PHASES] as const;

/** A step of a task, of the parser's or of the model's. */
export const TaskPhase = z.object({
  phase: z.enum(TASK_PHASES),
  /** 0..1 within this phase, where it is known. */
  progress: z.number().optional(),
  /** `queue`: how many requests are before this one. */
  ahead: z.int().optional(),
  /** `write` */
  tokensPerSecond: z.number().optional(),
});
export type TaskPhase = z.infer<typeof TaskPhase>;

/** Where the time of a task went. Parts in ms, as long as somebody waited for them; absent: there was no such part. */
export const Timing = z.object({
  totalMs: z.number(),
  /** The screen parser's. */
  parseMs: z.number().optional(),
  loadMs: z.number().optional(),
  queueMs: z.number().optional(),
  /** Reading the picture and the question: the server's own count, where it gives one. */
  readMs: z.number().optional(),
  writeMs: z.number().optional(),
  promptTokens: z.number().optional(),
  /** Of these, what the server still had in memory. */
  cachedTokens: z.number().optional(),
  outputTokens: z.number().optional(),
  tokensPerSecond: z.number().optional(),
});
export type Timing = z.infer<typeof Timing>;

/** What a task says while it runs: phases, results that grow, and one final result. Errors are thrown. */
export type TaskEvent<T extends TaskName = TaskName> =
  | ({ type: 'phase' } & TaskPhase)
  | { type: 'partial'; result: ResultOf<T> }
  | { type: 'done'; result: ResultOf<T>; timing?: Timing };

/** The next question about the picture of a conversation. */
export interface FollowUp {
  /** What was said so far; the model's earlier answers are told to it again. */
  before: Conversation;
  question: string;
  /** How it is answered: sampling and length; absent: as any question. */
  manner?: Template | undefined;
}

/** A model to ask, and what to ask it. */
export interface AskOptions {
  model: VisionModel;
  /** One of the task's own; absent: the task's first. */
  template?: Template;
  /** The user's own words, for `ask`. */
  question?: string;
  /** The part of the picture that an `ask` is about, whole pixels: the model is shown nothing else. Absent: all of it. */
  region?: Box | undefined;
  /** Asked instead, after an earlier answer; `template` and `question` are still those of the first. */
  followUp?: FollowUp | undefined;
  /** The language to answer in, as an editor names it (`zh-cn`, `en`); absent: English. */
  language?: string;
  /** Instead of the template's budget of visual tokens; `small`: for servers that take small pictures only. */
  imageTokens?: { min: number; max: number } | 'small' | undefined;
  /** More pictures that the question is about; boxes are those of the first. */
  others?: readonly Picture[];
  /** What `${outline}` stands for; absent: the parser's. */
  outline?: string;
  /** What `${selection}` stands for. */
  selection?: string;
}

export interface TaskOptions {
  worker: PictureWorker;
  /** What transparent pixels lie on, `#rrggbb`; white by default. */
  background?: string;
  /** Without it the parser answers alone. */
  ask?: AskOptions;
  signal?: AbortSignal;
}

/**
 * The one call shape of every task; `run.ts` implements it. With a model, what the parser knows comes first as a partial
 * result, and stands if the model then fails.
 */
export type RunTask = <T extends TaskName>(
  task: T,
  picture: Picture,
  options: TaskOptions,
) => AsyncIterable<TaskEvent<T>>;
