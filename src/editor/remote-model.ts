import { type GlimpseError, isAbort, toGlimpseError } from '../errors.ts';
import { ServedModel } from '../vision/client.ts';
import type { ModelFacts, VisionEvent, VisionModel, VisionRequest } from '../vision/model.ts';
import { remoteServer } from '../vision/remote.ts';
import type { Keys } from './keys.ts';

/** The model of a server that the user named: what is known of it is how the last request ended. */
export class RemoteModel implements VisionModel {
  readonly #model: VisionModel;
  #leases = 0;
  #failure: GlimpseError | undefined;
  #answered = false;

  constructor(
    private readonly url: string,
    private readonly id: string,
    keys: Keys,
    private readonly changed: () => void,
  ) {
    const apiKey = async () => keys.get(url);
    this.#model = new ServedModel({
      ...remoteServer({ url, apiKey, ...(id && { model: id }) }),
      lease: () => {
        this.#leases++;
        changed();
        return () => {
          this.#leases--;
          changed();
        };
      },
    });
  }

  get name(): string {
    return this.id || new URL(this.url).host;
  }

  get state(): 'stopped' | 'ready' | 'busy' | 'failed' {
    if (this.#leases > 0) return 'busy';
    if (this.#failure) return 'failed';
    return this.#answered ? 'ready' : 'stopped';
  }

  is(url: string, id: string): boolean {
    return url === this.url && id === this.id;
  }

  async load(options?: Parameters<VisionModel['load']>[0]): Promise<ModelFacts> {
    try {
      const facts = await this.#model.load(options);
      this.#ended();
      return facts;
    } catch (error) {
      throw this.#ended(error);
    }
  }

  async *ask(request: VisionRequest): AsyncGenerator<VisionEvent> {
    try {
      yield* this.#model.ask(request);
      this.#ended();
    } catch (error) {
      throw this.#ended(error);
    }
  }

  #ended(error?: unknown): unknown {
    if (!isAbort(error)) {
      this.#answered = true;
      this.#failure = error === undefined ? undefined : toGlimpseError(error);
      this.changed();
    }
    return error;
  }
}
