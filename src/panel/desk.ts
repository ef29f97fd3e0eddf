import * as l10n from '@vscode/l10n';
import type * as z from 'zod';
import type { Failure, PageRequest } from '../protocol.ts';
import { sentences } from '../sentences.ts';
import type { Host } from './host.ts';

/** How long a message of success is to be read. */
const NOTE_MS = 5000;

/** What just happened, or went wrong, beside the tasks: copying, saving. */
export interface Note {
  text: string;
  failed: boolean;
  /** What helps. */
  action?: { words: string; do(): void } | undefined;
}

/** What failed, and what to do. */
export const failureWords = ({ failed, todo }: Failure): string => sentences(failed, todo);

/** Where the parts of the page have something done by the extension, and say how that went. */
export class Desk {
  note: Note | undefined;
  /** Said aloud to who can't see it. */
  announced = '';

  /** @param changed is called when there is something else to say */
  constructor(
    private readonly host: Host,
    private readonly changed: () => void,
  ) {}

  /** Asks for something; gives the failure, or undefined when it was done. */
  readonly ask = (request: PageRequest): Promise<Failure | undefined> => this.host.request(request);

  /** The same, and says that it is `done` (empty: says nothing), or why not. Gives whether it is. */
  async do(request: PageRequest, done = ''): Promise<boolean> {
    const failure = await this.ask(request);
    if (failure) this.fail(failure);
    else this.say(done);
    return failure === undefined;
  }

  /** Asks for a value; throws an Error that says why there is none. */
  fetch<T>(request: PageRequest, schema: z.ZodType<T>): Promise<T> {
    return this.host.fetch(request, schema);
  }

  readonly copyText = (text: string, what: string): void =>
    void this.do({ do: 'copy-text', text }, l10n.t('{0} copied.', what));

  /** @param isLoud whether it is a failure, rather than a hint */
  fail(failure: Failure, isLoud = true): void {
    this.say(failureWords(failure), isLoud);
  }

  /** A short message above the buttons; a failure stays until the next. Empty: none any more. */
  say(text: string, failed = false, action?: Note['action']): void {
    const note = text ? { text, failed, action } : undefined;
    this.note = note;
    if (text) this.announced = text;
    this.changed();
    if (note && !failed) setTimeout(() => this.note === note && this.say(''), NOTE_MS);
  }

  /** Says something aloud that everybody else can see. */
  announce(text: string): void {
    this.announced = text;
    this.changed();
  }
}
