import { type Build, buildsOf, type CatalogModel } from './catalog.ts';
import { shapeOf } from './catalog-shape.ts';
import { AUTO } from './fit.ts';
import { type Machine, sharesMemory, usedGpus } from './machine.ts';
import { type Fitted, recommend } from './recommend.ts';

/** How a build of the catalogue would run on a machine. */
export interface FittedBuild extends Fitted {
  build: Build;
}

/** The same of all builds of a model, and the one to take; undefined where none fits. */
export interface FittedModel {
  model: CatalogModel;
  best: FittedBuild | undefined;
  all: FittedBuild[];
}

/** How the models of the catalogue would run on a machine; those whose shape is not known are left out. */
export function fitCatalog(models: readonly CatalogModel[], machine: Machine): FittedModel[] {
  return models.flatMap((model) => {
    const candidates = buildsOf(model).flatMap((build) => {
      const shape = shapeOf(build);
      return shape ? [{ name: build.quantization, shape, build }] : [];
    });
    if (candidates.length === 0) return [];
    const { best, all } = recommend(candidates, machine, AUTO);
    const withBuild = (fitted: Fitted): FittedBuild => ({
      ...fitted,
      build: candidates.find(({ name }) => name === fitted.name)!.build,
    });
    return [{ model, best: best && withBuild(best), all: all.map(withBuild) }];
  });
}

/** The family that does all that Glimpse asks; the catalogue has it from the smallest to the most accurate. */
const FAMILY = /^qwen3-vl-/;
/** Larger ones take minutes for a picture there. */
const ON_PROCESSORS = ['2B'];
const ON_SHARED_MEMORY = ['2B', '4B'];

/**
 * The model for a machine: the largest that lies on its GPU as a whole; where the GPU is a part of the processor, or there is
 * none, the largest that answers within a reasonable time. Undefined where nothing fits.
 */
export function modelFor(fitted: readonly FittedModel[], machine: Machine): FittedModel | undefined {
  const family = fitted.filter(({ model, best }) => best && FAMILY.test(model.id));
  const [gpu] = usedGpus(machine);
  const isOwn = gpu !== undefined && (!sharesMemory(gpu) || /^(metal|mtl)/i.test(gpu.id));
  const among = (sizes: readonly string[]) =>
    family.filter(({ model }) => sizes.includes(model.parameters ?? '')).at(-1);
  if (isOwn) return family.filter(({ best }) => best?.plan.kind === 'gpu').at(-1) ?? among(ON_PROCESSORS);
  return among(gpu ? ON_SHARED_MEMORY : ON_PROCESSORS);
}
