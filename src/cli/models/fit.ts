import { GPU_CHOICES, type GpuChoice } from '../../host/backends.ts';
import { bytes } from '../../host/gguf.ts';
import { AUTO, type Wish } from '../../models/fit.ts';
import { doubt, fitWords, gigabytes } from '../../models/fit-words.ts';
import { type Machine, readMachine, thisMachine } from '../../models/machine.ts';
import { type Candidate, type Fitted, recommend } from '../../models/recommend.ts';
import { visionPartOf } from '../../models/resolve.ts';
import { readShape } from '../../models/shape.ts';
import { parsed, positive, range, usage, whole } from '../args.ts';
import { hostFinder } from '../model.ts';
import type { Subcommand, Terminal } from '../models.ts';

const KV_TYPES = ['f16', 'q8_0', 'q4_0', 'auto'] as const;

/** `glimpse models fit FILE...` */
export const fit: Subcommand = {
  synopsis: 'FILE... [options]',
  about: 'Say how a model fits into the memory of this machine; of several, such as its quantizations, which to take.',
  options: `  --mmproj FILE         its vision part [found beside the model]
  --context N           tokens of prompt and answer together [as many as fit, up to 16384]
  --gpu-layers N        layers on the GPU: a number, auto or max [auto]
  --kv-type TYPE        f16, q8_0, q4_0 or auto [auto]
  --image-tokens N-M    the least and the most that it spends on a picture [1024-4096]
  --slots N             requests answered at once [1]
  --gpu KIND            auto, metal, cuda, vulkan or cpu [auto]
  --gpu-memory N        as if there were one GPU with so many GB free; 0: none
  --memory N            as if so many GB of main memory were free
  --llama-server PATH   which llama-server sees the GPUs [the built-in one, or that on the PATH]
  --json                as JSON, in bytes
`,
  async run(args, terminal) {
    const { values, positionals: files } = parsed({
      args,
      allowPositionals: true,
      options: {
        mmproj: { type: 'string' },
        context: { type: 'string' },
        'gpu-layers': { type: 'string' },
        'kv-type': { type: 'string' },
        'image-tokens': { type: 'string' },
        slots: { type: 'string' },
        gpu: { type: 'string' },
        'gpu-memory': { type: 'string' },
        memory: { type: 'string' },
        'llama-server': { type: 'string' },
        json: { type: 'boolean' },
      },
    });
    if (files.length === 0) throw usage('No file was given.', 'Usage: glimpse models fit FILE...');
    const layers = values['gpu-layers'] ?? 'auto';
    const kvType = KV_TYPES.find((each) => each === (values['kv-type'] ?? 'auto'));
    if (!kvType) throw usage(`"${values['kv-type']}" is not a type of cache: use ${KV_TYPES.join(', ')}.`);
    const kind = GPU_CHOICES.find((each) => each === (values.gpu ?? 'auto'));
    if (!kind) throw usage(`"${values.gpu}" is not a kind of GPU: use ${GPU_CHOICES.join(', ')}.`);
    const wish: Wish = {
      ...{ ...AUTO, kvType, contextSize: whole(values.context, '--context', 512, 1_048_576) ?? 'auto' },
      gpuLayers: layers === 'auto' || layers === 'max' ? layers : whole(layers, '--gpu-layers', 0, 10_000)!,
      slots: whole(values.slots, '--slots', 1, 64) ?? 1,
      imageTokens: range(values['image-tokens']) ?? AUTO.imageTokens,
    };
    const [gpu, main] = [gibibytes(values['gpu-memory'], '--gpu-memory'), gibibytes(values.memory, '--memory')];
    const real = gpu === undefined ? await here(kind, values['llama-server'], terminal) : thisMachine(asIf(gpu));
    const machine = main === undefined ? real : { ...real, memory: { total: main, free: main } };

    const candidates: Candidate[] = [];
    for (const file of files) {
      const mmproj = values.mmproj ?? (await visionPartOf(file).catch(() => undefined));
      candidates.push({ name: file, shape: await readShape(file, mmproj) });
    }
    const { best, all } = recommend(candidates, machine, wish);
    if (values.json) {
      const fitted = all.map(({ name, shape, plan }) => ({ file: name, words: fitWords(shape, plan), ...plan }));
      return terminal.print(`${JSON.stringify({ machine, best: best?.name ?? null, models: fitted }, null, 2)}\n`);
    }
    const told = all.map((one) => tell(one, files.length > 1)).join('\n');
    const choice = best ? `\nBest here: ${best.name}\n` : '\nNone of them fits.\n';
    await terminal.print(`${told}${files.length > 1 ? choice : ''}`);
  },
};

/** What a plan is, line by line. */
function tell({ name, shape, plan }: Fitted, several: boolean): string {
  const parts = plan.places.flatMap(({ gpu, parts: of, bytes: taken, budget }) => [
    `  ${gpu ? `${gpu.id} (${gpu.name})` : 'main memory'}: ${gigabytes(taken)} GB of ${gigabytes(budget)} GB that can be used`,
    ...PARTS.map(([key, words]) => (of[key] > 0 ? `    ${words.padEnd(28)}${bytes(of[key]).padStart(10)}` : '')),
  ]);
  const lines = [
    `${several ? `${name}\n` : ''}${fitWords(shape, plan)}`,
    doubt(shape) ?? '',
    shape.vision ? '' : '  Without its vision part, which was not found beside it.',
    `  context ${plan.contextSize} tokens, cache ${plan.kvType}, flash attention ${plan.flashAttention}, ${plan.slots === 1 ? '1 slot' : `${plan.slots} slots`}`,
    `  pictures ${plan.imageTokens.min} to ${plan.imageTokens.max} tokens, threads as llama.cpp likes`,
    ...parts,
    plan.reclaimable > 0 ? `  resident besides, as long as nothing else needs it: ${bytes(plan.reclaimable)}` : '',
  ];
  return `${lines.filter(Boolean).join('\n')}\n`;
}

const PARTS = [
  ['weights', 'weights'],
  ['cache', 'cache of the context'],
  ['compute', 'buffers of the text model'],
  ['vision', 'weights of the vision part'],
  ['visionCompute', 'buffers of a picture'],
  ['overhead', 'llama-server, drivers'],
] as const;

/** This machine; without a llama-server that runs there are no GPUs to use. */
async function here(gpu: GpuChoice, llamaServer: string | undefined, { dist, signal }: Terminal): Promise<Machine> {
  try {
    return await readMachine(await hostFinder(llamaServer, dist)(signal, { gpu }), signal);
  } catch (error) {
    signal.throwIfAborted();
    process.stderr.write(`glimpse: Which GPUs there are is not known. ${(error as Error).message}\n`);
    return thisMachine([]);
  }
}

const asIf = (memory: number) => (memory > 0 ? [{ id: 'GPU0', name: 'as if', total: memory, free: memory }] : []);

function gibibytes(text: string | undefined, option: string): number | undefined {
  if (text === undefined) return undefined;
  return text === '0' ? 0 : Math.round(positive(text, option, 0) * 2 ** 30);
}
