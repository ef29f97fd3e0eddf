import type { Usage, VisionModel } from '../vision/model.ts';
import type { TaskPhase, Timing } from './task.ts';

/** The part of a task's time that each of its steps belongs to. */
const PARTS: Record<TaskPhase['phase'], 'parseMs' | 'loadMs' | 'queueMs' | 'readMs' | 'writeMs'> = {
  decode: 'parseMs',
  regions: 'parseMs',
  'find-text': 'parseMs',
  'read-text': 'parseMs',
  load: 'loadMs',
  queue: 'queueMs',
  see: 'readMs',
  write: 'writeMs',
};

/** Tells where the time of one task went: by the steps that it is told of, and by what the model's server counted. */
export class Stopwatch {
  readonly #start = performance.now();
  readonly #parts = new Map<keyof Timing, number>();
  readonly #usages: Usage[] = [];
  #step: { part: keyof Timing; since: number } | undefined;

  /** A step begins, or goes on. */
  step(phase: TaskPhase['phase']): void {
    const part = PARTS[phase];
    if (this.#step?.part === part) return;
    this.#lap();
    this.#step = { part, since: performance.now() };
  }

  /** The same model; what its answers cost is counted here. */
  listenTo(model: VisionModel): VisionModel {
    const usages = this.#usages;
    return {
      name: model.name,
      load: (options) => model.load(options),
      async *ask(request) {
        for await (const event of model.ask(request)) {
          if (event.type === 'done') usages.push(event.usage);
          yield event;
        }
      },
    };
  }

  /** All that is known at the end of the task. */
  timing(): Timing {
    this.#lap();
    const timing: Timing = { totalMs: performance.now() - this.#start, ...Object.fromEntries(this.#parts) };
    if (this.#usages.length === 0) return timing;
    const sum = (count: (usage: Usage) => number | undefined): number | undefined => {
      const counts = this.#usages.map(count).filter((each) => each !== undefined);
      return counts.length > 0 ? counts.reduce((a, b) => a + b) : undefined;
    };
    const readMs = sum(({ promptMs }) => promptMs) ?? timing.readMs;
    // What its server says it took, as long as the words came: the speeds of several answers are not added.
    const writing = sum(({ outputTokens, tokensPerSecond }) => tokensPerSecond && outputTokens / tokensPerSecond);
    const outputTokens = sum((usage) => usage.outputTokens);
    return {
      ...timing,
      readMs,
      promptTokens: sum((usage) => usage.promptTokens),
      cachedTokens: sum((usage) => usage.cachedTokens),
      outputTokens,
      tokensPerSecond: writing && outputTokens && outputTokens / writing,
    };
  }

  #lap(): void {
    if (!this.#step) return;
    const { part, since } = this.#step;
    this.#parts.set(part, (this.#parts.get(part) ?? 0) + performance.now() - since);
    this.#step = undefined;
  }
}
