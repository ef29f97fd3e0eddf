import type { FileHandle } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import * as l10n from '@vscode/l10n';
import { chunks, type HttpAnswer, httpGet } from '../http-get.ts';
import { length, sizeOf, validatorOf } from './answer-headers.ts';
import {
  changed,
  disconnected,
  garbage,
  onDisk,
  Passing,
  refused,
  StartOver,
  webPage,
  wrongLength,
} from './failures.ts';
import type { PartState } from './part.ts';
import { type Piece, Pieces } from './pieces.ts';

/** What is to be fetched, and how. */
export interface Wanted {
  url: URL;
  /** Where it goes, for messages. */
  file: string;
  bytes?: number;
  sha256?: string;
  headers?: Readonly<Record<string, string>>;
  connections: number;
  pace: Pace;
}

/** How patient a download is; ms. */
export interface Pace {
  silenceMs: number;
  /** Before each further try. */
  waits: readonly number[];
}

/** Why nothing comes, and for how long. */
export interface Retry {
  reason: string;
  /** When the next try begins; ms since 1970. */
  at: number;
}

/** Bytes that are written at once; and the longest that they wait for it, ms. */
const BLOCK = 2 ** 20;
const BLOCK_MS = 500;
/** So much has to come for the tries to be counted from the beginning. */
const WORTH = 256 * 2 ** 10;
/** As long as nothing was ever reached, an address is as likely wrong as the network is down. */
const FIRST_TRIES = 3;
/** A server that wants a longer pause is asked again by the user; ms. */
const LONGEST_WAIT = 120_000;

/**
 * Fetches the bytes that are missing, over several connections where the server sends parts. The first answer says how large
 * the file is, whether it is still the one that was begun, and whether it comes in parts: nothing is asked before.
 */
export class Transfer {
  readonly pieces: Pieces;
  /** What tells this version of the file from others. */
  validator: string | undefined;
  /** Whether it can be gone on with later. */
  inParts = false;
  private answered = false;
  private readonly waiting = new Map<object, Retry>();
  private live = 0;
  private readonly running: Promise<void>[] = [];
  private readonly failed = new AbortController();
  private readonly signal: AbortSignal;
  /** Where the redirects led: asked directly as long as that works. */
  private target?: HttpAnswer['from'];

  /**
   * @param begun what is there
   * @param onSize called once with the first answer, before anything is written
   * @param onBytes called when more bytes are in the file
   */
  constructor(
    private readonly wanted: Wanted,
    private readonly handle: FileHandle,
    private readonly begun: PartState | undefined,
    private readonly onSize: (missing: number) => Promise<void>,
    private readonly onBytes: () => void,
    signal: AbortSignal,
  ) {
    this.pieces = new Pieces(begun?.total ?? wanted.bytes ?? Number.POSITIVE_INFINITY, begun?.done);
    this.validator = begun?.validator;
    this.signal = AbortSignal.any([signal, this.failed.signal]);
  }

  get isConnected(): boolean {
    return this.answered;
  }

  /** Set while no connection gets anything. */
  get retry(): Retry | undefined {
    if (this.waiting.size < this.live) return undefined;
    return [...this.waiting.values()].sort((a, b) => a.at - b.at)[0];
  }

  /** @throws GlimpseError, StartOver, AbortError; what came until then is in the file */
  async run(): Promise<void> {
    if (this.pieces.isComplete) return;
    this.connect();
    // More are added while the first ones run.
    for (let i = 0; i < this.running.length; i++) await this.running[i];
    this.signal.throwIfAborted();
  }

  private connect(): void {
    this.live++;
    const end = () => {
      this.live--;
    };
    this.running.push(
      this.connection()
        .catch((error) => this.failed.abort(error))
        .finally(end),
    );
  }

  /** Fetches piece after piece until none is left, or until others do better. */
  private async connection(): Promise<void> {
    const self = {};
    let tries = 0;
    for (let piece = this.pieces.take(); piece; piece = this.pieces.take()) {
      const from = piece.at;
      const passing = await this.attempt(piece);
      if (!passing) {
        tries = 0;
        continue;
      }
      if (this.answered && !this.inParts) throw new StartOver(passing);
      if (piece.at - from > WORTH) tries = 0;
      const { waits } = this.wanted.pace;
      const wait = Math.max(
        waits.slice(0, this.answered ? waits.length : FIRST_TRIES)[tries++] ?? Number.POSITIVE_INFINITY,
        passing.afterMs,
      );
      if (wait > LONGEST_WAIT) {
        // A server that does not want so many at once.
        if (this.live > 1) return;
        throw passing.failure;
      }
      this.waiting.set(self, { reason: passing.reason, at: Date.now() + wait });
      try {
        await sleep(wait, undefined, { signal: this.signal });
      } finally {
        this.waiting.delete(self);
      }
    }
  }

