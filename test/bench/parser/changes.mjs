import { CLASSES, QUALITIES } from './score.mjs';

/** What a figure may differ by without a word, and whether more of it is better. */
const QUALITY = { slack: () => 0.002, better: 1, digits: 3 };
const FIGURES = {
  ...Object.fromEntries(Object.keys(QUALITIES).map((key) => [key, QUALITY])),
  cer: { ...QUALITY, better: -1, digits: 4 },
  ...Object.fromEntries(CLASSES.map((name) => [name, { ...QUALITY, slack: () => 0.005 }])),
  // Of a machine that does other things too.
  cpuSeconds: { slack: (before) => 0.15 * before, better: -1, digits: 2 },
  firstMs: { slack: (before) => 0.3 * before, better: -1, digits: 0 },
  peakMegabytes: { slack: (before) => 0.1 * before, better: -1, digits: 0 },
};

/**
 * What differs between two results, as rows of a table: group, figure, before, now, and whether that is worse. Groups that
 * are not of the same pages are left out.
 */
export function changes(before, now) {
  return Object.entries(now).flatMap(([group, score]) => {
    const old = before[group];
    if (!old || old.pages !== score.pages) return [];
    return Object.entries(FIGURES).flatMap(([figure, { slack, better, digits }]) => {
      const [was, is] = [old, score].map((each) => each[figure] ?? each.classF1[figure]);
      if (was === undefined || is === undefined || Math.abs(is - was) <= slack(was)) return [];
      const verdict = (is - was) * better < 0 ? 'WORSE' : 'better';
      return [[group, figure, was.toFixed(digits), is.toFixed(digits), verdict]];
    });
  });
}
