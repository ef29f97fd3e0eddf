import { readFile } from 'node:fs/promises';
import sharp from 'sharp';
import { afterAll, afterEach, describe, expect, it, vi } from 'vitest';
import type { Archive, Kept, Opened, Wanted } from '../../../src/editor/archive.ts';
import { Session } from '../../../src/editor/session.ts';
import { GlimpseError } from '../../../src/errors.ts';
import { DEFAULT_LIMITS } from '../../../src/image/picture.ts';
import { HostMessage, type TaskStatus } from '../../../src/protocol.ts';
import { LocalWorker } from '../../../src/worker/local.ts';
import { pictureOf, WEIGHTS } from '../worker/fixtures.ts';

const worker = new LocalWorker({ weights: WEIGHTS });
afterAll(() => worker.dispose());

const login = await readFile(new URL('../../editor/fixtures/login.png', import.meta.url));

/** A session on a file that lies in memory, and a page that takes messages as the real one does: copied and checked. */
function panel(content: Uint8Array | Error, onMessage: (message: HostMessage) => void = () => {}, archive?: Archive) {
  const file = { content, reads: 0 };
  const page: HostMessage[] = [];
  const log: string[] = [];
  const source = {
    uri: 'memory:/login.png',
    name: 'login.png',
    read: async () => {
      file.reads++;
      if (file.content instanceof Error) throw file.content;
      return file.content;
    },
    limits: () => DEFAULT_LIMITS,
    background: () => '#ffffff',
  };
  const send = (message: HostMessage) => {
    page.push(HostMessage.parse(structuredClone(message)));
    onMessage(message);
  };
  const write = { info: (line: string) => log.push(line), error: (error: GlimpseError) => log.push(error.message) };
  const session = new Session(source, worker, 'elements', send, write, undefined, undefined, archive);
  open.push(session);
  return { file, page, log, session };
}
const open: Session[] = [];
afterEach(() => {
  for (const session of open.splice(0)) session.dispose();
});

const of = <T extends HostMessage['type']>(page: HostMessage[], type: T) =>
  page.filter((message): message is Extract<HostMessage, { type: T }> => message.type === type);
const states = (page: HostMessage[]): TaskStatus['state'][] => of(page, 'status').map(({ status }) => status.state);
const texts = (page: HostMessage[]) => {
  const result = of(page, 'result').at(-1)?.result;
  return result?.task === 'elements' ? result.elements.map(({ text }) => text) : [];
};

