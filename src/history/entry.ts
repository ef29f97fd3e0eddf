import * as z from 'zod';
import { Box } from '../image/box.ts';
import { PictureInfo } from '../image/picture.ts';
import { TASKS } from '../tasks/task.ts';
import { Blob } from './blobs.ts';

/** What a task was asked, as far as a person wants to know it later. */
export const Asked = z.object({
  /** The template's id, and its name in lists at that time. */
  template: z.string(),
  title: z.string(),
  /** The user's own words. */
  question: z.string().optional(),
  /** Only this part of the picture. */
  region: Box.optional(),
  /** As a person would call it. */
  model: z.string(),
});
export type Asked = z.infer<typeof Asked>;

/** What is known of an analysis without its result: a small JSON file for each. */
export const Entry = z.object({
  version: z.literal(1),
  id: z.uuid(),
  task: z.enum(TASKS),
  /** When it ended, ms since 1970. */
  time: z.number().nonnegative(),
  pinned: z.boolean(),
  /** As the user calls it; absent: after the picture. */
  name: z.string().min(1).optional(),
  /** Absent: the parser answered alone. */
  asked: Asked.optional(),
  /** What was asked (key.ts). Who asks the same gets this result, if it is whole. */
  key: z.string(),
  isWhole: z.boolean(),
  /** Answers in it: more than one in a conversation. */
  answers: z.int().positive(),
  /** Where the picture came from: a URI. */
  uri: z.string(),
  picture: PictureInfo,
  /** What it lies on where it is transparent, `#rrggbb`. */
  background: z.string().optional(),
  /** The file as it was, what a page shows of it, small pictures of it, and the result as JSON. */
  blobs: z.object({
    picture: Blob,
    shown: Blob,
    icon: Blob.optional(),
    preview: Blob.optional(),
    result: Blob,
  }),
  mediaType: z.string().startsWith('image/'),
});
export type Entry = z.infer<typeof Entry>;

/** What to call it in lists. */
export const nameOf = ({ name, picture }: Entry): string => name ?? picture.name;

/** Whether a new run of the same leaves it as it is: the user has made it their own. */
export const isKept = ({ pinned, name }: Entry): boolean => pinned || name !== undefined;
