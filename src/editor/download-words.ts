import * as l10n from '@vscode/l10n';
import { bytes } from '../host/gguf.ts';
import type { DownloadProgress } from '../models/download.ts';

/** How a download stands, in a line: `412 MB of 1.6 GB, 12.3 MB/s, 2 min left`. */
export function downloadWords({
  state,
  received,
  total,
  bytesPerSecond,
  secondsLeft,
  retry,
}: DownloadProgress): string {
  switch (state) {
    case 'waiting':
      return l10n.t('another window downloads it');
    case 'connecting':
      return l10n.t('connecting');
    case 'checking':
      return l10n.t('checking what came');
    case 'retrying':
      return retry ? l10n.t('{0}; tried again in {1} s', retry.reason, retry.seconds) : l10n.t('connecting');
    case 'downloading':
      break;
  }
  const speed = bytes(Math.round(bytesPerSecond));
  if (bytesPerSecond < 1)
    return total === undefined ? bytes(received) : l10n.t('{0} of {1}', bytes(received), bytes(total));
  if (total === undefined) return l10n.t('{0}, {1}/s', bytes(received), speed);
  if (secondsLeft === undefined) return l10n.t('{0} of {1}, {2}/s', bytes(received), bytes(total), speed);
  return l10n.t('{0} of {1}, {2}/s, {3}', bytes(received), bytes(total), speed, leftWords(secondsLeft));
}

function leftWords(seconds: number): string {
  if (seconds < 90) return l10n.t('{0} s left', Math.max(1, seconds));
  const minutes = Math.round(seconds / 60);
  if (minutes < 90) return l10n.t('{0} min left', minutes);
  return l10n.t('{0} h {1} min left', Math.floor(minutes / 60), minutes % 60);
}
