import type * as z from 'zod';
import { type Failure, HostMessage, type PageMessage, type PageRequest, PageState } from '../protocol.ts';

type Reply = Extract<HostMessage, { type: 'reply' }>;

interface VsCodeApi {
  postMessage(message: PageMessage): void;
  getState(): unknown;
  setState(state: PageState): void;
}
declare function acquireVsCodeApi(): VsCodeApi;

/** A page that is thrown away has not kept how it was moved in this last moment. */
const SAVE_MS = 100;

/** The parts of two states that are not the very same. */
function changedParts(a: PageState, b: PageState): (keyof PageState)[] {
  const names = Object.keys({ ...a, ...b }) as (keyof PageState)[];
  return names.filter((name) => a[name] !== b[name]);
}

/** The page's side of the protocol: the one place that talks to VS Code. */
export class Host {
  readonly #api = acquireVsCodeApi();
  readonly #waiting = new Map<number, (reply: Reply) => void>();
  #next = 1;
  #saved: PageState | undefined;
  #saving: ReturnType<typeof setTimeout> | undefined;

  /** What the page had left before it was thrown away. */
  readonly state: PageState | undefined = PageState.safeParse(this.#api.getState()).data;

  constructor(onMessage: (message: Exclude<HostMessage, Reply>) => void) {
    window.addEventListener('message', ({ data: raw }: MessageEvent<unknown>) => {
      const { data: message, error } = HostMessage.safeParse(raw);
      if (error) return console.error('Glimpse: a message that is not understood.', error);
      if (message.type !== 'reply') return onMessage(message);
      this.#waiting.get(message.id)?.(message);
      this.#waiting.delete(message.id);
    });
  }

  ready(): void {
    this.#api.postMessage({ type: 'ready' });
  }

  /** Keeps `state` for the page that comes after this one: at once, but for what changes with every frame. */
  save(state: PageState): void {
    const before = this.#saved;
    const changed = before ? changedParts(before, state) : undefined;
    if (changed?.length === 0) return;
    this.#saved = state;
    if (changed?.every((name) => name === 'viewport' || name === 'split')) {
      this.#saving ??= setTimeout(() => this.#write(), SAVE_MS);
    } else {
      this.#write();
    }
  }

  #write(): void {
    clearTimeout(this.#saving);
    this.#saving = undefined;
    if (this.#saved) this.#api.setState(this.#saved);
  }

  /** Asks for something; gives the failure, or undefined when it was done. */
  async request(request: PageRequest): Promise<Failure | undefined> {
    return (await this.#ask(request)).failure;
  }

  /** Asks for a value; throws an Error that says why there is none. */
  async fetch<T>(request: PageRequest, schema: z.ZodType<T>): Promise<T> {
    const { value, failure } = await this.#ask(request);
    if (failure) throw new Error(failure.failed);
    return schema.parse(value);
  }

  #ask(request: PageRequest): Promise<Reply> {
    const id = this.#next++;
    this.#api.postMessage({ type: 'request', id, request });
    return new Promise((resolve) => this.#waiting.set(id, resolve));
  }
}
