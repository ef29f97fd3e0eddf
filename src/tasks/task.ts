import * as z from 'zod';
import { Box } from '../image/box.ts';
import { type Picture, PictureInfo } from '../image/picture.ts';
import { Element, type SCREEN_PHASES, TextLine } from '../screen/element.ts';
import type { PictureWorker } from '../worker/api.ts';

export const TASKS = ['elements', 'outline', 'describe'] as const;
export type TaskName = (typeof TASKS)[number];

export const ElementsResult = z.object({
  task: z.literal('elements'),
  picture: PictureInfo,
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
  children: Component[];
}
export const Component: z.ZodType<Component> = z.object({
  name: z.string(),
  role: z.string(),
  box: Box,
  text: z.string().optional(),
  layout: Layout.optional(),
  elementId: z.string().optional(),
  get children() {
    return z.array(Component);
  },
});

export const OutlineResult = z.object({
  task: z.literal('outline'),
  picture: PictureInfo,
  root: Component,
});
export type OutlineResult = z.infer<typeof OutlineResult>;

export const DescribeResult = z.object({
  task: z.literal('describe'),
  picture: PictureInfo,
  /** Whether the picture was taken for a user interface. */
  isInterface: z.boolean(),
  /** Plain sentences, Markdown without HTML. */
  text: z.string(),
});
export type DescribeResult = z.infer<typeof DescribeResult>;

export const TaskResult = z.discriminatedUnion('task', [ElementsResult, OutlineResult, DescribeResult]);
export type TaskResult = z.infer<typeof TaskResult>;
export type ResultOf<T extends TaskName> = Extract<TaskResult, { task: T }>;

/** What a task says while it runs: phases, results that grow, and one final result. Errors are thrown. */
export type TaskEvent<T extends TaskName = TaskName> =
  | { type: 'phase'; phase: (typeof SCREEN_PHASES)[number]; progress?: number | undefined }
  | { type: 'partial'; result: ResultOf<T> }
  | { type: 'done'; result: ResultOf<T> };

export interface TaskOptions {
  worker: PictureWorker;
  /** What transparent pixels lie on, `#rrggbb`; white by default. */
  background?: string;
  signal?: AbortSignal;
}

/** The one call shape of every task; `run.ts` implements it. */
export type RunTask = <T extends TaskName>(
  task: T,
  picture: Picture,
  options: TaskOptions,
) => AsyncIterable<TaskEvent<T>>;
