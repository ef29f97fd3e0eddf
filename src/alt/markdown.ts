import type { ImageReference } from './image.ts';
import { blank, matchAt, taggedImages } from './tags.ts';

const COMMENT = /<!--[\s\S]*?(?:-->|$)/g;
/** Brackets may hold escaped ones, and pairs. */
const IMAGE = /(?<!\\)!\[((?:\\[\s\S]|[^\\[\]]|\[(?:\\[\s\S]|[^\\[\]])*\])*)\]/g;
/** An address in angle brackets, or without spaces and with pairs of parentheses; and a title. */
const TARGET =
  /\(\s*(?:<([^<>\n]+)>|((?:\\.|[^\s()<\\]|\((?:\\.|[^\s()\\])*\))+))(?:\s+(?:"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|\((?:\\.|[^()\\])*\)))?\s*\)/y;
const LABEL = /\[((?:\\.|[^\\[\]])*)\]/y;
const DEFINITION = /^ {0,3}\[((?:\\.|[^\\[\]])+)\]:[ \t]*(?:<([^<>\n]*)>|(\S+))/gm;

/** The first or last line of fenced code, also in quotes and lists. */
const FENCE = /^(?:[ \t]|>|[-*+] |\d+[.)] )*(`{3,}|~{3,})(.*)$/;

/** The images of a Markdown text: its own, by address and by reference, and the tags in it. */
export function markdownImages(text: string): ImageReference[] {
  const prose = blank(withoutCode(text), COMMENT);
  const addresses = new Map<string, string>();
  for (const [, label, bracketed, bare] of prose.matchAll(DEFINITION)) {
    const key = normalized(label!);
    if (!addresses.has(key)) addresses.set(key, bracketed ?? bare!);
  }
  const images = taggedImages(prose, 'html');
  for (const match of prose.matchAll(IMAGE)) {
    const image = imageAt(prose, match.index, match[1]!, addresses);
    if (image) images.push(image);
  }
  return images.sort((a, b) => a.start - b.start);
}

function imageAt(
  text: string,
  start: number,
  alt: string,
  addresses: ReadonlyMap<string, string>,
): ImageReference | undefined {
  const from = start + 2;
  const to = from + alt.length;
  const target = matchAt(TARGET, text, to + 1);
  const reference = target ? null : matchAt(LABEL, text, to + 1);
  const label = reference?.[1] || alt;
  const written = target?.[1] ?? target?.[2];
  const src = written ?? addresses.get(normalized(label));
  if (!src) return undefined;
  const end = to + 1 + ((target ?? reference)?.[0].length ?? 0);
  // `![label]` and `![label][]` find their address by the text that is to be replaced: they get a label beside it.
  const slot =
    target || reference?.[1]
      ? { start: from, end: to, before: '', after: '' }
      : { start: from, end, before: '', after: `][${label}]` };
  return {
    start,
    end,
    src: src.replace(/\\([!-/:-@[-`{-~])/g, '$1'),
    address: target ? addressIn(target, written!) : undefined,
    // An empty one is as good as none: Markdown has no other way to leave it out.
    alt: alt.trim() || undefined,
    isFunctional: text[start - 1] === '[' && /^\][([]/.test(text.slice(end, end + 2)),
    slot,
    notation: 'markdown',
  };
}

/** It is the first in the parentheses, whatever the title repeats. */
function addressIn(target: RegExpExecArray, written: string): { start: number; end: number } {
  const start = target.index + target[0].indexOf(written);
  return { start, end: start + written.length };
}

const normalized = (label: string) => label.trim().replace(/\s+/g, ' ').toLowerCase();

/** `text` with spaces for fenced code and code spans. */
function withoutCode(text: string): string {
  let fence = '';
  const lines = text.split('\n').map((line) => {
    const [, mark, info = ''] = FENCE.exec(line) ?? [];
    const isInside = fence !== '';
    if (isInside && mark?.startsWith(fence) && info.trim() === '') fence = '';
    else if (!isInside && mark && !(mark.startsWith('`') && info.includes('`'))) fence = mark;
    else if (!isInside) return line;
    return ' '.repeat(line.length);
  });
  return withoutCodeSpans(lines.join('\n'));
}

/** Blanks what stands between two runs of as many backticks in one paragraph. */
function withoutCodeSpans(text: string): string {
  const marks = [...text.matchAll(/\\[\s\S]|`+|\n[ \t]*(?=\n)/g)].filter(([mark]) => !mark.startsWith('\\'));
  /** For each run the next one of its length; found from the end, so that a page of backticks takes no longer. */
  const closing: (number | undefined)[] = [];
  const next = new Map<number, number>();
  for (let i = marks.length - 1; i >= 0; i--) {
    const [mark] = marks[i]!;
    if (mark.startsWith('\n')) next.clear();
    else {
      closing[i] = next.get(mark.length);
      next.set(mark.length, i);
    }
  }
  let blanked = '';
  let at = 0;
  for (let i = 0; i < marks.length; i++) {
    const end = closing[i];
    if (end === undefined) continue;
    const [from, to] = [marks[i]!.index, marks[end]!.index + marks[end]![0].length];
    blanked += text.slice(at, from) + blank(text.slice(from, to), /[\s\S]+/g);
    at = to;
    i = end;
  }
  return blanked + text.slice(at);
}