describe('a session', () => {
  it('may go on about another file with the same picture, without reading or parsing it again', async () => {
    const { page, log, file, session } = panel(login);
    await session.select('elements');
    expect(Buffer.compare(await session.picture.data(), login)).toBe(0);
    const { read, limits, background } = {
      read: async () => login,
      limits: () => DEFAULT_LIMITS,
      background: () => '#fff',
    };
    session.move({ uri: 'memory:/saved.png', name: 'saved.png', read, limits, background });
    expect(of(page, 'open').at(-1)).toMatchObject({ uri: 'memory:/saved.png', name: 'saved.png', isKept: false });
    expect(session.result('elements').picture.name).toBe('saved.png');
    await session.select('elements');
    expect(file.reads).toBe(1);
    expect(log.filter((line) => line.includes('elements done'))).toHaveLength(1);
  });

  it('tells the page the file, the picture, each step, results that grow, and the end', async () => {
    const { page, session } = panel(login);
    await session.select('elements');
    expect(page[0]).toEqual({
      type: 'open',
      uri: 'memory:/login.png',
      name: 'login.png',
      isKept: false,
      task: 'elements',
    });
    expect(of(page, 'picture')).toHaveLength(1);
    expect(of(page, 'picture')[0]?.info).toMatchObject({ width: 800, height: 600 });
    const steps = of(page, 'status').map(({ status }) => (status.state === 'running' ? status.step : status.state));
    expect([...new Set(steps)]).toEqual(['read', 'decode', 'regions', 'find-text', 'read-text', 'done']);
    expect(of(page, 'result').length).toBeGreaterThan(1);
    expect(texts(page)).toContain('Continue');
  });

  it('tells a rebuilt page all of it again, without reading or parsing again', async () => {
    const { file, page, log, session } = panel(login);
    await session.select('elements');
    const found = texts(page);
    page.length = 0;
    session.replay();
    expect(page.map(({ type }) => type).sort()).toEqual(['open', 'picture', 'result', 'status']);
    expect(texts(page)).toEqual(found);
    expect(states(page)).toEqual(['done']);
    expect(file.reads).toBe(1);
    expect(log).toHaveLength(1);
  });

  it('runs each task once, however often it comes to the front', async () => {
    const { log, session } = panel(login);
    for (const task of ['elements', 'describe', 'elements', 'describe'] as const) await session.select(task);
    expect(log.map((line) => /: (\w+) done/.exec(line)?.[1])).toEqual(['elements', 'describe']);
    expect(session.result('describe')).toMatchObject({ task: 'describe', isInterface: true });
  });

  it('stops, keeps what it has, and starts again', async () => {
    let patient = false;
    const { page, session } = panel(login, ({ type }) => {
      if (type === 'result' && !patient) session.stop('elements');
    });
    await session.select('elements');
    expect(states(page).at(-1)).toBe('stopped');
    expect(session.result('elements').task).toBe('elements');
    patient = true;
    await session.run('elements');
    expect(states(page).at(-1)).toBe('done');
    expect(texts(page)).toContain('Continue');
  });

  it('shows what it has until all of it is found again', async () => {
    const { page, session } = panel(login);
    await session.select('elements');
    const found = texts(page);
    page.length = 0;
    await session.run('elements', {}, true);
    expect(of(page, 'result')).toHaveLength(1);
    expect(texts(page)).toEqual(found);
    expect(states(page).at(-1)).toBe('done');
    page.length = 0;
    const running = session.run('elements', {}, true);
    await session.stop('elements');
    await running;
    expect(states(page).at(-1)).toBe('stopped');
    expect(session.result('elements')).toMatchObject({ elements: { length: found.length } });
  });

  it('stops also while the file is being read', async () => {
    const { page, session } = panel(login);
    const running = session.select('elements');
    session.stop('elements');
    await running;
    expect(states(page)).toEqual(['running', 'stopped']);
  });

  it('says what is wrong with a file, and recovers when the file does', async () => {
    const { file, page, log, session } = panel(Buffer.from('no picture at all'));
    await session.select('elements');
    const last = of(page, 'status').at(-1)?.status;
    expect(last?.state === 'failed' && last.failure.kind).toBe('not-an-image');
    expect(log[0]).toContain('login.png');
    file.content = login;
    await session.run('elements');
    expect(states(page).at(-1)).toBe('done');
  });

  it('gives the result narrowed to some elements, and draws only them', async () => {
    const { session } = panel(login);
    expect(() => session.result('elements')).toThrow(GlimpseError);
    await session.select('elements');
    const all = session.result('elements');
    const first = all.task === 'elements' && all.elements[0]?.id;
    expect(session.result('elements', [String(first)])).toMatchObject({ elements: [{ id: first }] });
    const [none, some] = await Promise.all([session.annotated([]), session.annotated()]);
    const pixels = (png: Uint8Array) => sharp(png).removeAlpha().raw().toBuffer();
    expect((await pixels(none)).equals(await pixels(login))).toBe(true);
    expect((await pixels(some)).equals(await pixels(login))).toBe(false);
  });
});

describe('a file that changes', () => {
  it('is shown and parsed anew', async () => {
    const { file, page, session } = panel(await pictureOf(1357));
    await session.select('elements');
    await session.select('describe');
    await session.select('elements');
    file.content = login;
    await session.refresh();
    expect(of(page, 'picture').at(-1)?.info.width).toBe(800);
    expect(texts(page)).toContain('Continue');
    expect(() => session.result('describe'), 'what was said of the old picture is gone').toThrow(GlimpseError);
  });

  it('is left alone when it was only touched, or is gone', async () => {
    const { file, page, session } = panel(login);
    await session.select('elements');
    const told = page.length;
    await session.refresh();
    file.content = new GlimpseError('not-found', { failed: 'login.png does not exist any more.' });
    await session.refresh();
    expect(page).toHaveLength(told);
  });
});

