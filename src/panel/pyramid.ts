/** Drawn small, a picture with more pixels than this takes longer than a frame. */
const LARGE = 4_000_000;

/** A picture, and where it is large copies of half the width and height each, the largest first. */
export type Pyramid = readonly [ImageBitmap, ...ImageBitmap[]];

/** So many pixels are made between two chances for the page to do something else. */
const AT_ONCE = 500_000;

/**
 * Makes the smaller copies of a picture, piece by piece, since making one at once holds the page up for a second. None is
 * asked for any more once the picture is closed.
 */
export async function* smaller(picture: ImageBitmap): AsyncGenerator<ImageBitmap> {
  for (let last = picture; last.width * last.height > LARGE; ) {
    const copy = await halved(last);
    if (!copy) return;
    yield copy;
    last = copy;
  }
}

/** Undefined where `picture` was closed meanwhile. */
async function halved(picture: ImageBitmap): Promise<ImageBitmap | undefined> {
  const [width, height] = [picture.width >> 1, picture.height >> 1];
  const canvas = new OffscreenCanvas(width, height);
  // Else the pieces are only noted down, and all drawn at the end.
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (!context) return undefined;
  context.imageSmoothingQuality = 'low'; // at half the size each pixel is the mean of four
  const rows = Math.max(1, Math.floor(AT_ONCE / width));
  for (let y = 0; y < height; y += rows) {
    const count = Math.min(rows, height - y);
    if (picture.width === 0) return undefined;
    context.drawImage(picture, 0, 2 * y, 2 * width, 2 * count, 0, y, width, count);
    context.getImageData(0, y, 1, 1);
    await new Promise((resolve) => setTimeout(resolve));
  }
  return canvas.transferToImageBitmap();
}

/** The copy to draw `width` pixels wide: the smallest that has as many. */
export function levelFor<T extends { width: number }>(levels: readonly [T, ...T[]], width: number): T {
  return levels.findLast((level) => level.width >= width) ?? levels[0];
}

/** Cheap where much is to be read, beautiful else. */
export const qualityOf = ({ width, height }: ImageBitmap): ImageSmoothingQuality =>
  width * height > LARGE ? 'low' : 'high';
