import * as l10n from '@vscode/l10n';
import { GlimpseError } from '../errors.ts';
import type { Asked } from './failure.ts';

/** One request with its clock: aborted by its user or by impatience. */
export class Attempt {
  readonly signal: AbortSignal;
  asked: Asked;
  private readonly controller = new AbortController();
  private silence?: NodeJS.Timeout;
  private total?: NodeJS.Timeout;

  constructor(name: string, signal: AbortSignal | undefined) {
    this.signal = signal ? AbortSignal.any([signal, this.controller.signal]) : this.controller.signal;
    this.asked = { name, baseURL: 'http://localhost' };
  }

  /** Something has to come within `ms`. */
  expect(ms: number): void {
    this.relax();
    const failed = l10n.t('{0} does not answer.', this.asked.name);
    const tried = l10n.t('Nothing came from {0} for {1} s.', this.asked.baseURL, Math.round(ms / 1000));
    this.silence = setTimeout(() => this.giveUp(failed, tried), ms);
  }

  /** All has to be there within `ms`. */
  endWithin(ms: number): void {
    clearTimeout(this.total);
    const failed = l10n.t('{0} does not come to an end.', this.asked.name);
    const tried = l10n.t('It was given {0} s.', Math.round(ms / 1000));
    this.total = setTimeout(() => this.giveUp(failed, tried), ms);
  }

  /** Nothing is expected. */
  relax(): void {
    clearTimeout(this.silence);
  }

  /** Waits for `work` only as long as nobody aborts. */
  async orAbort<T>(work: Promise<T>): Promise<T> {
    this.signal.throwIfAborted();
    let stop = (): void => {};
    const aborted = new Promise<never>((_, reject) => {
      stop = () => reject(this.signal.reason);
      this.signal.addEventListener('abort', stop, { once: true });
    });
    try {
      return await Promise.race([work, aborted]);
    } finally {
      this.signal.removeEventListener('abort', stop);
    }
  }

  async pause(ms: number): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    try {
      await this.orAbort(new Promise<void>((resolve) => (timer = setTimeout(resolve, ms))));
    } finally {
      clearTimeout(timer);
    }
  }

  /** Closes what is still open. */
  end(): void {
    this.relax();
    clearTimeout(this.total);
    this.controller.abort();
  }

  private giveUp(failed: string, tried: string): void {
    const todo = l10n.t('Try a smaller picture, or look at the log of the server.');
    this.controller.abort(new GlimpseError('timeout', { failed, tried, todo }));
  }
}
