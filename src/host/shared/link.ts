import { connect } from 'node:net';
import { Channel } from './channel.ts';
import type { HostFile } from './host-file.ts';
import { FromKeeper, type ToKeeper } from './messages.ts';
import { isSame, proof, secret } from './proof.ts';

/** A question that the keeper answers with a `reply`. */
type Asked = Extract<ToKeeper, { id: number }>;
export type Question = Asked extends infer T ? (T extends Asked ? Omit<T, 'id'> : never) : never;
type Reply = Omit<Extract<FromKeeper, { type: 'reply' }>, 'type' | 'id'>;

export interface AskOptions {
  signal?: AbortSignal | undefined;
  /** 0..1 of what has to be loaded, where it is known. */
  onProgress?: ((progress: number | undefined) => void) | undefined;
  /** It has to wait until another window is done with another model. */
  onQueue?: (() => void) | undefined;
}

interface Pending extends AskOptions {
  resolve: (reply: Reply | undefined) => void;
  /** The keeper is there, and at it. */
  isHeard: () => void;
}

/** What a keeper says without being asked. */
type Told = Extract<FromKeeper, { type: 'status' | 'log' }>;

/** A keeper says something at once; one on a machine that swaps, later. */
const ANSWER_MS = 10_000;

/** A window's connection to a keeper that has proven to be the one of the file. */
export class Link {
  /** When the connection has ended. */
  readonly closed: Promise<void>;
  /** The keeper's. */
  version = '';
  readonly #channel: Channel<FromKeeper, ToKeeper>;
  readonly #pending = new Map<number, Pending>();
  #lastId = 0;
  #isClosed = false;

  /**
   * Connects to the keeper that a file names; undefined where none is there, or something else.
   * @param version of this window
   */
  static to(file: HostFile, version: string, onTold: (message: Told) => void = () => {}): Promise<Link | undefined> {
    return new Promise((resolve) => {
      const link = new Link(file, version, onTold, () => resolve(link));
      void link.closed.then(() => resolve(undefined));
    });
  }

  private constructor({ port, key }: HostFile, version: string, onTold: (message: Told) => void, onProven: () => void) {
    const nonces = { keeper: '', window: secret() };
    const socket = connect({ host: '127.0.0.1', port });
    const late = setTimeout(() => socket.destroy(), ANSWER_MS);
    let isProven = false;
    let close = (): void => {};
    this.closed = new Promise((resolve) => {
      close = resolve;
    });
    this.#channel = new Channel<FromKeeper, ToKeeper>(socket, FromKeeper, {
      onMessage: (message) => {
        if (isProven) {
          this.#receive(message, onTold);
        } else if (message.type === 'hello') {
          nonces.keeper = message.nonce;
          this.version = message.version;
          this.send({ type: 'hello', version, nonce: nonces.window, proof: proof(key, 'window', nonces) });
        } else if (message.type === 'welcome' && isSame(message.proof, proof(key, 'keeper', nonces))) {
          clearTimeout(late);
          isProven = true;
          onProven();
        } else {
          socket.destroy();
        }
      },
      onClose: () => {
        clearTimeout(late);
        this.#isClosed = true;
        close();
        for (const id of [...this.#pending.keys()]) this.#settle(id)?.resolve(undefined);
      },
    });
  }

  send(message: ToKeeper): void {
    this.#channel.send(message);
  }

  /**
   * The keeper's answer; undefined when the connection ends before, as it does with a keeper that says nothing at all. Throws
   * the signal's AbortError.
   */
  ask(question: Question, options: AskOptions = {}): Promise<Reply | undefined> {
    const { signal } = options;
    if (this.#isClosed) return Promise.resolve(undefined);
    const id = ++this.#lastId;
    return new Promise((resolve, reject) => {
      const onAbort = (): void => {
        this.#settle(id);
        this.send({ type: 'cancel', id });
        reject(signal?.reason);
      };
      const late = setTimeout(() => this.#channel.destroy(), ANSWER_MS);
      const isHeard = () => clearTimeout(late);
      const settle = (reply: Reply | undefined): void => {
        signal?.removeEventListener('abort', onAbort);
        resolve(reply);
      };
      this.#pending.set(id, { ...options, resolve: settle, isHeard });
      signal?.addEventListener('abort', onAbort, { once: true });
      this.send({ ...question, id } as ToKeeper);
      if (signal?.aborted) onAbort();
    });
  }

  /** Ends it; a keeper may end with the last. */
  close(): void {
    this.#channel.close();
  }

  #settle(id: number): Pending | undefined {
    const pending = this.#pending.get(id);
    pending?.isHeard();
    this.#pending.delete(id);
    return pending;
  }

  #receive(message: FromKeeper, onTold: (message: Told) => void): void {
    switch (message.type) {
      case 'status':
      case 'log':
        onTold(message);
        break;
      case 'heard':
        this.#pending.get(message.id)?.isHeard();
        break;
      case 'progress':
        this.#pending.get(message.id)?.onProgress?.(message.progress);
        break;
      case 'queue':
        this.#pending.get(message.id)?.onQueue?.();
        break;
      case 'reply':
        this.#settle(message.id)?.resolve(message);
    }
  }
}
