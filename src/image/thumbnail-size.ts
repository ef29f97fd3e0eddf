import * as z from 'zod';

/** Pixels; `cover` fills them and cuts what is over, `inside` is no larger than them and than the picture. */
export const ThumbnailSize = z.object({
  width: z.int().min(1).max(2048),
  height: z.int().min(1).max(2048),
  fit: z.enum(['cover', 'inside']),
});
export type ThumbnailSize = z.infer<typeof ThumbnailSize>;
