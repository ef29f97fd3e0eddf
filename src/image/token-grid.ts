/** Columns and rows of the squares that a model sees as one visual token each. */
export interface TokenGrid {
  columns: number;
  rows: number;
}

/** transformers and vLLM refuse a picture that is longer than this in proportion (Qwen's `smart_resize`). */
const MAX_RATIO = 200;

/**
 * The grid of tokens in which a picture of `width` x `height` pixels is sent: at its own size where that costs
 * `minTokens`..`maxTokens`, otherwise the nearest size that does, and each side in whole tokens, so within half a token of
 * its proportion. A server leaves such a picture as it is: Qwen's `smart_resize`, in llama.cpp
 * `img_tool::calc_size_preserved_ratio` of tools/mtmd/mtmd-image.cpp, changes only what is no whole number of tokens or
 * outside of the limits.
 *
 * Proportions beyond 1:200 are squeezed to that. `maxTokens` and `maxShortSide` (pixels) always hold; `minTokens` gives way
 * to them, and where nothing of the right proportion lies between the two.
 */
export function tokenGrid(
  width: number,
  height: number,
  limits: { minTokens: number; maxTokens: number; patch: number; maxShortSide?: number | undefined },
): TokenGrid {
  const { minTokens, maxTokens, patch, maxShortSide = Infinity } = limits;
  const wide = width >= height;
  const [long, short] = wide ? [width, height] : [height, width];
  const ratio = Math.min(MAX_RATIO, long / short);
  const tokens = ((long / patch) * (long / ratio)) / patch;
  const idealShort = Math.min(
    Math.sqrt(Math.min(maxTokens, Math.max(minTokens, tokens)) / ratio),
    maxShortSide / patch,
  );
  const idealLong = idealShort * ratio;

  let best = { across: 1, along: 1, error: Infinity };
  for (const across of around(idealShort, maxShortSide / patch)) {
    for (const along of around(idealLong, Math.min(maxTokens / across, across * MAX_RATIO))) {
      const error = Math.abs(Math.log(across / idealShort)) + Math.abs(Math.log(along / idealLong));
      // Too few tokens are worse than any proportion.
      const penalty = across * along < minTokens ? 1000 : 0;
      if (error + penalty < best.error) best = { across, along, error: error + penalty };
    }
  }
  return wide ? { columns: best.along, rows: best.across } : { columns: best.across, rows: best.along };
}

/** The whole numbers next to `ideal`, at least 1 and at most `limit`. */
function around(ideal: number, limit: number): number[] {
  return [Math.floor(ideal), Math.ceil(ideal)].map((n) => Math.max(1, Math.min(n, Math.floor(limit))));
}
