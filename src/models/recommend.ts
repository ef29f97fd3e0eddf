import { bestPlan, type FitPlan, type Wish } from './fit.ts';
import type { Machine } from './machine.ts';
import type { ModelShape } from './shape.ts';

/** A file that may be chosen: one of a model's quantizations. */
export interface Candidate {
  name: string;
  shape: ModelShape;
}

export interface Fitted extends Candidate {
  plan: FitPlan;
}

/**
 * How each of some quantizations fits, and the one to take: on a GPU the most precise up to 8 bits that fits whole with at
 * least half of the usual context, as 16 bits read no better and take longer; on a processor, whose speed is that of its
 * memory, the smallest from 4 bits on. Undefined where none fits.
 */
export function recommend(
  candidates: readonly Candidate[],
  machine: Machine,
  wish: Wish,
): { best: Fitted | undefined; all: Fitted[] } {
  const all = candidates.map((candidate) => ({ ...candidate, plan: bestPlan(candidate.shape, machine, wish) }));
  const [best] = all.filter(({ plan }) => plan.kind !== 'no').sort((a, b) => compare(rank(a), rank(b)));
  return { best, all };
}

/** The lower, the better; what comes first counts first. */
function rank({ shape, plan }: Fitted): number[] {
  const bits = bitsOf(shape.quantization);
  const tooFew = Number(bits < 4);
  if (plan.kind === 'gpu') {
    return [0, Number(plan.contextSize < 8192), Number(bits > 8), tooFew, bits > 8 ? bits : -bits, -shape.fileSize];
  }
  return [plan.kind === 'partly' ? 1 : 2, tooFew, tooFew ? -bits : bits, shape.fileSize];
}

function compare(a: number[], b: number[]): number {
  const at = a.findIndex((value, i) => value !== b[i]);
  return at < 0 ? 0 : a[at]! - b[at]!;
}

/** Of most weights, as a quantization's name says. */
export function bitsOf(quantization: string): number {
  const [, bits] = /^(?:I?Q|TQ|MXFP|NVFP|B?F|I)(\d+)/i.exec(quantization) ?? [];
  return bits === undefined ? 16 : Number(bits);
}