  /** One request; gives what made it fail, where that may pass. */
  private async attempt(piece: Piece): Promise<Passing | undefined> {
    let host = this.wanted.url.host;
    try {
      const answer = await this.ask(piece);
      host = answer.from.url.host;
      await this.receive(answer, piece);
      return undefined;
    } catch (error) {
      this.signal.throwIfAborted();
      const known = disconnected(this.wanted.file, host, error);
      if (!(known instanceof Passing)) throw known;
      this.target = undefined;
      return known;
    } finally {
      this.pieces.release(piece);
    }
  }

  private async ask(piece: Piece): Promise<HttpAnswer> {
    const { url, headers, pace } = this.wanted;
    const end = Number.isFinite(piece.end) ? piece.end - 1 : '';
    const { url: from, headers: sent } = this.target ?? { url, headers };
    const answer = await httpGet(from, {
      headers: {
        ...sent,
        range: `bytes=${piece.at}-${end}`,
        ...(this.validator !== undefined && this.wanted.sha256 === undefined && { 'if-range': this.validator }),
      },
      signal: this.signal,
      silenceMs: pace.silenceMs,
    });
    try {
      await this.check(answer, piece);
      return answer;
    } catch (error) {
      answer.body.destroy();
      throw error;
    }
  }

  private async check(answer: HttpAnswer, piece: Piece): Promise<void> {
    const { status, headers, from } = answer;
    const { file, bytes } = this.wanted;
    const { host } = from.url;
    if (status !== 200 && status !== 206) {
      const wasDirect = this.target !== undefined;
      const refusal = status === 416 && this.begun ? changed(file, host) : refused(file, answer);
      // Addresses that a redirect gave are valid for a while only.
      if (wasDirect && !(refusal instanceof Passing) && !(refusal instanceof StartOver)) {
        throw new Passing(refusal, l10n.t('{0} is asked for a new address', host));
      }
      throw refusal;
    }
    if (/^(text\/html|application\/xhtml)/i.test(headers['content-type'] ?? '')) throw webPage(file, host);
    if (headers['content-encoding'] && headers['content-encoding'] !== 'identity') {
      throw garbage(file, host, `Content-Encoding: ${headers['content-encoding']}`);
    }
    const total = status === 206 ? sizeOf(headers['content-range'], piece.at) : length(headers['content-length']);
    if (status === 206 && total === undefined) {
      throw garbage(file, host, `Content-Range: ${headers['content-range']}`);
    }
    // With a hash the end shows whether it is the right file, wherever its parts come from.
    const isOther = this.wanted.sha256 === undefined && this.validator !== validatorOf(headers);
    if (this.answered || this.begun) {
      if (status === 200 || total !== this.pieces.size || isOther) throw changed(file, host);
    }
    this.target = from.url.href === this.wanted.url.href ? undefined : from;
    if (this.answered) return;
    if (bytes !== undefined && total !== undefined && total !== bytes) throw wrongLength(file, bytes, total);
    this.validator = validatorOf(headers);
    this.inParts = status === 206;
    this.pieces.resize(total ?? Number.POSITIVE_INFINITY);
    if (!this.inParts) this.pieces.takeAll(piece);
    if (total !== undefined) await this.onSize(total - this.pieces.received);
    this.answered = true;
    if (this.inParts) for (let i = 1; i < this.wanted.connections; i++) this.connect();
  }

  private async receive(answer: HttpAnswer, piece: Piece): Promise<void> {
    const asked = piece.end;
    let block: Buffer[] = [];
    let size = 0;
    let since = Date.now();
    const write = async () => {
      if (size === 0) return;
      const count = size;
      await onDisk(this.wanted.file, () => writeAll(this.handle, block, piece.at));
      block = [];
      size = 0;
      since = Date.now();
      this.pieces.advance(piece, count);
      this.onBytes();
    };
    try {
      for await (const chunk of chunks(answer, this.wanted.pace.silenceMs)) {
        const left = piece.end - piece.at - size;
        block.push(chunk.length > left ? chunk.subarray(0, left) : chunk);
        size += Math.min(chunk.length, left);
        if (size >= BLOCK || Date.now() - since > BLOCK_MS) await write();
        // The server sends more than it was asked for, or another connection took the rest over.
        if (chunk.length > left || (piece.end < asked && piece.at + size === piece.end)) break;
      }
    } finally {
      await write();
    }
    if (piece.end === Number.POSITIVE_INFINITY) this.pieces.resize(piece.at);
    if (piece.at < piece.end) throw Object.assign(new Error('The answer is short.'), { code: 'ECONNRESET' });
  }
}

async function writeAll(handle: FileHandle, block: Buffer[], position: number): Promise<void> {
  const size = block.reduce((sum, { length }) => sum + length, 0);
  let { bytesWritten: at } = await handle.writev(block, position);
  // A disk that becomes full takes a part first, and says so at the next try.
  while (at < size) {
    const rest = Buffer.concat(block).subarray(at);
    at += (await handle.write(rest, 0, rest.length, position + at)).bytesWritten;
  }
}
