import type { ElementState } from './element.ts';
import { type Forest, Trees } from './forest.ts';
import type { Draft, Sight } from './sight.ts';
import { stateFeatures } from './state-features.ts';
import learnt from './states.json' with { type: 'json' };

/** `least`: how likely a state must be for it to be said, so that what is said is so four times in five. */
type Learnt = Forest & { roles: string[]; least: number };
const STATES = Object.entries(learnt) as [keyof ElementState, Learnt][];

let forests: { name: keyof ElementState; roles: readonly string[]; least: number; trees: Trees }[] | undefined;

/** The same drafts with what can be told of their states. Ticks are on or off; what else may be so is said only where it is. */
export function withStates(sight: Sight, drafts: readonly Draft[]): Draft[] {
  forests ??= STATES.map(([name, forest]) => ({ name, ...forest, trees: new Trees(forest) }));
  const told = [...drafts];
  for (const { index, row } of stateFeatures(sight, drafts).rows) {
    const state: ElementState = {};
    for (const { name, roles, least, trees } of forests) {
      if (!roles.includes(drafts[index].role)) continue;
      const isSo = trees.probability(row) >= least;
      if (isSo || name === 'checked') state[name] = isSo;
    }
    if (Object.keys(state).length > 0) told[index] = { ...drafts[index], state };
  }
  return told;
}
