import * as z from 'zod';
import { ERROR_KINDS } from '../errors.ts';
import { Box } from '../image/box.ts';
import { FitOptions } from '../image/fitted.ts';
import { ImageLimits, PictureInfo } from '../image/picture.ts';
import { ThumbnailSize } from '../image/thumbnail-size.ts';
import { Element } from '../screen/element.ts';
import { PaintedArea } from '../screen/paint.ts';

// What travels between ProcessWorker and its child. Node's "advanced" serialization carries bytes as bytes.

export const Bytes = z.custom<Uint8Array>((value) => value instanceof Uint8Array);
const Picture = z.object({ info: PictureInfo, data: Bytes });
const Background = z
  .string()
  .regex(/^#[0-9a-f]{6}$/i)
  .optional();

/** What the child is asked to do. */
export const Task = z.discriminatedUnion('type', [
  z.object({ type: z.literal('open'), data: Bytes, name: z.string(), limits: ImageLimits.optional() }),
  z.object({ type: z.literal('parse'), picture: Picture, background: Background }),
  z.object({ type: z.literal('annotate'), picture: Picture, elements: z.array(Element), background: Background }),
  z.object({ type: z.literal('paint'), picture: Picture, areas: z.array(PaintedArea), background: Background }),
  z.object({ type: z.literal('display'), picture: Picture, background: Background }),
  z.object({ type: z.literal('thumbnail'), picture: Picture, size: ThumbnailSize, background: Background }),
  z.object({ type: z.literal('fit'), picture: Picture, options: FitOptions, background: Background }),
  z.object({ type: z.literal('pixels'), picture: Picture, box: Box }),
  z.object({ type: z.literal('crop'), picture: Picture, box: Box }),
  z.object({ type: z.literal('text-colors'), picture: Picture, lines: z.array(Box), background: Background }),
]);
export type Task = z.infer<typeof Task>;

/** To the child. */
export const Request = z.discriminatedUnion('type', [
  z.object({ type: z.literal('start'), id: z.int(), task: Task }),
  z.object({ type: z.literal('cancel'), id: z.int() }),
]);
export type Request = z.infer<typeof Request>;

/** From the child: any number of values for a request, then one `end` or `error`; a cancelled request just ends. */
export const Reply = z.discriminatedUnion('type', [
  z.object({ type: z.literal('value'), id: z.int(), value: z.unknown() }),
  z.object({ type: z.literal('end'), id: z.int() }),
  z.object({
    type: z.literal('error'),
    id: z.int(),
    kind: z.enum(ERROR_KINDS),
    parts: z.object({ failed: z.string(), tried: z.string().optional(), todo: z.string().optional() }),
  }),
  /** The child is about to end itself on purpose; what it has not answered may be asked again. */
  z.object({ type: z.literal('leaving') }),
]);
export type Reply = z.infer<typeof Reply>;

/** What `pixels` answers. */
export const RgbaPixels = z.object({ width: z.int(), height: z.int(), rgba: Bytes });

/** What `display` answers. */
export const Displayable = z.object({ data: Bytes, mediaType: z.string() });
export type Displayable = z.infer<typeof Displayable>;
