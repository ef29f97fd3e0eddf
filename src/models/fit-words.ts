import * as l10n from '@vscode/l10n';
import type { FitPlan } from './fit.ts';
import { type Place, sum } from './layout.ts';
import type { ModelShape } from './shape.ts';

/** Memory as people call it: 8 GiB are `8.0`. */
export const gigabytes = (bytes: number): string => (bytes / 2 ** 30).toFixed(1);

/** Whether and how a model fits, in a sentence: "8B Q4_K_M: fits: 36 of 36 layers on the GPU, 5.9 of 8.0 GB". */
export function fitWords(shape: ModelShape, plan: FitPlan): string {
  const name = [shape.parameters, shape.quantization].join(' ');
  const [main, ...gpus] = plan.places;
  const { gpuLayers, layers, cpuExpertLayers } = plan;
  const [used, total] = [gigabytes(bytesOf(gpus)), gigabytes(gpus.reduce((all, gpu) => all + gpu.total, 0))];
  const [mainUsed, mainTotal] = [gigabytes(main.bytes), gigabytes(main.total)];
  switch (plan.kind) {
    case 'gpu':
      return l10n.t('{0}: fits: {1} of {2} layers on the GPU, {3} of {4} GB', name, gpuLayers, layers, used, total);
    case 'partly':
      return cpuExpertLayers > 0
        ? l10n.t(
            '{0}: fits in part: {1} of {2} layers on the GPU ({3} of {4} GB), the experts of {5} of them in main memory ({6} of {7} GB), which is slower',
            ...[name, gpuLayers, layers, used, total, cpuExpertLayers, mainUsed, mainTotal],
          )
        : l10n.t(
            '{0}: fits in part: {1} of {2} layers on the GPU ({3} of {4} GB), the others on the processor ({5} of {6} GB), which is slower',
            ...[name, gpuLayers, layers, used, total, mainUsed, mainTotal],
          );
    case 'cpu':
      return gpus.length > 0
        ? l10n.t(
            '{0}: does not fit on the GPU, but on the processor: {1} of {2} GB, which is slower',
            name,
            mainUsed,
            mainTotal,
          )
        : l10n.t('{0}: fits: on the processor, {1} of {2} GB', name, mainUsed, mainTotal);
    case 'no':
      return l10n.t('{0}: does not fit: {1}', name, plan.places.flatMap(lacks).join(', ') || mainLacks(plan));
  }
}

/** What a place has too little of. */
function lacks({ gpu, bytes, budget }: Place): string[] {
  if (bytes <= budget) return [];
  return [
    gpu
      ? l10n.t('it needs {0} GB of {1}, where {2} GB can be used', gigabytes(bytes), gpu.id, gigabytes(budget))
      : l10n.t('it needs {0} GB of main memory, where {1} GB can be used', gigabytes(bytes), gigabytes(budget)),
  ];
}

/** Each has room for its own, but they share one memory. */
const mainLacks = ({ places }: FitPlan): string =>
  l10n.t(
    'it needs {0} GB of main memory, where {1} GB can be used',
    gigabytes(bytesOf(places)),
    gigabytes(places[0].budget),
  );

const bytesOf = (places: readonly Place[]): number => places.reduce((all, { parts }) => all + sum(parts), 0);

/** How sure that is; undefined: as sure as it gets. */
export function doubt({ unsure, architecture }: ModelShape): string | undefined {
  switch (unsure) {
    case 'architecture':
      return l10n.t('An estimate: models of the kind "{0}" were not measured.', architecture);
    case 'keys':
      return l10n.t('A rough estimate: the file does not say how it is built.');
    case 'types':
      return l10n.t('An estimate: some of its weights are of a type that is newer than Glimpse.');
    default:
      return undefined;
  }
}
