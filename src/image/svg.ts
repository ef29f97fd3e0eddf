/** The `<svg ...` tag that opens an SVG document, after byte order mark, XML declaration, comments and doctype. */
export function svgRoot(text: string): string | undefined {
  let at = 0;
  const skipPast = (end: string): void => {
    const found = text.indexOf(end, at);
    at = found < 0 ? text.length : found + end.length;
  };
  for (;;) {
    while (/[\s\uFEFF]/.test(text.charAt(at))) at++;
    if (text.startsWith('<?', at)) skipPast('?>');
    else if (text.startsWith('<!--', at)) skipPast('-->');
    else if (/^<!doctype/i.test(text.slice(at, at + 9))) {
      const subset = text.indexOf('[', at);
      if (subset >= 0 && subset < text.indexOf('>', at)) skipPast(']');
      skipPast('>');
    } else break;
  }
  return /^<svg(?=[\s/>])[^>]*/.exec(text.slice(at))?.[0];
}

/**
 * The density at which librsvg draws an SVG at the size that browsers give it. At 72 a CSS pixel is one pixel; lengths in
 * millimetres and such are multiplied by the density twice, and 96 CSS pixels make an inch.
 */
export function svgDensity(root: string): number {
  return /\swidth\s*=\s*["']\s*[\d.]+(mm|cm|in|pt|pc)\b/.test(root) ? Math.sqrt(96 * 72) : 72;
}

/** The longest side that the tag asks for in plain numbers, 0 for none: librsvg draws absurd sizes as a single pixel. */
export function svgClaimedSide(root: string): number {
  const sides = [...root.matchAll(/\s(?:width|height)\s*=\s*["']\s*([\d.]+(?:e\+?\d+)?)/gi)];
  return Math.max(0, ...sides.map(([, side]) => Math.round(Number(side)) || 0));
}
