import { spawn } from 'node:child_process';
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { nameOf } from '../../../src/history/entry.ts';
import { HistoryStore, type Limits } from '../../../src/history/store.ts';
import { bundle } from '../worker/fixtures.ts';
import { analysis } from './fixtures.ts';

const parent = mkdtempSync(path.join(tmpdir(), 'glimpse-history-'));
afterAll(() => rmSync(parent, { recursive: true }));

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(parent, 'store-'));
});

const PLENTY = { entries: 100, bytes: 1e9 };

/** The history in `folder`, as a window that has just started sees it. */
function open(limits: Limits = PLENTY) {
  const log: string[] = [];
  return { store: new HistoryStore(folder, { limits: () => limits, log: (line) => log.push(line) }), log };
}

const names = async (store: HistoryStore) => (await store.entries()).map(nameOf);
const entryFile = (id: string) => path.join(folder, 'entries', `${id}.json`);
const blobs = () => readdirSync(path.join(folder, 'blobs')).sort();
/** Makes all blobs look as if nobody had touched them for an hour. */
function age() {
  const hourAgo = Date.now() / 1000 - 3600;
  for (const name of blobs()) utimesSync(path.join(folder, 'blobs', name), hourAgo, hourAgo);
}

describe('a history', () => {
  it('gives back what it was given, also to a window that starts later', async () => {
    const given = analysis('login', { asked: { template: 'ask', title: 'Ask', question: 'Why?', model: 'tiny' } });
    const made = (await open().store.add(given))!;
    const { store, log } = open();
    const [entry] = await store.entries();
    expect(entry).toEqual(made);
    expect(entry).toMatchObject({ task: 'describe', uri: given.uri, asked: given.asked, pinned: false });
    expect(await store.result(entry!)).toEqual(given.result);
    expect(Buffer.from((await store.picture(entry!)).data)).toEqual(given.picture.data);
    expect(Buffer.from((await store.shown(entry!)).data)).toEqual(given.shown.data);
    expect(readFileSync(store.path(entry!.blobs.icon!), 'utf8')).toBe('icon of login');
    expect(readFileSync(store.path(entry!.blobs.preview!), 'utf8')).toBe('preview of login');
    expect(log).toEqual([]);
  });

  it('finds by key, but not what was cut', async () => {
    const { store } = open();
    await store.add(analysis('a'));
    await store.add(analysis('cut off', { isWhole: false }));
    expect((await store.find('key of a'))?.picture.name).toBe('a.png');
    expect(await store.find('key of cut off')).toBeUndefined();
    expect(await names(store)).toHaveLength(2);
  });

  it('puts a new run in the place of the one before, unless the user made that their own', async () => {
    const { store } = open();
    const first = (await store.add(analysis('a', {}, 'first')))!;
    const second = (await store.add(analysis('a', {}, 'second')))!;
    expect(second.id).toBe(first.id);
    expect(await store.result(second)).toMatchObject({ text: 'second' });
    await store.pin(second.id, true);
    const third = (await store.add(analysis('a', {}, 'third')))!;
    expect(third.id).not.toBe(first.id);
    expect((await store.find('key of a'))?.id).toBe(third.id);
    await store.rename(third.id, 'mine');
    await store.add(analysis('a', {}, 'fourth'));
    expect(await store.entries()).toHaveLength(3);
    expect(await store.result((await store.entry(third.id))!)).toMatchObject({ text: 'third' });
    expect(await store.result((await store.entry(first.id))!)).toMatchObject({ text: 'second' });
  });

  it('puts a conversation that goes on in the place of itself, but nothing in the place of a longer one', async () => {
    const { store } = open();
    const first = (await store.add(analysis('a', { isWhole: false }, 'one answer')))!;
    const longer = (await store.add(analysis('a', { answers: 3 }, 'three answers')))!;
    expect(longer.id).toBe(first.id);
    const anew = (await store.add(analysis('a', {}, 'one again')))!;
    expect(anew.id).not.toBe(first.id);
    await store.add(analysis('a', { answers: 2 }, 'two answers'));
    expect(await store.entries()).toHaveLength(2);
    expect(await store.result((await store.entry(anew.id))!)).toMatchObject({ text: 'two answers' });
    expect(await store.result((await store.entry(longer.id))!)).toMatchObject({ text: 'three answers' });
  });

  it('goes on with a conversation that the user has made their own', async () => {
    const { store } = open();
    const first = (await store.add(analysis('a', {}, 'one answer')))!;
    await store.pin(first.id, true);
    await store.rename(first.id, 'mine');
    const other = { key: 'key of another model', uri: 'file:///elsewhere.png' };
    const longer = await store.add(analysis('a', { ...other, answers: 2, continues: first.id }, 'two answers'));
    expect(await store.entries()).toEqual([longer]);
    expect(longer).toMatchObject({
      id: first.id,
      pinned: true,
      name: 'mine',
      answers: 2,
      key: first.key,
      uri: first.uri,
    });
    expect(await store.result(longer!)).toMatchObject({ text: 'two answers' });
    await store.remove([longer!]);
    const anew = await store.add(analysis('a', { answers: 3, continues: first.id }, 'three answers'));
    expect(anew).toMatchObject({ pinned: false });
  });

  it('knows a picture that lets its background through by that too', async () => {
    const { store } = open();
    const { picture } = analysis('a');
    const clear = { ...picture, info: { ...picture.info, hasAlpha: true as const } };
    await store.add(analysis('a', { picture: clear, background: '#000000' }));
    await store.add(analysis('b', { background: '#000000' }));
    expect(await store.of(clear.info.sha256, '#000000')).toBeDefined();
    expect(await store.of(clear.info.sha256, '#ffffff')).toBeUndefined();
    expect(await store.of(analysis('b').picture.info.sha256, '#ffffff')).toBeDefined();
  });

  it('keeps a picture once, however often it is asked about', async () => {
    const { store } = open();
    let made = 0;
    const small = async () => ({ icon: Buffer.from(`icon ${++made}`), preview: Buffer.from('preview') });
    for (const key of ['x', 'y', 'z']) await store.add(analysis('a', { key, small }, 'the same'));
    expect(blobs()).toHaveLength(4); // picture, icon, preview, result
    expect(made).toBe(1);
  });

  it('keeps an analysis whose small pictures can not be made', async () => {
    const { store, log } = open();
    const small = () => Promise.reject(new Error('no memory'));
    const entry = await store.add(analysis('a', { small }));
    expect(entry?.blobs.icon).toBeUndefined();
    expect(log).toEqual(['History: No small picture: no memory']);
  });

  it('renames, and goes back to the name of the picture', async () => {
    const { store } = open();
    const { id } = (await store.add(analysis('a')))!;
    await store.rename(id, '登录 "before"');
    expect(await names(open().store)).toEqual(['登录 "before"']);
    await store.rename(id, '');
    expect(await names(open().store)).toEqual(['a.png']);
    expect(await store.rename('00000000-0000-4000-8000-000000000000', 'nobody')).toBeUndefined();
  });

  it('deletes, and brings back', async () => {
    const { store, log } = open();
    const entry = (await store.add(analysis('a')))!;
    await store.add(analysis('b'));
    age();
    await store.remove([entry]);
    expect(await names(store)).toEqual(['b.png']);
    await store.collect(); // as another window may at any time
    await store.restore([entry]);
    expect((await names(store)).sort()).toEqual(['a.png', 'b.png']);
    expect(await store.result(entry)).toMatchObject({ text: 'It says a.' });
    await store.remove([entry]);
    age();
    await store.collect();
    expect(blobs()).toHaveLength(4);
    await store.dispose();
    expect(log).toEqual([]);
  });
});

