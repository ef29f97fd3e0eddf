/** Lets one after the other work, in the order of their asking. */
export class Turns {
  private last: Promise<unknown> = Promise.resolve();

  /** Waits for its turn and gives the function that ends it. Rejects at once when `signal` aborts while waiting. */
  async take(signal?: AbortSignal): Promise<() => void> {
    signal?.throwIfAborted();
    const before = this.last;
    let done = (): void => {};
    const mine = new Promise<void>((resolve) => {
      done = resolve;
    });
    // Who gives up does not let the next one in before its time.
    this.last = Promise.all([before, mine]);
    const aborted = new Promise<never>((_, reject) => {
      signal?.addEventListener('abort', () => reject(signal.reason), { once: true });
    });
    try {
      await Promise.race([before, aborted]);
    } catch (error) {
      done();
      throw error;
    }
    return done;
  }
}
