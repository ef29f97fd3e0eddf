// Collects the words of the extension, and says what its translations lack.
//   npm run l10n
// Writes bundle.l10n.json from every `l10n.t()` in src/. In each translation (bundle.l10n.LANGUAGE.json, and
// package.nls.LANGUAGE.json for the manifest) it brings the keys into the same order, takes out those that are gone, and
// lists those that are missing. Translate what it lists, put it into the file at any place, and run it again.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { getL10nJson } from '@vscode/l10n-dev';

const root = fileURLToPath(new URL('../', import.meta.url));
const readJson = (file) => JSON.parse(readFileSync(path.join(root, file), 'utf8'));

let bundle;

/** What is written `l10n.t()` in the sources, by its key: the message itself, and the comment where it has one. */
export function exported() {
  bundle ??= readSources();
  return bundle;
}

async function readSources() {
  const files = readdirSync(path.join(root, 'src'), { recursive: true }).filter((file) => file.endsWith('.ts'));
  const sources = files.map((file) => ({
    extension: '.ts',
    contents: readFileSync(path.join(root, 'src', file), 'utf8'),
  }));
  return sorted(await getL10nJson(sources));
}

/** The words of the manifest, by their keys. */
export const manifestWords = () => readJson('package.nls.json');

/** The files of all translations: the English words, and what they are in that language. */
export async function translations() {
  const of = (folder, name, english) =>
    readdirSync(path.join(root, folder))
      .filter((file) => name.test(file))
      .map((file) => path.join(folder, file))
      .map((file) => ({ file, english, words: readJson(file) }));
  return [
    ...of('l10n', /^bundle\.l10n\..+\.json$/, await exported()),
    ...of('.', /^package\.nls\..+\.json$/, manifestWords()),
  ];
}

export const messageOf = (entry) => (typeof entry === 'string' ? entry : entry.message);

/** `{0}`, `{name}`, as a set. */
export const placeholders = (message) => [...new Set(message.match(/\{\w+\}/g))].sort();

function sorted(words) {
  return Object.fromEntries(Object.entries(words).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function write(file, words) {
  const json = JSON.stringify(words, null, 2).replace(/\[\s+(".*")\s+\]/g, '[$1]'); // as the formatter has it
  writeFileSync(path.join(root, file), `${json}\n`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  write('l10n/bundle.l10n.json', await exported());
  for (const { file, english, words } of await translations()) {
    const known = Object.keys(english).filter((key) => words[key] !== undefined);
    write(file, Object.fromEntries(known.map((key) => [key, words[key]])));
    const missing = Object.entries(english).filter(([key]) => words[key] === undefined);
    const gone = Object.keys(words).filter((key) => english[key] === undefined);
    console.log(`${file}: ${known.length} translated, ${missing.length} missing, ${gone.length} taken out`);
    if (missing.length > 0) {
      console.log(JSON.stringify(Object.fromEntries(missing.map(([key, entry]) => [key, messageOf(entry)])), null, 2));
      process.exitCode = 1;
    }
  }
}
