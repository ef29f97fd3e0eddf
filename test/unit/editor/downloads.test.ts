import { existsSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { buildWords } from '../../../src/editor/downloads.ts';
import { ModelsHere } from './models-here.ts';
import { newPerson, type Person } from './vscode.ts';

let here: ModelsHere;
let person: Person;
beforeEach(async () => {
  person = newPerson();
  here = await ModelsHere.make();
});
afterEach(() => here.close());

const downloads = () => here.models.downloads;
const file = () => here.models.store.fileOf('tiny', 'tiny.gguf');
const begun = (test: () => unknown) => vi.waitUntil(test, { timeout: 30_000, interval: 5 });

/** Starts the download, which waits half-way until what it gives is called. */
async function halfWay(): Promise<() => void> {
  let goOn = () => {};
  here.held = new Promise<void>((resolve) => {
    goOn = resolve;
  });
  void downloads().start(here.tiny);
  await begun(() => here.isHalfWay);
  return () => goOn();
}

describe('a download', () => {
  it('tells how it stands in a notification, and its model is used where there was none', async () => {
    const seen = new Set<boolean>();
    downloads().onDidChange(() => seen.add(downloads().isRunning('tiny:Q4_K_M')));
    await downloads().start(here.tiny);
    expect(person.progress).toMatchObject([{ title: 'Downloading Tiny Q4_K_M' }]);
    expect(person.progress[0]!.reports.join('\n')).toMatch(/connecting|checking/);
    expect(seen).toEqual(new Set([true, false]));
    expect(person.settings.modelFile).toBe(file());
    expect(person.quiet).toEqual(['Tiny Q4_K_M is downloaded, and used from now on.']);
    expect(downloads().all).toEqual([]);
    expect(await here.models.onDisk()).toMatchObject({ models: [{ id: 'tiny', file: file() }], unfinished: [] });
  });

  it('asks before it takes the place of a model that is in use', async () => {
    here.become({ state: 'ready', name: 'another', where: 'local' });
    await downloads().start(here.tiny);
    expect(person.settings.modelFile).toBeUndefined();
    expect(person.messages).toMatchObject([{ words: 'Tiny Q4_K_M is downloaded.', buttons: ['Use It'] }]);
    person.messages[0]!.answer('Use It');
    await begun(() => person.settings.modelFile);
    expect(person.settings.modelFile).toBe(file());
  });

  it('is one, however often it is started', async () => {
    const goOn = await halfWay();
    const again = downloads().start(here.tiny);
    goOn();
    await again;
    expect(person.progress).toHaveLength(1);
  });

  it('that is cancelled in its notification is paused, and what came can be deleted', async () => {
    await halfWay();
    person.progress[0]!.cancel();
    await begun(() => person.messages.length);
    expect(person.messages[0]).toMatchObject({ buttons: ['Resume', 'Delete What Came'] });
    expect(person.messages[0]!.words).toMatch(/^The download of Tiny Q4_K_M is paused; .+ are kept\.$/);
    expect(downloads().all).toEqual([]);
    expect((await here.models.onDisk()).unfinished).toHaveLength(1);
    person.messages[0]!.answer('Delete What Came');
    await begun(() => !existsSync(here.models.store.fileOf('tiny', 'mmproj.gguf')));
    await begun(async () => (await here.models.onDisk()).unfinished.length === 0);
  });

  it('that is paused goes on when it is resumed', async () => {
    const goOn = await halfWay();
    person.progress[0]!.cancel();
    goOn();
    await begun(() => person.messages.length);
    person.messages[0]!.answer('Resume');
    await begun(() => person.settings.modelFile);
    expect(person.progress).toHaveLength(2);
  });

  it('that fails says why and is tried again', async () => {
    here.status = 404;
    await downloads().start(here.tiny);
    expect(downloads().all).toMatchObject([{ key: 'tiny:Q4_K_M', failure: { kind: 'server-refused' } }]);
    expect(person.messages).toMatchObject([{ words: expect.stringContaining('404'), buttons: ['Try Again'] }]);
    here.status = 200;
    person.messages[0]!.answer('Try Again');
    await begun(() => person.settings.modelFile);
    expect(downloads().all).toEqual([]);
  });

  it('that needs a token offers to set one, and the page where its licence is accepted', async () => {
    here.status = 401;
    await downloads().start(here.tiny);
    await downloads().start(here.tiny);
    const buttons = ['Set Token...', 'Open Page', 'Try Again'];
    expect(person.messages).toMatchObject([{ buttons }, { buttons }]);
    expect(person.messages[0]!.words).toContain('Set Hugging Face Token');
    person.messages[0]!.answer('Set Token...');
    person.messages[1]!.answer('Open Page');
    await begun(() => person.commands.length > 0 && person.opened.length > 0);
    expect(person.commands).toEqual([['glimpse.models.setToken']]);
    expect(person.opened).toEqual(['https://huggingface.co/who/tiny']);
  });

  it('is called by its size too', () => {
    expect(buildWords(here.tiny)).toMatch(/^Tiny Q4_K_M \(.+B\)$/);
  });
});