describe('the limits of a history', () => {
  it('let the oldest go, but nothing that is pinned', async () => {
    const { store } = open({ entries: 2, bytes: 1e9 });
    const oldest = (await store.add(analysis('oldest')))!;
    await store.pin(oldest.id, true);
    for (const name of ['a', 'b', 'c']) {
      await store.add(analysis(name));
      await new Promise((resolve) => setTimeout(resolve, 2)); // each has a time of its own
    }
    expect(await names(store)).toEqual(['c.png', 'b.png', 'oldest.png']);
    await store.pin(oldest.id, false);
    await store.collect();
    expect(await names(store)).toEqual(['c.png', 'b.png']);
    age();
    await store.collect();
    expect(blobs()).toHaveLength(8);
  });

  it('count the bytes of a shared picture once', async () => {
    const { store, log } = open({ entries: 100, bytes: 12_000 });
    const large = 'x'.repeat(10_000);
    await store.add(analysis(large, { key: '1' }, 'a'));
    await store.add(analysis(large, { key: '2' }, 'b'));
    expect(await store.entries()).toHaveLength(2);
    await store.add(analysis('y'.repeat(10_000), {}, 'c'));
    expect(await names(store)).toEqual([`${'y'.repeat(20)}.png`]);
    await store.add(analysis('z'.repeat(20_000), {}, 'd'));
    expect(await store.entries(), 'what is too large drives nothing out').toHaveLength(1);
    expect(log).toEqual([expect.stringContaining('larger than the whole history')]);
  });

  it('of nothing keep nothing, and let go what there was', async () => {
    const limits = { ...PLENTY };
    const { store } = open(limits);
    await store.add(analysis('a'));
    limits.entries = 0;
    expect(await store.add(analysis('b'))).toBeUndefined();
    expect(await store.entries()).toEqual([]);
    Object.assign(limits, { entries: 5, bytes: 0 });
    expect(await store.add(analysis('b'))).toBeUndefined();
    expect(await store.entries()).toEqual([]);
  });
});

