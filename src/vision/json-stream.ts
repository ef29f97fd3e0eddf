import { JSONParser } from '@streamparser/json';
import * as l10n from '@vscode/l10n';
import { GlimpseError } from '../errors.ts';

type JsonObject = Record<string, unknown>;

/**
 * A list of objects, read while it is still written. The list may be the whole answer, or stand at any key of an object, or
 * at `key` only; prose and code fences around it are skipped, and objects that follow each other without a list are one.
 */
export class JsonList {
  /** What was written and not yet given to a parser: what comes before the JSON. */
  private text = '';
  private parser?: JSONParser;
  /** What the parser was given, to look for JSON further on when this was none. */
  private given = '';
  /** How many objects that parser has given. */
  private fromThis = 0;
  private found: JsonObject[] = [];
  private count = 0;
  private sawList = false;
  private finished = false;
  private begun = false;
  private broken = false;
  /** The beginning of the answer, for an error. */
  private start = '';

  constructor(private readonly key?: string) {}

  /** Takes what was written; gives the objects that it completed. */
  push(delta: string): JsonObject[] {
    if (this.start.length < 400) this.start += delta.slice(0, 400);
    if (this.finished) return [];
    this.text += delta;
    while (this.text && !this.finished) this.step();
    const found = this.found;
    this.found = [];
    this.count += found.length;
    return found;
  }

  /**
   * The answer has ended, maybe cut off: what was complete has been given.
   * @throws GlimpseError `bad-answer` where nothing of a list was there
   */
  end(): { complete: boolean } {
    if (this.count === 0 && !this.sawList) {
      throw badAnswer(
        this.start,
        this.begun ? l10n.t('It was cut off before the first item.') : l10n.t('It holds no JSON.'),
      );
    }
    return { complete: !this.broken && !this.parser };
  }

  private step(): void {
    if (!this.parser) {
      const start = this.text.search(/[[{]/);
      if (start < 0) {
        this.text = '';
        return;
      }
      this.text = this.text.slice(start);
      this.parser = this.open();
      this.given = '';
      this.fromThis = 0;
    }
    // Up to where a value may end, so that nothing after the last bracket reaches the parser.
    const end = this.text.search(/[\]}]/) + 1 || this.text.length;
    const piece = this.text.slice(0, end);
    this.text = this.text.slice(end);
    this.given += piece;
    try {
      this.parser.write(piece);
      this.begun = true;
      if (this.parser.isEnded) this.close();
    } catch {
      this.parser = undefined;
      // Nothing came of it: a bracket in prose. Broken JSON after an object is the end.
      if (this.fromThis > 0) this.finished = this.broken = true;
      else this.text = this.given.slice(1) + this.text;
    }
  }

  private open(): JSONParser {
    const parser = new JSONParser();
    parser.onValue = ({ value, key, parent, stack }) => {
      const depth = stack.length;
      if (Array.isArray(parent) && isObject(value) && (depth === 1 || (depth === 2 && this.isWanted(stack[1]?.key)))) {
        this.sawList = true;
        this.give(value);
      } else if (Array.isArray(value) && (depth === 0 || (depth === 1 && this.isWanted(key)))) {
        this.sawList ||= value.length === 0;
      } else if (depth === 0 && isObject(value) && !this.sawList && this.key === undefined) {
        this.give(value);
      }
    };
    return parser;
  }

  /** A JSON value is complete. Objects may go on to follow each other. */
  private close(): void {
    this.parser = undefined;
    this.finished = this.sawList;
  }

  private give(item: JsonObject): void {
    this.found.push(item);
    this.fromThis++;
  }

  private isWanted(key: unknown): boolean {
    return this.key === undefined || this.key === key;
  }
}

/**
 * The JSON of a whole answer, whatever stands around it. Where the answer was cut off, it is cut after its last complete
 * object, and closed.
 *
 * @throws GlimpseError `bad-answer`
 */
export function readJson(text: string): unknown {
  for (let start = next(text, 0); start >= 0; start = next(text, start + 1)) {
    const { end, closing } = measure(text, start);
    if (end > start) {
      try {
        return JSON.parse(text.slice(start, end) + closing);
      } catch {
        // A bracket in the prose before.
      }
    }
  }
  throw badAnswer(
    text,
    /[[{]/.test(text) ? l10n.t('What it holds is not complete JSON.') : l10n.t('It holds no JSON.'),
  );
}

function next(text: string, from: number): number {
  const at = text.slice(from).search(/[[{]/);
  return at < 0 ? -1 : from + at;
}

/** Where the value that starts at `start` ends: with its last bracket, or else with the last object inside that is complete. */
function measure(text: string, start: number): { end: number; closing: string } {
  const open: string[] = [];
  let inString = false;
  let last = { end: start, closing: '' };
  for (let at = start; at < text.length; at++) {
    const character = text[at];
    if (inString) {
      if (character === '\\') at++;
      else if (character === '"') inString = false;
    } else if (character === '"') inString = true;
    else if (character === '{' || character === '[') open.push(character === '{' ? '}' : ']');
    else if (character === '}' || character === ']') {
      if (open.pop() !== character) break;
      if (character === '}' || open.length === 0) last = { end: at + 1, closing: open.toReversed().join('') };
      if (open.length === 0) break;
    }
  }
  return last;
}

const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The answer itself stays out of the message, which may be logged: its beginning is the `cause`. */
function badAnswer(text: string, tried: string): GlimpseError {
  return new GlimpseError(
    'bad-answer',
    {
      failed: l10n.t("The answer of the model can't be read."),
      tried,
      todo: l10n.t('Try again, or choose a larger model.'),
    },
    { cause: new Error(`The answer begins: ${text.slice(0, 200)}`) },
  );
}
