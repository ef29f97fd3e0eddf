// A program that uses a history without a pause until it is killed: `node writer.mjs FOLDER NAME`. Says how often it has.
import { HistoryStore } from '../../../src/history/store.ts';
import { analysis } from './fixtures.ts';

const [folder, name] = process.argv.slice(2) as [string, string];
const limits = { entries: 8, bytes: 1e6 };
const store = new HistoryStore(folder, { limits: () => limits, log: (line) => process.stderr.write(`${line}\n`) });
for (let i = 0; ; i++) {
  const entry = await store.add(analysis(`${name} ${i % 20} ${'x'.repeat(20_000)}`, {}, `${i}`.repeat(5000)));
  if (entry && i % 3 === 0) await store.rename(entry.id, `${name} ${i}`);
  if (entry && i % 5 === 0) await store.pin(entry.id, i % 10 === 0);
  if (entry && i % 4 === 0) await store.remove([entry]);
  if (i % 6 === 0) await store.collect();
  process.stdout.write(`${i}\n`);
}
