import * as l10n from '@vscode/l10n';
import { GlimpseError } from '../errors.ts';

const MAX_RESTARTS = 3;
const WINDOW_MS = 5 * 60_000;

/** How often a model's process may be started again by itself: three times in five minutes. */
export class Restarts {
  private failures: { at: number; error: GlimpseError }[] = [];

  note(error: GlimpseError): void {
    this.failures.push({ at: Date.now(), error });
  }

  reset(): void {
    this.failures = [];
  }

  /** @throws GlimpseError `host-failed` when the next start would be one too many */
  check(): void {
    this.failures = this.failures.filter(({ at }) => Date.now() - at < WINDOW_MS);
    const last = this.failures.at(-1);
    if (!last || this.failures.length <= MAX_RESTARTS) return;
    throw new GlimpseError(
      'host-failed',
      {
        failed: l10n.t(
          "The model's process failed {0} times within {1} minutes and is not started again by itself.",
          this.failures.length,
          WINDOW_MS / 60_000,
        ),
        tried: last.error.message,
        todo: l10n.t('Look into the log, then restart the model or choose another one.'),
      },
      { cause: last.error },
    );
  }
}
