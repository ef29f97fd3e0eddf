/** The same text at least so many times in a row, */
const MIN_REPEATS = 4;
/** over at least so many characters, is a loop: longer than any rule, table border or row of equal cells that is meant. */
const MIN_SPAN = 1200;
/** The longest text that is looked for again, in characters. */
const MAX_PERIOD = 2000;
/** New characters between two looks. */
const EVERY = 64;
const ANCHOR = 32;
const WINDOW = (MIN_REPEATS + 1) * MAX_PERIOD;

/**
 * Notices that a model only repeats itself: that the text ends in one and the same passage again and again. Items that
 * share their keys but differ anywhere are no repetition.
 */
export class Repetition {
  /** The end of the text, and how much of the text comes before it. */
  private tail = '';
  private dropped = 0;
  private unseen = 0;

  /** Takes what was written; gives the length of the text up to and with the first of the repeated passages, if it repeats. */
  push(delta: string): number | undefined {
    this.tail += delta;
    this.unseen += delta.length;
    if (this.unseen < EVERY || this.tail.length < MIN_SPAN) return undefined;
    this.unseen = 0;
    if (this.tail.length > 2 * WINDOW) {
      this.dropped += this.tail.length - WINDOW;
      this.tail = this.tail.slice(-WINDOW);
    }
    const end = this.tail.length;
    const anchor = this.tail.slice(-ANCHOR);
    // Every place where the last characters stood before may be one period away.
    let at = end - ANCHOR;
    while (at > 0) {
      at = this.tail.lastIndexOf(anchor, at - 1);
      const period = end - ANCHOR - at;
      if (at < 0 || period > MAX_PERIOD) return undefined;
      const span = period + this.repeated(period);
      if (span >= MIN_SPAN && span >= MIN_REPEATS * period) return this.dropped + end - span + period;
    }
    return undefined;
  }

  /** How many characters at the end equal those `period` before them. */
  private repeated(period: number): number {
    let at = this.tail.length - 1;
    while (at >= period && this.tail.charCodeAt(at) === this.tail.charCodeAt(at - period)) at--;
    return this.tail.length - 1 - at;
  }
}
