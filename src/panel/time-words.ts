import * as l10n from '@vscode/l10n';
import type { Timing } from '../tasks/task.ts';

/** As exact as one reads it: tenths up to ten seconds, then seconds, then minutes and seconds. */
export function durationWords(ms: number): string {
  const tenths = Math.max(0, Math.floor(ms / 100));
  if (tenths < 100) return l10n.t('{0} s', (tenths / 10).toFixed(1));
  const seconds = Math.floor(tenths / 10);
  if (seconds < 60) return l10n.t('{0} s', seconds);
  return l10n.t('{0} min {1} s', Math.floor(seconds / 60), seconds % 60);
}

/** `8.5 tok/s`: how fast a model writes. */
export const speedWords = (tokensPerSecond: number): string =>
  l10n.t('{0} tok/s', tokensPerSecond.toFixed(tokensPerSecond < 10 ? 1 : 0));

/** What a task took, in a line. */
export function tookWords({ totalMs, parseMs, readMs, outputTokens, tokensPerSecond }: Timing): string {
  const total = durationWords(totalMs);
  if (outputTokens === undefined) return parseMs === undefined ? total : l10n.t('from the screen parser in {0}', total);
  if (readMs === undefined || tokensPerSecond === undefined) {
    return l10n.t('wrote {0} tokens, {1} in all', outputTokens, total);
  }
  return l10n.t(
    'read {0}, wrote {1} tokens at {2}, {3} in all',
    durationWords(readMs),
    outputTokens,
    speedWords(tokensPerSecond),
    total,
  );
}

/** All that is known of where the time went, a line each. */
export function tookDetails(timing: Timing): string {
  const { parseMs, loadMs, queueMs, readMs, writeMs, promptTokens, cachedTokens, outputTokens } = timing;
  const took = (ms: number | undefined, words: (time: string) => string) =>
    ms === undefined || ms < 50 ? '' : words(durationWords(ms));
  return [
    took(parseMs, (time) => l10n.t('Screen parser: {0}', time)),
    took(loadMs, (time) => l10n.t('Loading the model: {0}', time)),
    took(queueMs, (time) => l10n.t('Waiting in line: {0}', time)),
    took(readMs, (time) => l10n.t('Reading the picture and the question: {0}', time)),
    took(writeMs, (time) => l10n.t('Writing: {0}', time)),
    promptTokens ? l10n.t('Tokens read: {0}', promptTokens) : '',
    cachedTokens ? l10n.t('Of these known from before: {0}', cachedTokens) : '',
    outputTokens ? l10n.t('Tokens written: {0}', outputTokens) : '',
    l10n.t('In all: {0}', durationWords(timing.totalMs)),
  ]
    .filter(Boolean)
    .join('\n');
}
