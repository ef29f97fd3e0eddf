/** A place in a queue. */
export interface Place {
  /** Resolves when it is this one's turn. */
  readonly turn: Promise<void>;
  /** Ends its turn, or its waiting. */
  leave(): void;
}

/** First come, first served, for a server that answers only so many at once. */
export class Slots {
  private busy = 0;
  private readonly waiting: { start: () => void; tell: (ahead: number) => void }[] = [];

  /** `limit`: how many may have their turn at once. `onAhead` hears how many are before this one, whenever that changes. */
  enter(limit: number, onAhead: (ahead: number) => void): Place {
    let start = (): void => {};
    const turn = new Promise<void>((resolve) => {
      start = resolve;
    });
    let told: number | undefined;
    const tell = (ahead: number): void => {
      if (ahead !== told) onAhead(ahead);
      told = ahead;
    };
    const waiter = { start, tell };
    let left = false;
    const leave = (): void => {
      if (left) return;
      left = true;
      const index = this.waiting.indexOf(waiter);
      if (index >= 0) this.waiting.splice(index, 1);
      else this.busy--;
      this.advance(limit);
    };
    this.waiting.push(waiter);
    this.advance(limit);
    return { turn, leave };
  }

  private advance(limit: number): void {
    while (this.busy < limit && this.waiting.length > 0) {
      this.busy++;
      this.waiting.shift()?.start();
    }
    for (const [index, { tell }] of this.waiting.entries()) tell(this.busy + index);
  }
}
