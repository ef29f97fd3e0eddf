import path from 'node:path';
import { bytes } from '../../host/gguf.ts';
import { buildsOf, downloadSize, inLanguage, readCatalog } from '../../models/catalog.ts';
import { discoverModels } from '../../models/discover.ts';
import type { FoundModel } from '../../models/found-model.ts';
import { programName, usualPlaces } from '../../models/places.ts';
import { ModelStore, modelsFolder, type StoredModel, type Unfinished } from '../../models/store.ts';
import { parsed, usage } from '../args.ts';
import type { Subcommand } from '../models.ts';

/** `glimpse models list` */
export const list: Subcommand = {
  synopsis: '[options]',
  about: 'List the models on this machine, and those that can be downloaded.',
  options: `  --folder PATH         where downloaded models are kept [as GLIMPSE_MODELS_FOLDER says, else the user's data folder]
  --search PATH         look for models of other programs there too; may be given more than once
  --json                as JSON
`,
  async run(args, { print, signal }) {
    const { values, positionals } = parsed({
      args,
      allowPositionals: true,
      options: {
        json: { type: 'boolean' },
        folder: { type: 'string' },
        search: { type: 'string', multiple: true },
      },
    });
    if (positionals.length > 0) throw usage('glimpse models list takes no names.', 'See glimpse models list --help.');
    const store = new ModelStore(() => modelsFolder(values.folder));
    const { models, unfinished } = await store.list();
    const { found, notes } = await elsewhere(store.path, values.search ?? [], signal);
    for (const note of notes) process.stderr.write(`${note}\n`);
    const catalog = catalogRows();
    if (values.json) {
      const elsewhere = found.map((model) => ({ ...model, problem: model.problem?.message }));
      return print(`${JSON.stringify({ folder: store.path, models, elsewhere, unfinished, catalog }, null, 2)}\n`);
    }
    await print(
      [
        section(`On this machine, in ${store.path}`, models.map(storedRow), 'none yet'),
        ...[...new Set(found.map(({ program }) => program))].map((program) =>
          section(
            `Of ${program === 'folder' ? 'the folders that were named' : programName(program)}`,
            found.filter((model) => model.program === program).map(foundRow),
          ),
        ),
        unfinished.length > 0 ? section('Not downloaded to the end', unfinished.map(unfinishedRow)) : '',
        section(
          'To download',
          catalog.map(({ name, size, licence, goodAt }) => [name, size ? bytes(size) : '?', licence, goodAt]),
        ),
      ]
        .filter(Boolean)
        .join('\n'),
    );
  },
};

/** The models that other programs keep, and what was left out of the search. */
async function elsewhere(
  store: string,
  folders: readonly string[],
  signal: AbortSignal,
): Promise<{ found: FoundModel[]; notes: string[] }> {
  const found: FoundModel[] = [];
  const notes: string[] = [];
  const places = await usualPlaces({ store, folders: folders.map((folder) => path.resolve(folder)) });
  for await (const model of discoverModels({ places, signal, note: (words) => notes.push(words) })) {
    // The store lists its own.
    if (model.program !== 'glimpse') found.push(model);
  }
  return { found, notes };
}

/** What can't be used says why, not where it is. */
const foundRow = ({ name, size, quantization = '', file, problem }: FoundModel): string[] => [
  name,
  bytes(size),
  quantization,
  problem ? `can't be used: ${problem.message}` : file,
];

const storedRow = ({ id, file, bytes: size }: StoredModel): string[] => [id, bytes(size), file];

const unfinishedRow = ({ id, quantization, received, total }: Unfinished): string[] => [
  `${id}:${quantization}`,
  total ? `${bytes(received)} of ${bytes(total)}` : bytes(received),
];

/** A row for each build, under the name that `download` takes; what it is good at in the first of each model. */
const catalogRows = () =>
  readCatalog().models.flatMap((model) =>
    buildsOf(model).map((build, i) => ({
      name: `${model.id}:${build.quantization}`,
      title: model.title,
      size: downloadSize(build),
      licence: model.licence?.name ?? '',
      goodAt: (i === 0 && inLanguage(model.goodAt, 'en')) || '',
    })),
  );

function section(title: string, rows: readonly string[][], otherwise = ''): string {
  const widths = (rows[0] ?? []).map((_, i) => Math.max(...rows.map((row) => row[i]!.length)));
  const lines = rows.map(
    (row) =>
      `  ${row
        .map((cell, i) => cell.padEnd(widths[i]!))
        .join('  ')
        .trimEnd()}\n`,
  );
  return `${title}:\n${lines.join('') || `  ${otherwise}\n`}`;
}
