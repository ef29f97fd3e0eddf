import { isDeepStrictEqual } from 'node:util';
import * as l10n from '@vscode/l10n';
import { GlimpseError } from '../errors.ts';
import type { GpuChoice } from '../host/backends.ts';
import type { Host, Wanted } from '../host/choose-backend.ts';
import type { HostPlanInput } from '../host/plan.ts';
import { orAbort } from '../or-abort.ts';
import { bestPlan, type FitPlan, hostPlan, unfitted, type Wish } from './fit.ts';
import { doubt, fitWords } from './fit-words.ts';
import { mainBytes } from './layout.ts';
import { type Machine, readMachine, thisMachine } from './machine.ts';
import { type ModelShape, readShape } from './shape.ts';

/** A model, and how the user wants it to be run. */
export interface Wanting {
  model: string;
  mmproj: string;
  /** As people call it, where its file does not say so. */
  name?: string;
  gpu: GpuChoice;
  wish: Wish;
}

export interface PlannerOptions {
  /** The llama-server that will run it, and what that computes with. */
  find: (signal: AbortSignal, wanted: Wanted) => Promise<Host>;
  /** The memory that is there; by default that of this machine. */
  look?: typeof readMachine;
  log?: (line: string) => void;
  /** Tells the user that a smaller plan is tried. */
  say?: ((words: string) => void) | undefined;
  /** What is known of the fit has changed. */
  onChange?: () => void;
}

/** How often a smaller plan is tried after one that found too little memory. */
const MAX_TRIES = 4;
/** A plan that failed took at least so much more than there is. */
const SHRINK = 0.9;

interface Made {
  /** What it was made from. */
  key: string;
  plan: HostPlanInput;
  /** Absent where the model can't be read: whoever loads it says why. */
  fitted?: { shape: ModelShape; machine: Machine; fit: FitPlan };
}

/**
 * Makes plans for models, and smaller ones when there turns out to be less memory than it seemed: each time as if every
 * memory that the plan leaned on (the GPUs, or the main memory where it used none) had room for nine tenths of it, so that
 * `bestPlan` gives up the next thing in its order. Where the system ended the model, it is the main memory that ran out.
 */
export class Planner {
  #made: Made | undefined;
  #making: { key: string; made: Promise<Made> } | undefined;
  /** Sentences about plans that found too little memory since the model was last planned anew. */
  #tried: string[] = [];

  constructor(private readonly options: PlannerOptions) {}

  /** What a person is told about the fit of a model: a sentence, doubts, what was tried. Empty before it was planned. */
  words(model: string): string[] {
    const { fitted, plan } = this.#made ?? {};
    if (!fitted || plan?.model !== model) return [];
    return [fitWords(fitted.shape, fitted.fit), doubt(fitted.shape) ?? '', ...this.#tried].filter(Boolean);
  }

  /** What was tried counts no more: the next plan is made as if for the first time. */
  forget(): void {
    this.#tried = [];
    this.#made = undefined;
  }

  /**
   * The plan for a model: the present one where it is for the same, else a new one.
   * @param anew whether the memory is looked at again, as nothing runs; of a model that runs already what it takes is free
   * @throws the signal's reason
   */
  async plan(wanting: Wanting, anew: boolean, signal?: AbortSignal): Promise<HostPlanInput> {
    signal?.throwIfAborted();
    const key = JSON.stringify(wanting);
    if (this.#made?.key === key && (!anew || this.#tried.length > 0)) return this.#made.plan;
    if (this.#making?.key !== key) {
      const made = this.#make(key, wanting, !anew).then((one) => {
        if (this.#making?.made !== made) return one;
        this.#making = undefined;
        this.#tried = [];
        this.#made = one;
        this.options.onChange?.();
        return one;
      });
      this.#making = { key, made };
    }
    const { plan } = await orAbort(this.#making.made, signal);
    return plan;
  }

  /**
   * Runs a model by its plan; where that finds too little memory, by the next smaller one, some times.
   * @param open brings it up; throws GlimpseError `out-of-memory`, `host-killed`
   * @throws what `open` threw last, `bad-model`; the signal's AbortError
   */
  async start<T>(
    wanting: Wanting,
    isRunning: boolean,
    open: (plan: HostPlanInput) => Promise<T>,
    signal?: AbortSignal,
  ): Promise<T> {
    let plan = await this.plan(wanting, !isRunning, signal);
    for (let tries = 0; ; tries++) {
      try {
        return await open(plan);
      } catch (error) {
        const kind = error instanceof GlimpseError ? error.kind : undefined;
        if (tries === MAX_TRIES || (kind !== 'out-of-memory' && kind !== 'host-killed')) throw error;
        const smaller = this.#smaller(plan, wanting.wish, kind);
        if (!smaller) throw error;
        plan = smaller;
      }
    }
  }

  async #make(key: string, { wish, ...wanted }: Wanting, isRunning: boolean): Promise<Made> {
    const [shape, present] = await Promise.all([
      readShape(wanted.model, wanted.mmproj).catch(() => undefined),
      this.#machine(wanted.gpu, new AbortController().signal),
    ]);
    if (!shape) return { key, plan: { ...wanted, ...unfitted(wish) } };
    const machine = isRunning ? emptied(present) : present;
    const fitted = { shape, machine, fit: bestPlan(shape, machine, wish) };
    this.options.log?.(fitWords(shape, fitted.fit));
    return { key, fitted, plan: { ...wanted, ...hostPlan(fitted.fit, wish) } };
  }

  /** Whoever starts the server says why it can't be: then nothing is known of GPUs. */
  async #machine(gpu: GpuChoice, signal: AbortSignal): Promise<Machine> {
    try {
      const { find, look = readMachine } = this.options;
      return await look(await find(signal, { gpu }), signal);
    } catch {
      return thisMachine([]);
    }
  }

