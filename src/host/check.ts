import { totalmem } from 'node:os';
import * as l10n from '@vscode/l10n';
import { GlimpseError } from '../errors.ts';
import { bytes } from './gguf.ts';
import { type MmprojFile, mmprojFacts } from './mmproj.ts';
import { type ModelFile, modelFacts } from './model-file.ts';
import { checkPair } from './pair.ts';
import type { HostPlan } from './plan.ts';

/** Tokens that a prompt around one picture and a short answer take. */
const ROOM = 512;

/**
 * Makes sure that a plan can work before any process is started for it: whole files of the right kinds that belong together,
 * a context that holds a picture, weights that fit into the memory.
 * @param gpuMemory bytes of all GPUs that are used
 * @throws GlimpseError `bad-model`, `cannot-see`, `model-mismatch`, `context-too-small`, `out-of-memory`, `bad-usage`
 */
export async function checkPlan(plan: HostPlan, gpuMemory: number): Promise<{ model: ModelFile; mmproj: MmprojFile }> {
  checkContext(plan);
  const [model, mmproj] = await Promise.all([modelFacts(plan.model), mmprojFacts(plan.mmproj)]);
  checkPair(model, mmproj);
  const weights = model.fileSize + mmproj.fileSize;
  if (weights > totalmem()) {
    const memory = totalmem() + (plan.gpuLayers === 0 ? 0 : gpuMemory);
    if (weights > memory) {
      throw new GlimpseError('out-of-memory', {
        failed: l10n.t("{0} does not fit into this machine's memory.", model.name),
        tried: l10n.t('Its weights take {0}, and there are {1}.', bytes(weights), bytes(memory)),
        todo: l10n.t('Choose a smaller model or one that is quantized more, for example Q4_K_M.'),
      });
    }
  }
  return { model, mmproj };
}

function checkContext({ contextSize, imageTokens: { min, max } }: HostPlan): void {
  if (min > max) {
    throw new GlimpseError('bad-usage', {
      failed: l10n.t("A picture can't have at least {0} and at most {1} tokens.", min, max),
      todo: l10n.t('Make the minimum of the image tokens smaller, or the maximum larger.'),
    });
  }
  if (max + ROOM > contextSize) {
    throw new GlimpseError('context-too-small', {
      failed: l10n.t(
        'A context of {0} tokens does not hold a picture of up to {1} tokens, the prompt and an answer.',
        contextSize,
        max,
      ),
      todo: l10n.t(
        'Set the context to {0} tokens or more, or the most for a picture to less than {1}.',
        max + ROOM,
        max,
      ),
    });
  }
}
