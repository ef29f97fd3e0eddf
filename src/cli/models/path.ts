import path from 'node:path';
import { GlimpseError } from '../../errors.ts';
import { findBuild, readCatalog } from '../../models/catalog.ts';
import { ModelStore, modelsFolder } from '../../models/store.ts';
import { parsed, usage } from '../args.ts';
import type { Subcommand } from '../models.ts';

/** `glimpse models path NAME` */
export const pathOf: Subcommand = {
  synopsis: 'NAME [options]',
  about: 'Print where a downloaded model lies, for --model.',
  options: `  --folder PATH         where downloaded models are kept [as GLIMPSE_MODELS_FOLDER says, else the user's data folder]
  --json                as JSON, with its vision part
`,
  async run(args, { print }) {
    const { values, positionals } = parsed({
      args,
      allowPositionals: true,
      options: { json: { type: 'boolean' }, folder: { type: 'string' } },
    });
    const [name, ...others] = positionals;
    if (name === undefined || others.length > 0) throw usage('Name one model.', 'See glimpse models list.');
    const { models } = await new ModelStore(() => modelsFolder(values.folder)).list();
    const [id = '', label] = name.split(':');
    const own = models.filter((each) => each.id === id.toLowerCase());
    const found = label === undefined ? own[0] : own.find(({ file }) => stem(file) === weightsOf(name));
    if (!found) {
      // A name that nobody knows is told as such.
      findBuild(readCatalog().models, name);
      throw new GlimpseError('not-found', {
        failed: `${name} is not downloaded yet.`,
        todo: `Download it: glimpse models download ${name}`,
      });
    }
    const { file, mmproj } = found;
    await print(values.json ? `${JSON.stringify({ file, mmproj }, null, 2)}\n` : `${file}\n`);
  },
};

const weightsOf = (name: string): string => stem(findBuild(readCatalog().models, name).weights.file);

/** The name of a GGUF file without what numbers its shards. */
const stem = (file: string): string => path.basename(file).replace(/(-\d{5}-of-\d{5})?\.gguf$/i, '');
