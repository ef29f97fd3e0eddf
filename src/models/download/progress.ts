/** How a download stands. */
export interface DownloadProgress {
  /** `waiting`: another window or program fetches the same file; `checking`: all is there, its SHA-256 is not known yet. */
  state: 'waiting' | 'connecting' | 'downloading' | 'retrying' | 'checking';
  /** Bytes that are there, those of an earlier try too. */
  received: number;
  /** Bytes of all; undefined: the server did not say yet. */
  total: number | undefined;
  /** Over the last seconds. */
  bytesPerSecond: number;
  /** Until the end at this speed; undefined: nobody knows. */
  secondsLeft: number | undefined;
  /** While it is `retrying`: why, in a few words, and in how many seconds. */
  retry?: { reason: string; seconds: number };
}

/** What a download knows of itself. */
export type Standing = Pick<DownloadProgress, 'state' | 'received' | 'total' | 'retry'>;

/** ms between two reports. */
const TICK = 250;
/** ms that a speed is taken over: steady, and soon true again when it changes. */
const WINDOW = 5000;

/** Tells how a download stands, a few times a second, also while nothing comes. */
export class Report {
  private readonly seen: { time: number; bytes: number }[] = [];
  private readonly timer: NodeJS.Timeout | undefined;
  private standing: () => Standing = () => ({ state: 'connecting', received: 0, total: undefined });

  constructor(private readonly onProgress: ((progress: DownloadProgress) => void) | undefined) {
    if (onProgress) this.timer = setInterval(() => this.tell(), TICK);
  }

  /** From now on it is `standing` that knows. */
  follow(standing: () => Standing): void {
    this.standing = standing;
    // What was there before says nothing about the speed.
    this.seen.length = 0;
    this.tell();
  }

  tell(): void {
    const standing = this.standing();
    const bytesPerSecond = this.speed(standing.received, performance.now());
    const left = (standing.total ?? Number.NaN) - standing.received;
    const seconds = left === 0 ? 0 : Math.ceil(left / bytesPerSecond);
    this.onProgress?.({ ...standing, bytesPerSecond, secondsLeft: Number.isFinite(seconds) ? seconds : undefined });
  }

  stop(): void {
    clearInterval(this.timer);
  }

  private speed(bytes: number, time: number): number {
    this.seen.push({ time, bytes });
    while (this.seen.length > 2 && this.seen[1]!.time <= time - WINDOW) this.seen.shift();
    const first = this.seen[0]!;
    return time > first.time ? ((bytes - first.bytes) * 1000) / (time - first.time) : 0;
  }
}