describe('what is wrong in a history', () => {
  async function three() {
    const { store } = open();
    for (const name of ['a', 'b', 'c']) await store.add(analysis(name));
    const [c, b, a] = await Promise.all(['c', 'b', 'a'].map(async (name) => (await store.find(`key of ${name}`))!));
    return { a: a!, b: b!, c: c! };
  }

  for (const [what, spoil] of [
    ['is empty', () => ''],
    ['is cut off', (text: string) => text.slice(0, text.length / 2)],
    ['is no JSON', () => 'Secret words of a picture'],
    ['is something else', () => '{"version":1,"id":7}'],
    ['is of another version', (text: string) => text.replace('"version":1', '"version":2')],
    ['has the id of another', (text: string) => text.replace(/"id":"..../, '"id":"0000')],
    ['leads out of the folder', (text: string) => text.replace(/[0-9a-f]{64}\.json/, '../../../../etc/passwd')],
  ] as const) {
    it(`is an entry that ${what}: skipped with one line in the log, the others are there`, async () => {
      const { a } = await three();
      const spoiled = spoil(readFileSync(entryFile(a.id), 'utf8'));
      writeFileSync(entryFile(a.id), spoiled);
      const { store, log } = open();
      expect((await names(store)).sort()).toEqual(['b.png', 'c.png']);
      await store.entries();
      expect(log).toEqual([expect.stringMatching(`^History: ${a.id}.json is skipped: `)]);
      expect(log[0]).not.toContain('Secret');
      await store.add(analysis('d'));
      expect(await store.entries()).toHaveLength(3);
      expect(readFileSync(entryFile(a.id), 'utf8'), 'it stays as it is').toBe(spoiled);
    });
  }

  it('is never a reason to remove what an entry of another version needs', async () => {
    const { a } = await three();
    writeFileSync(entryFile(a.id), readFileSync(entryFile(a.id), 'utf8').replace('"version":1', '"version":2'));
    age();
    await open().store.collect();
    expect(blobs()).toHaveLength(12);
  });

  it('is a result that is missing, or a folder in the place of a file', async () => {
    const { a, b } = await three();
    rmSync(path.join(folder, 'blobs', a.blobs.result.file));
    rmSync(entryFile(b.id));
    const { store, log } = open();
    expect(await names(store)).toEqual(['c.png']);
    expect(log).toEqual([expect.stringContaining('missing')]);
  });

  it('is a damaged result or picture: an error says so, and a new run mends it', async () => {
    const { a } = await three();
    const { store } = open();
    for (const { file } of [a.blobs.result, a.blobs.picture]) writeFileSync(path.join(folder, 'blobs', file), '{}');
    await expect(store.result(a)).rejects.toMatchObject({ kind: 'cannot-read' });
    await expect(store.picture(a)).rejects.toMatchObject({ kind: 'cannot-read' });
    await store.add(analysis('a'));
    const [mended] = (await store.entries()).filter(({ picture }) => picture.name === 'a.png');
    expect(await store.result(mended!)).toMatchObject({ text: 'It says a.' });
    expect((await store.picture(mended!)).data).toHaveLength(1);
  });

  it('is what a killed process was writing: removed when it is old', async () => {
    await three();
    const left = [entryFile('x.part'), path.join(folder, 'blobs', `${'0'.repeat(64)}.png.abc.part`)].map((file) =>
      file.replace('.part.json', '.json.part'),
    );
    for (const file of left) writeFileSync(file, 'half');
    const { store, log } = open();
    await store.collect();
    expect(left.every((file) => existsSync(file))).toBe(true);
    for (const file of left) utimesSync(file, 1, 1);
    await store.collect();
    expect(left.some((file) => existsSync(file))).toBe(false);
    expect(await store.entries()).toHaveLength(3);
    expect(log).toEqual([]);
  });
});

describe('a history that several processes use', () => {
  let program: Awaited<ReturnType<typeof bundle>>;
  beforeAll(async () => {
    program = await bundle({ writer: path.resolve('test/unit/history/writer.ts') });
  });
  afterAll(() => program.remove());

  /** Starts a process that writes without a pause; `rounds`: waits until it has done so often. */
  function writer(name: string) {
    const child = spawn(process.execPath, [path.join(program.folder, 'writer.mjs'), folder, name], { stdio: 'pipe' });
    let [done, errors] = [0, ''];
    child.stdout.on('data', (data) => {
      done += String(data).split('\n').length - 1;
    });
    child.stderr.on('data', (data) => {
      errors += data;
    });
    const closed = new Promise((resolve) => child.once('close', resolve));
    return {
      rounds: async (most: number) => {
        while (done < most && child.exitCode === null) await new Promise((resolve) => setTimeout(resolve, 1));
      },
      kill: async () => {
        child.kill('SIGKILL');
        await closed;
        return errors;
      },
    };
  }

  /** Reads every entry, its picture and its result; throws where one is not whole. */
  async function readAll() {
    const { store, log } = open();
    const entries = await store.entries();
    for (const entry of entries) {
      await store.result(entry);
      await store.picture(entry);
    }
    expect(log).toEqual([]);
    return entries;
  }

  it('is whole whenever one of them is killed', async () => {
    for (let i = 0; i < 8; i++) {
      const process = writer(`run ${i}`);
      await process.rounds(3 + ((i * 7) % 20));
      expect(await process.kill()).toBe('');
      expect((await readAll()).length).toBeGreaterThan(0);
    }
  });

  it('is whole while two of them write the same', async () => {
    const both = [writer('same'), writer('same')];
    for (let i = 1; i <= 5; i++) {
      await Promise.all(both.map((process) => process.rounds(i * 8)));
      await open().store.entries();
    }
    for (const process of both) expect(await process.kill()).toBe('');
    const entries = await readAll();
    expect(entries.filter(({ pinned }) => !pinned).length).toBeLessThanOrEqual(10);
    expect(statSync(folder).isDirectory()).toBe(true);
  });
});