  /** The plan after one that failed; undefined where there is none. Another request may have made it already. */
  #smaller(failed: HostPlanInput, wish: Wish, why: 'out-of-memory' | 'host-killed'): HostPlanInput | undefined {
    const made = this.#made;
    if (made && made.plan !== failed) return made.plan;
    if (!made?.fitted) return undefined;
    const { shape, fit: before } = made.fitted;
    const isKilled = why === 'host-killed';
    const machine = shrunk(made.fitted.machine, before, isKilled);
    const after = bestPlan(shape, machine, wish);
    const plan = { ...failed, ...hostPlan(after, wish) };
    if (isDeepStrictEqual(plan, failed) || (isKilled && mainBytes(after) >= mainBytes(before))) return undefined;
    const words = isKilled
      ? l10n.t(
          'The model was ended, as systems do where memory runs out. A smaller plan is tried: {0}.',
          fitWords(shape, after),
        )
      : l10n.t('There was not enough memory. A smaller plan is tried: {0}.', fitWords(shape, after));
    this.options.log?.(words);
    this.options.say?.(words);
    this.#tried.push(l10n.t('There was not enough memory for more: {0}.', fitWords(shape, before)));
    this.#made = { ...made, plan, fitted: { shape, machine, fit: after } };
    this.options.onChange?.();
    return plan;
  }
}

/** As if nothing were loaded. */
const emptied = ({ memory, gpus }: Machine): Machine => ({
  memory: { ...memory, free: memory.total },
  gpus: gpus.map((gpu) => ({ ...gpu, free: gpu.total })),
});

/** A machine on which a plan does not fit any more. @param inMain whether it is main memory that there was too little of */
function shrunk({ memory, gpus }: Machine, plan: FitPlan, inMain: boolean): Machine {
  const { places, gpuLayers, visionOnGpu } = plan;
  const less = ({ bytes, budget }: { bytes: number; budget: number }, free: number): number =>
    Math.max(0, Math.min(free, free - budget + SHRINK * Math.min(bytes, budget)));
  const used = places.filter(({ gpu, bytes }) => gpu && bytes > 0);
  if (inMain || used.length === 0 || (gpuLayers === 0 && !visionOnGpu)) {
    const main = { bytes: mainBytes(plan), budget: places[0].budget };
    return { gpus, memory: { ...memory, free: less(main, memory.free) } };
  }
  return {
    memory,
    gpus: gpus.map((gpu) => {
      const place = used.find((one) => one.gpu?.id === gpu.id);
      return place ? { ...gpu, free: less(place, gpu.free) } : gpu;
    }),
  };
}
