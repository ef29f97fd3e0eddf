import { afterAll, beforeAll, expect, test } from 'vitest';
import { candidatesOf } from '../../../src/screen/candidates.ts';
import { ScreenParser } from '../../../src/screen/parse.ts';
import type { Roles, Verdict } from '../../../src/screen/roles.ts';
import type { Sight } from '../../../src/screen/sight.ts';
import { pictureOf, pixelsOf, screenOf, weights } from './screens.ts';

let seen: { sight: Sight; roles: Roles };
const parser = new ScreenParser(weights, async (sight, roles) => {
  seen = { sight, roles };
  return [];
});
beforeAll(async () => {
  await screenOf(parser, await pixelsOf(pictureOf('orders')));
});
afterAll(() => parser.dispose());

const probabilities = ({ element, container, words, link }: Verdict) => [element, container, words, link];

test('what a candidate is does not depend on the order of the others', async () => {
  const { sight, roles } = seen;
  const candidates = candidatesOf(sight);
  expect(candidates.length).toBeGreaterThan(20);
  const forth = await roles.verdictsOf(sight, candidates);
  const back = (await roles.verdictsOf(sight, candidates.toReversed())).reverse();
  expect(back.map(({ role }) => role)).toEqual(forth.map(({ role }) => role));
  for (const [i, verdict] of forth.entries()) {
    for (const [k, value] of probabilities(verdict).entries()) expect(probabilities(back[i]!)[k]).toBeCloseTo(value, 3);
  }
});

test('what a candidate is depends on the others', async () => {
  const { sight, roles } = seen;
  const candidates = candidatesOf(sight);
  const among = await roles.verdictsOf(sight, candidates);
  const alone = await Promise.all(candidates.map(async (one) => (await roles.verdictsOf(sight, [one]))[0]!));
  const changed = among.filter((verdict, i) => Math.abs(verdict.element - alone[i]!.element) > 0.2);
  expect(changed.length).toBeGreaterThan(0.1 * candidates.length);
});

test('of no candidates nothing is said', async () => {
  expect(await seen.roles.verdictsOf(seen.sight, [])).toEqual([]);
});
