import type { ModelFacts, VisionEvent, VisionModel } from '../vision/model.ts';

type Phase = Extract<VisionEvent, { type: 'phase' }>;

/** A model that is being brought up while other work goes on. */
export class Loading {
  readonly #facts: Promise<ModelFacts>;
  #last: Phase | undefined;
  #wake: () => void = () => {};

  constructor(model: VisionModel, signal?: AbortSignal) {
    this.#facts = model.load({
      ...(signal && { signal }),
      onProgress: (phase) => {
        this.#last = phase;
        this.#wake();
      },
    });
    this.#facts.catch(() => {}).then(() => this.#wake()); // who asks hears of it
  }

  /** Whether it is up, or has failed, within `ms`. */
  async isOver(ms: number): Promise<boolean> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<boolean>((resolve) => {
      timer = setTimeout(resolve, ms, false);
    });
    const over = this.#facts.then(
      () => true,
      () => true,
    );
    return Promise.race([over, late]).finally(() => clearTimeout(timer));
  }

  /** How far it is, until it is up; then what the model is. Throws what `load` throws. */
  async *phases(): AsyncGenerator<Phase, ModelFacts> {
    let over = false;
    const end = this.#facts.finally(() => {
      over = true;
    });
    end.catch(() => {});
    while (!over) {
      const phase = this.#last;
      this.#last = undefined;
      if (phase) yield phase;
      else {
        const news = new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
        await Promise.race([news, end.catch(() => {})]);
      }
    }
    return end;
  }
}
