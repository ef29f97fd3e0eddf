import * as z from 'zod';
import { ERROR_KINDS, GlimpseError } from './errors.ts';

/** A `GlimpseError` on the wire. */
export const Failure = z.object({
  kind: z.enum(ERROR_KINDS),
  failed: z.string(),
  tried: z.string().optional(),
  todo: z.string().optional(),
});
export type Failure = z.infer<typeof Failure>;

export const toFailure = ({ kind, parts }: GlimpseError): Failure => ({ kind, ...parts });

export const fromFailure = ({ kind, failed, tried, todo }: Failure): GlimpseError =>
  new GlimpseError(kind, { failed, ...(tried && { tried }), ...(todo && { todo }) });
