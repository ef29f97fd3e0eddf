import { bytes } from '../../host/gguf.ts';
import { modelFacts } from '../../host/model-file.ts';
import { parsed, usage } from '../args.ts';
import type { Subcommand } from '../models.ts';

/** `glimpse models inspect FILE` */
export const inspect: Subcommand = {
  synopsis: 'FILE [options]',
  about: 'Say what a GGUF file holds; only its header is read.',
  options: '  --json                as JSON\n',
  async run(args, { print }) {
    const { values, positionals } = parsed({ args, allowPositionals: true, options: { json: { type: 'boolean' } } });
    const [file, ...others] = positionals;
    if (file === undefined || others.length > 0) throw usage('Name one file.', 'Usage: glimpse models inspect FILE');
    const facts = await modelFacts(file);
    if (values.json) return print(`${JSON.stringify(facts, null, 2)}\n`);
    const { name, architecture, parameters, quantization, layers, contextLength, fileSize } = facts;
    const lines = [
      ['name', name],
      ['architecture', architecture],
      ['parameters', parameters],
      ['quantization', quantization],
      ['layers', layers],
      ['context', contextLength && `${contextLength} tokens`],
      ['weights', bytes(fileSize)],
    ];
    await print(lines.map(([key, value]) => `${String(key).padEnd(14)}${value ?? '?'}\n`).join(''));
  },
};
