import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** The parts of a score, in the order of a row, and how a table heads them. */
export const QUALITIES = {
  f1: 'F1',
  precision: 'precision',
  recall: 'recall',
  interactiveRecall: 'interactive',
  lineRecall: 'lines',
  lineExact: 'exact',
  cer: 'CER',
};

/** The classes that are told apart in tables; all are in the JSON. */
export const CLASSES = ['button', 'input', 'checkbox', 'icon', 'link', 'image', 'tab', 'menuitem'];

/**
 * Has the benchmark's scorer score the answers in a folder, by scale, by kit and by page. Its own groups are languages:
 * a copy of the truth names what is to be a group in the language's place.
 * @typedef {{pages: number, f1: number, precision: number, recall: number, interactiveRecall: number, lineRecall: number,
 *   lineExact: number, cer: number, classF1: Record<string, number>}} Score
 * @param {{scorer: string, pages: string, answers: string, scratch: string, names: string[]}} from `names`: of pages, with scale
 * @returns {Record<'scales' | 'kits' | 'pages', Record<string, Score>>} keys end in the scale: `all@1x`, `antd@1x`, `antd-form@1x`
 */
export function scores({ scorer, pages, answers, scratch, names }) {
  const groupings = { scales: () => 'all', kits: ({ kit }) => kit, pages: ({ id }) => id };
  return mapValues(groupings, (groupOf, grouping) => {
    const truths = path.join(scratch, grouping);
    rmSync(truths, { recursive: true, force: true });
    mkdirSync(truths, { recursive: true });
    for (const name of names) {
      const truth = JSON.parse(readFileSync(path.join(pages, `${name}.json`), 'utf8'));
      writeFileSync(path.join(truths, `${name}.json`), JSON.stringify({ ...truth, lang: groupOf(truth) }));
    }
    const json = path.join(scratch, `${grouping}.json`);
    const args = [scorer, '--pred', answers, '--pages', truths, '--json', json];
    const { status, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
    if (status !== 0) throw new Error(`${scorer} ended with ${status}\n${stderr}`);
    const { all: _all, failed: _failed, ...groups } = JSON.parse(readFileSync(json, 'utf8'));
    return mapValues(groups, (group) =>
      mapValues(group, (value) => (typeof value === 'number' ? round(value) : value)),
    );
  });
}

const round = (value) => Math.round(value * 1e4) / 1e4;

function mapValues(object, to) {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, to(value, key)]));
}
