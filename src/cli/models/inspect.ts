import { bytes } from '../../host/gguf.ts';
import { modelFacts } from '../../host/model-file.ts';
import { doubt } from '../../models/fit-words.ts';
import { visionPartOf } from '../../models/resolve.ts';
import { readShape } from '../../models/shape.ts';
import { parsed, usage } from '../args.ts';
import type { Subcommand } from '../models.ts';

/** `glimpse models inspect FILE` */
export const inspect: Subcommand = {
  synopsis: 'FILE [options]',
  about: 'Say what a GGUF model holds: of its files only the headers are read.',
  options: `  --mmproj FILE         its vision part [found beside the model]
  --json                as JSON, in bytes
`,
  async run(args, { print }) {
    const { values, positionals } = parsed({
      args,
      allowPositionals: true,
      options: { json: { type: 'boolean' }, mmproj: { type: 'string' } },
    });
    const [file, ...others] = positionals;
    if (file === undefined || others.length > 0) throw usage('Name one file.', 'Usage: glimpse models inspect FILE');
    const facts = await modelFacts(file);
    const mmproj = values.mmproj ?? (await besides(file));
    const shape = await readShape(file, mmproj);
    if (values.json) return print(`${JSON.stringify({ files: facts.files, mmproj, ...shape }, null, 2)}\n`);

    const { vision, experts, layers } = shape;
    const perLayer = layers.map((layer) => layer.weights + layer.experts);
    const cache = layers.reduce((all, { keys, values: kept }) => all + 2 * (keys + kept), 0);
    const windows = layers.filter(({ window }) => window !== undefined);
    const lines: [string, string | undefined][] = [
      ['name', shape.name],
      ['architecture', shape.architecture],
      ['parameters', shape.parameters],
      ['quantization', shape.quantization],
      ['files', facts.files.length > 1 ? `${facts.files.length}, ${bytes(shape.fileSize)}` : bytes(shape.fileSize)],
      ['layers', perLayer.length > 0 ? `${layers.length}, ${spread(perLayer)} each` : undefined],
      ['embeddings', bytes(shape.embeddings)],
      ['output', shape.tied ? 'the embeddings again' : bytes(shape.output)],
      ['experts', experts && `${experts.count}, of which a token uses ${experts.used}`],
      ['width', `${shape.width}, feed-forward ${shape.feedForward}, ${shape.heads} heads`],
      ['vocabulary', `${shape.vocabulary} tokens`],
      ['context', shape.contextLength === undefined ? undefined : `${shape.contextLength} tokens`],
      ['cache', `${bytes(cache)} a token as f16, at most`],
      ['window', windows[0] && `${windows[0].window} tokens in ${windows.length} of ${layers.length} layers`],
      ['vision part', mmproj ?? 'none was found beside it'],
      ['  projector', vision?.projector],
      ['  weights', vision && bytes(vision.weights)],
      ['  layers', vision && `${vision.layers}, ${vision.width} wide`],
      ['  token', vision && `${vision.patch * vision.merge} pixels a side`],
      ['note', doubt(shape)],
    ];
    await print(lines.map(([key, value]) => (value === undefined ? '' : `${key.padEnd(14)}${value}\n`)).join(''));
  },
};

/** One that is not there, or does not fit, is no reason to say nothing of the model. */
const besides = (file: string): Promise<string | undefined> => visionPartOf(file).catch(() => undefined);

function spread(sizes: readonly number[]): string {
  const [least, most] = [bytes(Math.min(...sizes)), bytes(Math.max(...sizes))];
  return least === most ? least : `${least} to ${most}`;
}
