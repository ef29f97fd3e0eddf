import { type Memento, Uri } from 'vscode';
import * as z from 'zod';

const KEY = 'recentPictures';
const MOST = 10;

/** The pictures of this workspace that Glimpse showed last, the last first. */
export class RecentPictures {
  /** @param memory of the workspace */
  constructor(private readonly memory: Memento) {}

  get all(): Uri[] {
    return this.#addresses.map((address) => Uri.parse(address, true));
  }

  add(uri: Uri): void {
    const address = uri.toString();
    const others = this.#addresses.filter((other) => other !== address);
    void this.memory.update(KEY, [address, ...others].slice(0, MOST));
  }

  get #addresses(): string[] {
    return z.array(z.url()).catch([]).parse(this.memory.get(KEY));
  }
}
