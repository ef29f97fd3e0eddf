import type { Picture, PictureInfo } from '../image/picture.ts';
import type { Asked } from '../protocol.ts';
import type { AskOptions, TaskName, TaskResult } from '../tasks/task.ts';
import type { Displayable } from '../worker/api.ts';

/** A picture, and what a page shows of it. */
export interface Opened {
  picture: Picture;
  shown: Displayable;
}

/** A task for one picture. */
export interface Wanted {
  task: TaskName;
  picture: PictureInfo;
  asked: Asked;
  /** What the model is asked; absent: the parser answers alone. */
  ask: AskOptions | undefined;
  /** What transparent pixels lie on, `#rrggbb`. */
  background: string;
}

/** A result that was kept. */
export interface Kept {
  id: string;
  result: TaskResult;
  /** When it was made, ms since 1970. */
  time: number;
}

/** Results beyond the life of a panel. Never throws: what can't be kept or found again is logged. */
export interface Archive {
  /** A picture that is known, so that nothing has to look at it again. */
  open(data: Uint8Array, name: string, background: string): Promise<Opened | undefined>;
  find(wanted: Wanted): Promise<Kept | undefined>;
  /**
   * Keeps a result that is final, and gives its id.
   * @param continues the id of the conversation that it goes on with
   */
  keep(wanted: Wanted, opened: Opened, result: TaskResult, continues?: string): Promise<string | undefined>;
}
