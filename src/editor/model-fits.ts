import * as l10n from '@vscode/l10n';
import { type Disposable, EventEmitter } from 'vscode';
import type { Build, CatalogModel } from '../models/catalog.ts';
import { type FittedBuild, type FittedModel, fitCatalog, modelFor } from '../models/catalog-fit.ts';
import { fitWords } from '../models/fit-words.ts';
import type { Machine } from '../models/machine.ts';
import { keyOf } from './downloads.ts';

export interface ModelFitsOptions {
  catalog: () => readonly CatalogModel[];
  /** This machine; takes a moment, since llama-server is asked for its devices. */
  machine: () => Promise<Machine>;
  log: (line: string) => void;
}

const KINDS: Record<FittedBuild['plan']['kind'], string> = {
  gpu: l10n.t('fits on the GPU'),
  partly: l10n.t('fits in part on the GPU'),
  cpu: l10n.t('fits, without a GPU'),
  no: l10n.t('does not fit'),
};

/** How the models of the catalogue would run on this machine; nothing is known before the first who asks. */
export class ModelFits implements Disposable {
  readonly #changed = new EventEmitter<void>();
  readonly onDidChange = this.#changed.event;
  #all: readonly FittedModel[] = [];
  #recommended: FittedModel | undefined;
  #looking: Promise<void> | undefined;

  constructor(private readonly options: ModelFitsOptions) {}

  dispose(): void {
    this.#changed.dispose();
  }

  /** Looks at this machine, again where somebody has before. Never throws. */
  look(): Promise<void> {
    this.#looking ??= this.#look().finally(() => {
      this.#looking = undefined;
    });
    return this.#looking;
  }

  /** The build for this machine; undefined where none fits, or where that can't be told. */
  async recommended(): Promise<Build | undefined> {
    if (this.#all.length === 0) await this.look();
    return this.#recommended?.best?.build;
  }

  isRecommended({ id }: CatalogModel): boolean {
    return this.#recommended?.model.id === id;
  }

  /** The build of a model for this machine; its first while nothing is known. */
  best(builds: readonly Build[]): Build {
    const [first] = builds as [Build, ...Build[]];
    return this.#all.find(({ model }) => model.id === first.model.id)?.best?.build ?? first;
  }

  /** `8B Q4_K_M: fits: 36 of 36 layers on the GPU, 5.9 of 8.0 GB`; undefined while nothing is known. */
  words(build: Build): string | undefined {
    const one = this.#of(build);
    return one && fitWords(one.shape, one.plan);
  }

  /** The same in a word or two. */
  brief(build: Build): string | undefined {
    const one = this.#of(build);
    return one && KINDS[one.plan.kind];
  }

  #of(build: Build): FittedBuild | undefined {
    return this.#all.flatMap(({ all }) => all).find((one) => keyOf(one.build) === keyOf(build));
  }

  async #look(): Promise<void> {
    try {
      const machine = await this.options.machine();
      this.#all = fitCatalog(this.options.catalog(), machine);
      this.#recommended = modelFor(this.#all, machine);
    } catch (error) {
      this.options.log(`How models fit is not known: ${(error as Error).message}`);
    }
    this.#changed.fire();
  }
}
