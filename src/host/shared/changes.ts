/** Tells whoever waits for the next change. */
export class Changes {
  readonly #waiting = new Set<() => void>();

  tell(): void {
    for (const waiting of [...this.#waiting]) waiting();
  }

  /** Resolves at the next `tell`. Throws the signal's AbortError. */
  next(signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const end = (): void => {
        this.#waiting.delete(onChange);
        signal?.removeEventListener('abort', onAbort);
      };
      const onChange = (): void => {
        end();
        resolve();
      };
      const onAbort = (): void => {
        end();
        reject(signal?.reason);
      };
      this.#waiting.add(onChange);
      signal?.addEventListener('abort', onAbort);
      if (signal?.aborted) onAbort();
    });
  }
}
