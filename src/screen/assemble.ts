import { area, coverage, iou } from '../image/box.ts';
import { type Candidate, candidatesOf } from './candidates.ts';
import { drawnElements } from './drawn-elements.ts';
import { type Element, isInteractive, type Role } from './element.ts';
import { inReadingOrder } from './order.ts';
import { areRivals } from './rivals.ts';
import { ELEMENT, type Roles, type Verdict } from './roles.ts';
import { bodySize, type Draft, HEADING, isBlue, type Sight } from './sight.ts';
import { withStates } from './states.ts';
import type { ScreenLine } from './text.ts';

/**
 * A shape that is no element is a container, unless it is one of those, or holds nothing and is next to nothing itself. Where
 * there is no element at all (blocks of colour), boxes are what there is.
 */
const CONTAINER = { least: 0.1, alike: 0.8 };
/** Words of which less than this lies in elements are elements themselves, likely or not: what is read is never left out. */
const SHOWN = 0.5;
/** A lone character may be an icon that was read. */
const READABLE = /[\p{L}\p{N}]{2}/u;
/** What has neither letter nor digit was drawn, not written: the handle in the corner of a text area. */
const WRITTEN = /[\p{L}\p{N}]/u;
/** Large words that may be a link are a heading, if they are this likely to be nothing but words. */
const WORDS = 0.04;
/** Blue words are a link from this likelihood on. */
const LINK = 0.1;
/** Some words of a line are an element from this confidence on. */
const PART = 0.5;
/** What is pressed or followed, and the share of it that its words take up at least. */
const PRESSED: ReadonlySet<Role> = new Set(['link', 'button', 'tab', 'menuitem']);
const NAMED = 0.03;
/** What is typed or chosen is of one size: a box with letters that differ by more than this factor is no field. */
const SIZES = 1.5;
const FIELDS: ReadonlySet<Role> = new Set(['textbox', 'combobox']);
/** A container with more lines than this is not named by them. */
const MAX_LABEL = 3;

/** Everything that is seen as elements, in reading order, each with the smallest container around it. */
export async function assemble(sight: Sight, roles: Roles): Promise<Element[]> {
  return numbered(sight.drawn ? drawnElements(sight) : withStates(sight, await chosen(sight, roles)));
}

/** The likeliest candidates of those that show the same. */
async function chosen(sight: Sight, roles: Roles): Promise<Draft[]> {
  const candidates = candidatesOf(sight);
  const verdicts = await roles.verdictsOf(sight, candidates);
  const ranked = candidates
    .map((candidate, i) => ({ candidate, verdict: verdicts[i] }))
    .sort((a, b) => b.verdict.element - a.verdict.element);
  const kept: typeof ranked = [];
  for (const item of ranked) {
    if (item.verdict.element < ELEMENT) break;
    // What stands in a line is given with it: by itself it is something only if that is likelier than not.
    if (item.candidate.kind === 'part' && (item.verdict.role === 'text' || item.verdict.confidence < PART)) continue;
    if (FIELDS.has(item.verdict.role) && sizesIn(item.candidate, sight) > SIZES) continue;
    if (!kept.some((likelier) => areRivals(likelier, item))) kept.push(item);
  }
  const containers = ranked.filter(
    ({ candidate, verdict }) =>
      candidate.shape &&
      (verdict.container > CONTAINER.least ||
        kept.length === 0 ||
        kept.some((other) => isIn(other.candidate, candidate))) &&
      !kept.some((other) => iou(other.candidate.box, candidate.box) > CONTAINER.alike),
  );
  const body = bodySize(sight.lines) ?? 0;
  const missed = ranked.filter(
    ({ candidate: { kind, line } }) =>
      kind === 'line' &&
      line &&
      READABLE.test(line.text) &&
      !kept.some(({ candidate }) => coverage(line.ink, candidate.box) > SHOWN),
  );
  return [
    ...missed.map(({ candidate, verdict }): Draft => {
      const { role: _, ...draft } = draftOf(candidate, verdict, sight, body);
      return { ...draft, role: 'text' };
    }),
    ...kept.map(({ candidate, verdict }) => {
      const isName = kept.some((other) => names(candidate, verdict, other.candidate, other.verdict));
      return draftOf(candidate, isName ? { ...verdict, role: 'text', link: 0 } : verdict, sight, body);
    }),
    ...containers.map(({ candidate, verdict }): Draft => {
      const lines = linesIn(candidate, sight);
      const text = lines.length > 0 && lines.length <= MAX_LABEL ? { text: textOf(lines) } : {};
      return { role: 'container', box: candidate.box, confidence: rounded(1 - verdict.element), ...text };
    }),
  ];
}

