import { existsSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ServerKeys } from '../../../src/editor/keys.ts';
import { ModelFits } from '../../../src/editor/model-fits.ts';
import { ModelsCommands } from '../../../src/editor/models-commands.ts';
import type { NodeOf } from '../../../src/editor/models-tree.ts';
import { Settings } from '../../../src/editor/settings.ts';
import { machine } from '../models/headers.ts';
import { ModelsHere } from './models-here.ts';
import { newPerson, type Person } from './vscode.ts';

let here: ModelsHere;
let person: Person;
let secrets: Map<string, string>;
let commands: ModelsCommands;
beforeEach(async () => {
  person = newPerson();
  here = await ModelsHere.make();
  secrets = new Map();
  const fits = new ModelFits({ catalog: () => here.models.catalog, machine: async () => machine(16), log: () => {} });
  const tokens = new ServerKeys(
    {
      get: async (key: string) => secrets.get(key),
      store: async (key: string, value: string) => void secrets.set(key, value),
      delete: async (key: string) => void secrets.delete(key),
    } as never,
    'hub-token',
  );
  commands = new ModelsCommands({
    ...{ models: here.models, current: here.current, fits, tokens, offer: undefined as never },
    settings: new Settings(() => here.values),
  });
});
afterEach(() => here.close());

const wait = (test: () => unknown) => vi.waitUntil(test, { timeout: 30_000, interval: 5 });
const shown = (count = 1) => wait(() => person.messages.length >= count);
async function stored(): Promise<NodeOf<'stored'>> {
  const { models } = await here.models.onDisk();
  return { id: 'x', kind: 'stored', model: models[0]!, title: 'Tiny', isUsed: false };
}

describe('a model on this machine', () => {
  beforeEach(async () => {
    await here.models.downloads.start(here.tiny);
    delete person.settings.modelFile;
  });

  it('is used with one click', async () => {
    const node = await stored();
    await commands.run('use', node);
    expect(person.settings.modelFile).toBe(node.model.file);
  });

  it('is deleted only when that is confirmed, and is not used any more', async () => {
    const node = await stored();
    here.values.modelFile = node.model.file;
    person.settings.modelFile = node.model.file;
    const kept = commands.run('delete', node);
    await shown();
    person.messages[0]!.answer();
    await kept;
    expect(existsSync(node.model.file)).toBe(true);
    const gone = commands.run('delete', node);
    await shown(2);
    expect(person.messages[1]).toMatchObject({
      words: expect.stringMatching(/^Delete Tiny \(.*\) from this machine\?$/),
    });
    person.messages[1]!.answer('Delete');
    await gone;
    expect(existsSync(node.model.file)).toBe(false);
    expect(person.settings.modelFile).toBeUndefined();
    expect(person.quiet.at(-1)).toBe('Tiny is deleted.');
  });
});

describe('a download', () => {
  const node = {
    id: 'x',
    kind: 'download',
    key: 'tiny:Q4_K_M',
    build: undefined,
    download: undefined,
    left: undefined,
  } as const;

  it('that has brought something is cancelled only when that is confirmed', async () => {
    here.held = new Promise(() => {});
    void here.models.downloads.start(here.tiny);
    await wait(() => here.isHalfWay);
    const kept = commands.run('cancel', { ...node, build: here.tiny });
    await shown();
    expect(person.messages[0]).toMatchObject({ buttons: ['Delete', 'Keep for Later'] });
    person.messages[0]!.answer('Keep for Later');
    await kept;
    expect((await here.models.onDisk()).unfinished).toHaveLength(1);
    const gone = commands.run('cancel', { ...node, build: here.tiny });
    await shown(2);
    person.messages[1]!.answer('Delete');
    await gone;
    expect((await here.models.onDisk()).unfinished).toEqual([]);
  });

  it('is gone on with from the palette, whichever it was', async () => {
    await here.models.store.begin('tiny', { quantization: 'Q4_K_M', files: [] });
    await commands.run('resume');
    await wait(() => person.settings.modelFile);
  });
});

describe('the token of a hub', () => {
  it('is kept for that hub alone, and what failed for want of it goes on', async () => {
    here.status = 401;
    await here.models.downloads.start(here.tiny);
    here.status = 200;
    person.typed = ' hf_mine ';
    await commands.run('setToken');
    expect([...secrets]).toEqual([[`glimpse.hub-token:${here.values.modelMirror}`, 'hf_mine']]);
    expect(person.quiet[0]).toMatch(/^The token of 127\.0\.0\.1:\d+ is kept\.$/);
    await wait(() => person.settings.modelFile);
    expect([...here.log, ...person.quiet].join('\n')).not.toContain('hf_mine');
  });

  it('is forgotten where nothing is typed, and stays where nobody answers', async () => {
    person.typed = 'hf_mine';
    await commands.run('setToken');
    person.typed = undefined;
    await commands.run('setToken');
    expect(secrets.size).toBe(1);
    person.typed = '';
    await commands.run('setToken');
    expect(secrets.size).toBe(0);
  });
});

it('says so where there is no API to copy', async () => {
  await commands.run('copyAddress');
  expect(person.quiet).toEqual(['No model is loaded.']);
  expect(person.clipboard).toBe('');
});