describe('a closed session', () => {
  it('cancels what runs', async () => {
    const { log, session } = panel(login);
    const running = session.select('elements');
    session.dispose();
    await running;
    expect(log).toEqual([expect.stringContaining('elements stopped')]);
  });
});

describe('a session with an archive', () => {
  /** Keeps in memory. */
  function archived(content: Uint8Array) {
    const entries = new Map<string, Kept & { opened: Opened }>();
    const keyOf = ({ task, picture, asked }: Wanted) => `${picture.sha256} ${task} ${asked.question}`;
    const archive: Archive = {
      open: async (data) =>
        [...entries.values()]
          .map(({ opened }) => opened)
          .find(({ picture }) => Buffer.compare(picture.data, data) === 0),
      find: async (wanted) => entries.get(keyOf(wanted)),
      keep: async (wanted, opened, result) => {
        entries.set(keyOf(wanted), { id: keyOf(wanted), time: 1000 + entries.size, result, opened });
        return keyOf(wanted);
      },
    };
    return { ...panel(content, undefined, archive), entries, again: () => panel(content, undefined, archive) };
  }
  const done = (page: HostMessage[]) => of(page, 'status').at(-1)?.status;

  it('keeps what is done, and shows it in the next panel without a worker', async () => {
    const { session, entries, again } = archived(login);
    await session.select('elements');
    expect(entries.size).toBe(1);
    const next = again();
    const parses = vi.spyOn(worker, 'parse');
    const opens = vi.spyOn(worker, 'open');
    await next.session.select('elements');
    expect(done(next.page)).toEqual({ state: 'done', from: 1000 });
    expect(texts(next.page)).toContain('Continue');
    expect(of(next.page, 'picture')).toHaveLength(1);
    expect(parses).not.toHaveBeenCalled();
    expect(opens).not.toHaveBeenCalled();
    vi.restoreAllMocks();
  });

  it('runs again what is shown already, or when it is told to', async () => {
    const { session, again } = archived(login);
    await session.select('elements');
    const next = again();
    await next.session.run('elements', {}, true);
    expect(done(next.page)).toEqual({ state: 'done', timing: expect.anything() });
    const third = again();
    await third.session.select('elements');
    expect(done(third.page)).toMatchObject({ from: 1001 });
    await third.session.run('elements');
    expect(done(third.page)).toEqual({ state: 'done', timing: expect.anything() });
  });

  it('keeps nothing that was stopped', async () => {
    const { session, entries } = archived(login);
    const running = session.select('elements');
    await session.stop('elements');
    await running;
    expect(entries.size).toBe(0);
  });

  it('shows what is kept when a panel comes back, and asks nothing that is not', async () => {
    const { session, again } = archived(login);
    await session.select('describe', { question: 'For whom?' });
    const back = again();
    await back.session.recall('describe', { question: 'For whom?' });
    expect(done(back.page)).toMatchObject({ state: 'done', from: 1000 });
    const other = again();
    await other.session.recall('ask', { question: 'Something else?' });
    expect(of(other.page, 'status')).toEqual([]);
    expect(of(other.page, 'asked').at(-1)?.draft.question).toBe('Something else?');
  });

  it('shows an answer that is kept without asking anything', async () => {
    const { session, entries, again } = archived(login);
    await session.select('describe');
    const [kept] = entries.values();
    const answer = { ...kept!.result, task: 'ask', question: 'Why?', form: 'markdown', text: 'Because.' } as const;
    entries.set(`${kept!.opened.picture.info.sha256} ask undefined`, { ...kept!, id: 'ask', result: answer });
    const next = again();
    await next.session.select('ask');
    expect(done(next.page)).toEqual({ state: 'done', from: kept!.time });
    expect(next.session.result('ask')).toMatchObject({ text: 'Because.' });
  });
});
