/** Drawn small, a picture with more pixels than this takes longer than a frame. */
const LARGE = 4_000_000;

/** A picture, and where it is large copies of half the width and height each, the largest first. */
export type Pyramid = readonly [ImageBitmap, ...ImageBitmap[]];

/** The sizes of those copies, in pixels. */
export function halves(width: number, height: number): { width: number; height: number }[] {
  const sizes = [];
  for (let scale = 0.5; 4 * scale * scale * width * height > LARGE; scale /= 2) {
    sizes.push({ width: Math.ceil(width * scale), height: Math.ceil(height * scale) });
  }
  return sizes;
}

/**
 * Makes the smaller copies of a picture from its file, which the browser does beside the page's own work; where the
 * memory does not suffice for one, the picture has fewer.
 */
export async function* smaller(file: Blob, width: number, height: number): AsyncGenerator<ImageBitmap> {
  for (const { width: resizeWidth, height: resizeHeight } of halves(width, height)) {
    const copy = await createImageBitmap(file, { resizeWidth, resizeHeight, resizeQuality: 'medium' }).catch(
      () => undefined,
    );
    if (copy) yield copy;
  }
}

/** The copy to draw `width` pixels wide: the smallest that has as many. */
export function levelFor<T extends { width: number }>(levels: readonly [T, ...T[]], width: number): T {
  return levels.findLast((level) => level.width >= width) ?? levels[0];
}

/** Cheap where much is to be read, beautiful else. */
export const qualityOf = ({ width, height }: ImageBitmap): ImageSmoothingQuality =>
  width * height > LARGE ? 'low' : 'high';