const isIn = (part: Candidate, whole: Candidate): boolean =>
  area(part.box) < area(whole.box) && coverage(part.box, whole.box) > 0.9;

/** Of words and a link around them, say, the words are text. */
const names = (line: Candidate, said: Verdict, whole: Candidate, other: Verdict): boolean =>
  line.kind === 'line' &&
  PRESSED.has(said.role) &&
  PRESSED.has(other.role) &&
  area(line.box) > NAMED * area(whole.box) &&
  area(line.box) < area(whole.box) &&
  coverage(line.box, whole.box) > 0.85;

function draftOf(candidate: Candidate, verdict: Verdict, sight: Sight, body: number): Draft {
  const { confidence, words, link } = verdict;
  let { role } = verdict;
  const { box, line, kind } = candidate;
  if (role === 'text' && kind === 'line' && line && link > LINK && isBlue(sight.inkOf(line))) role = 'link';
  const lines = (kind === 'line' || kind === 'part') && line ? [line] : linesIn(candidate, sight);
  const mayBeHeading = role === 'text' || (role === 'link' && words > WORDS);
  const isHeading = mayBeHeading && kind === 'line' && line && line.em > HEADING * body;
  const text = role === 'image' || lines.length === 0 ? {} : { text: textOf(lines) };
  return { role: isHeading ? 'heading' : role, ...text, box, confidence: rounded(confidence) };
}

function linesIn({ box }: Candidate, { lines }: Sight): ScreenLine[] {
  return lines.filter((line) => coverage(line.ink, box) > 0.9 && area(line.ink) > 0);
}

/** How much larger the largest letters in a box are than the smallest. */
function sizesIn(candidate: Candidate, sight: Sight): number {
  const written = linesIn(candidate, sight).filter(({ text }) => WRITTEN.test(text));
  const sizes = written.map(({ em }) => em);
  return sizes.length > 1 ? Math.max(...sizes) / Math.min(...sizes) : 1;
}

const textOf = (lines: readonly ScreenLine[]): string => lines.map(({ text }) => text).join(' ');
const rounded = (value: number): number => Math.round(value * 100) / 100;

/** Reading order, numbers, parents. */
function numbered(drafts: readonly Draft[]): Element[] {
  const unique = drafts.filter((draft, i) => !drafts.some((other, j) => j < i && iou(other.box, draft.box) > 0.9));
  const isHolder = (i: number) => !['text', 'heading', 'icon'].includes(unique[i].role);
  const order = inReadingOrder(
    unique.map(({ box }) => box),
    isHolder,
  );
  const ids = new Map(order.map(({ index }, i) => [index, `e${i + 1}`]));
  return order.map(({ index, parent }): Element => {
    const draft = unique[index];
    const { x, y, width, height } = draft.box;
    return {
      id: ids.get(index) as string,
      ...draft,
      box: { x: round(x), y: round(y), width: round(width), height: round(height) },
      interactive: isInteractive(draft.role),
      source: 'parser',
      ...(parent === undefined ? {} : { parent: ids.get(parent) as string }),
    };
  });
}

const round = (value: number): number => Math.round(value * 10) / 10;
