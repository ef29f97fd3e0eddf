import * as l10n from '@vscode/l10n';
import { GlimpseError } from '../errors.ts';
import type { Handed } from '../protocol.ts';

/** Of more errors than this the rest is counted. */
const MOST = 5;

/** Several errors, one at least, as one: each on a line of its own. */
export function together(errors: readonly GlimpseError[]): GlimpseError {
  const [first] = errors;
  if (!first) throw new RangeError('Nothing has failed.');
  if (errors.length === 1) return first;
  const lines = errors.slice(0, MOST).map(({ parts }) => parts.failed);
  const rest = errors.length - lines.length;
  if (rest > 0) lines.push(l10n.t('And {0} more.', rest));
  return new GlimpseError(first.kind, { failed: lines.join('\n') });
}

/** What to say when there is no picture at all in what was pasted or dropped. */
export function nothingToOpen(by: Handed['by']): GlimpseError {
  return new GlimpseError('bad-usage', {
    failed: by === 'paste' ? l10n.t('There is no picture on the clipboard.') : l10n.t('There is no picture in that.'),
    todo: l10n.t(
      'Glimpse takes screenshots, pictures copied from a web page or a program, image files, and paths of images in the workspace.',
    ),
  });
}
