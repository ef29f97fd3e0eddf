import { readFile } from 'node:fs/promises';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Archive } from '../../../src/editor/archive.ts';
import { type Asker, Session } from '../../../src/editor/session.ts';
import { GlimpseError } from '../../../src/errors.ts';
import { DEFAULT_LIMITS } from '../../../src/image/picture.ts';
import { find } from '../../../src/prompts/built-in.ts';
import { HostMessage, type TaskStatus } from '../../../src/protocol.ts';
import type { TaskName } from '../../../src/tasks/task.ts';
import { ServedModel } from '../../../src/vision/client.ts';
import { remoteServer } from '../../../src/vision/remote.ts';
import { LocalWorker } from '../../../src/worker/local.ts';
import { ModelServer } from '../tasks/model-server.ts';
import { WEIGHTS } from '../worker/fixtures.ts';

const worker = new LocalWorker({ weights: WEIGHTS });
afterAll(() => worker.dispose());
const login = await readFile(new URL('../../editor/fixtures/login.png', import.meta.url));

let server: ModelServer;
let session: Session;
let page: HostMessage[];
let onMessage: (message: HostMessage) => void;
let restarts: number;
/** Ends the wait for the server. */
let free: () => void;
let asker: Asker;

beforeEach(async () => {
  server = await ModelServer.start();
  const model = new ServedModel(remoteServer({ url: server.url }));
  page = [];
  onMessage = () => {};
  restarts = 0;
  asker = {
    options: async (task: TaskName, { template, question }) => ({
      model,
      template: find(template ?? { describe: 'describe.short' }[task as string] ?? task),
      question,
    }),
    settled: () =>
      new Promise((resolve) => {
        free = resolve;
      }),
    restart: async () => {
      restarts++;
      free();
    },
  };
  open('elements');
});
afterEach(async () => {
  session.dispose();
  await server.stop();
});

function open(task: TaskName, archive?: Archive) {
  const source = {
    uri: 'memory:/login.png',
    name: 'login.png',
    read: async () => login,
    limits: () => DEFAULT_LIMITS,
    background: () => '#ffffff',
  };
  const send = (message: HostMessage) => {
    page.push(HostMessage.parse(structuredClone(message)));
    onMessage(message);
  };
  session = new Session(
    source,
    worker,
    task,
    send,
    { info: () => {}, error: () => {} },
    {
      options: (name, asked) => asker.options(name, asked),
      settled: (signal) => asker.settled(signal),
      restart: () => asker.restart(),
    },
    undefined,
    archive,
  );
}

const statuses = (): TaskStatus[] => page.flatMap((message) => (message.type === 'status' ? [message.status] : []));
const steps = () =>
  statuses()
    .map((status) => (status.state === 'running' ? status.step : status.state))
    .filter((step, i, all) => step !== all[i - 1]);
const results = () => page.flatMap((message) => (message.type === 'result' ? [message.result] : []));
/** Calls `action` once the task is at `step`. */
const at = (step: string, action: () => void) => {
  let done = false;
  onMessage = (message) => {
    if (done || message.type !== 'status') return;
    const { status } = message;
    if ((status.state === 'running' ? status.step : status.state) !== step) return;
    done = true;
    action();
  };
};

describe('a session with a model', () => {
  it('shows what the parser knows first, then what the model makes of it', async () => {
    server.answer = () => 'A *login* form.';
    // The model comes up only when the page has seen what the parser knows.
    let seen = () => {};
    const parsed = new Promise<void>((resolve) => {
      seen = resolve;
    });
    server.ready = () => parsed;
    onMessage = ({ type }) => type === 'result' && seen();
    await session.select('describe');
    expect(steps().filter((step) => ['read-text', 'load', 'see', 'write', 'done'].includes(step))).toEqual([
      'read-text',
      'load',
      'see',
      'write',
      'done',
    ]);
    const [first, last] = [results()[0], results().at(-1)];
    expect(first).toMatchObject({ task: 'describe', text: expect.stringContaining('800 × 600') });
    expect(first?.answered).toBeUndefined();
    expect(last).toMatchObject({ text: 'A *login* form.', answered: { template: 'describe.short' } });
  });

  it('keeps the time at which a step began while it goes on', async () => {
    server.answer = () => 'word '.repeat(400);
    await session.select('describe');
    const writing = statuses().flatMap((status) =>
      status.state === 'running' && status.step === 'write' ? [status.since] : [],
    );
    expect(writing.length).toBeGreaterThan(0);
    expect(new Set(writing).size).toBe(1);
  });

  it('keeps what the parser found when the model fails, and says why', async () => {
    server.answer = () => Promise.reject(new Error('out of luck'));
    await session.select('elements');
    const last = statuses().at(-1);
    expect(last?.state === 'failed' && last.failure.kind).toBe('server-refused');
    expect(results().at(-1)).toMatchObject({
      task: 'elements',
      elements: expect.arrayContaining([expect.objectContaining({ text: 'Continue' })]),
    });
    expect(session.result('elements').task).toBe('elements');
  });

  it('keeps what the parser found when a setting is wrong, and names the setting', async () => {
    asker.options = async () => {
      throw new GlimpseError('bad-usage', { failed: 'The setting glimpse.slots must be a whole number.' });
    };
    await session.select('elements');
    const last = statuses().at(-1);
    expect(last?.state === 'failed' && last.failure.failed).toContain('glimpse.slots');
    expect(session.result('elements')).toMatchObject({
      elements: expect.arrayContaining([expect.objectContaining({ text: 'Continue' })]),
    });
  });

  it('waits with a question until there is one, and then keeps to it', async () => {
    server.answer = ({ text }) => `You asked: ${text.includes('Which colour?') ? 'Which colour?' : text}`;
    await session.select('ask');
    expect(statuses()).toEqual([]);
    expect(page.some(({ type }) => type === 'picture')).toBe(true);
    await session.run('ask', { question: 'Which colour?' });
    expect(session.result('ask')).toMatchObject({ question: 'Which colour?', text: 'You asked: Which colour?' });
    page.length = 0;
    session.replay();
    expect(page).toContainEqual({
      type: 'asked',
      task: 'ask',
      draft: { question: 'Which colour?', at: expect.any(Number) },
    });
  });

  it('asks what a command says, also where the task has run', async () => {
    server.answer = ({ text }) => (text.includes('Where?') ? 'There.' : 'Here.');
    await session.select('ask', { question: 'When?' });
    await session.select('ask', { question: 'Where?' });
    expect(session.result('ask')).toMatchObject({ text: 'There.' });
  });

  it('says so when no model is chosen', async () => {
    asker.options = async () => undefined;
    await session.run('ask', { question: 'Which colour?' });
    const last = statuses().at(-1);
    expect(last?.state === 'failed' && last.failure.kind).toBe('no-model');
  });
});

describe('stopping a model', () => {
  it('ends at once while it writes, and keeps what it wrote', async () => {
    server.answer = () => 'word '.repeat(2000);
    server.pause = () => new Promise((resolve) => setTimeout(resolve, 5));
    onMessage = (message) => {
      if (message.type === 'result' && message.result.answered) void session.stop('describe');
    };
    await session.select('describe');
    expect(steps().at(-1)).toBe('stopped');
    expect(steps()).not.toContain('stopping');
    expect(results().at(-1)).toMatchObject({ text: expect.stringMatching(/^word/) });
    expect(restarts).toBe(0);
  });

  it('shows the wait while it reads a picture, and is stopped when the server is free', async () => {
    server.answer = () => new Promise(() => {});
    at('see', () => {
      void session.stop('describe');
      at('stopping', () => free());
    });
    await session.select('describe');
    expect(steps().slice(-3)).toEqual(['see', 'stopping', 'stopped']);
    expect(restarts).toBe(0);
  });

  it('restarts the server when it is stopped again', async () => {
    server.answer = () => new Promise(() => {});
    at('see', () => {
      void session.stop('describe');
      at('stopping', () => void session.stop('describe'));
    });
    await session.select('describe');
    expect(steps().at(-1)).toBe('stopped');
    expect(restarts).toBe(1);
  });
});

describe('a conversation', () => {
  const talk = () => session.result('ask');
  const texts = () => [...server.asked].map(({ body }) => body.messages.at(-1)?.content);
  const earlier = () => page.findLast((message) => message.type === 'result')?.earlier;
  const ask = async (...answers: string[]) => {
    server.answer = (_, i) => answers[i] ?? 'Hm.';
    await session.run('ask', { question: 'What?' });
  };

  it('grows by a follow-up, whose question waits in its place until the answer begins', async () => {
    await ask('A form.', 'Left.');
    page.length = 0;
    await session.followUp('ask', 'Where?', 1);
    expect(talk()).toMatchObject({ text: 'A form.', followUps: [{ question: 'Where?', text: 'Left.' }] });
    const waits = statuses().map((status) => 'asking' in status && status.asking);
    expect(waits[0]).toEqual({ at: 1, question: 'Where?' });
    expect(waits.at(-1)).toBe(false);
    // What is shown in place of the question that waits is there before the question goes.
    const begins = page.findIndex((message) => message.type === 'result');
    const goes = page.findIndex((message) => message.type === 'status' && !('asking' in message.status));
    expect(begins).toBeGreaterThan(0);
    expect(begins).toBeLessThan(goes);
    const last = statuses().at(-1);
    expect(last?.state === 'done' && last.timing?.outputTokens).toBe(10);
  });

  it('goes on in the place where the conversation was kept, but not where it takes another turn', async () => {
    const continued: (string | undefined)[] = [];
    open('ask', {
      open: async () => undefined,
      find: async () => undefined,
      keep: async (_wanted, _opened, _result, continues) => {
        continued.push(continues);
        return continues ?? `kept ${continued.length}`;
      },
    });
    await ask('A form.', 'Left.', 'Right.', 'Up.');
    await session.followUp('ask', 'Where?', 1);
    await session.followUp('ask', 'Why?', 2);
    await session.followUp('ask', 'Where exactly?', 1);
    expect(continued).toEqual([undefined, 'kept 1', 'kept 1', undefined]);
  });

  it('loses what follows a question that is changed, and brings it back', async () => {
    await ask('A form.', 'Left.', 'Right.', 'Up.');
    await session.followUp('ask', 'Where?', 1);
    await session.followUp('ask', 'Why?', 2);
    const whole = talk();
    await session.followUp('ask', 'Where exactly?', 1);
    expect(talk()).toMatchObject({ followUps: [{ question: 'Where exactly?', text: 'Up.' }] });
    expect(earlier()).toBe(true);
    expect(server.asked.at(-1)?.body.messages).toHaveLength(4);
    await session.bringBack('ask');
    expect(talk()).toEqual(whole);
    await session.bringBack('ask');
    expect(talk()).toMatchObject({ followUps: [{ question: 'Where exactly?', text: 'Up.' }] });
    page.length = 0;
    session.replay();
    expect(earlier()).toBe(true);
    await session.followUp('ask', 'And now?', 2);
    expect(earlier()).toBeUndefined();
  });

  it('is kept whole until another answer begins: a failure changes nothing, and gives the question back', async () => {
    await ask('A form.', 'Left.');
    await session.followUp('ask', 'Where?', 1);
    const whole = talk();
    server.answer = () => Promise.reject(new Error('out of luck'));
    await session.followUp('ask', 'Which one?', 1);
    expect(talk()).toEqual(whole);
    expect(statuses().at(-1)).toMatchObject({ state: 'failed', asking: { at: 1, question: 'Which one?' } });
    await session.run('ask', { question: 'Something else?' });
    expect(talk()).toEqual(whole);
    expect(statuses().at(-1)).toMatchObject({ asking: { at: 0, question: 'Something else?' } });
    expect(earlier()).toBeUndefined();
  });

  it('that gives way to another first question is kept too', async () => {
    await ask('A form.', 'Nothing.');
    const whole = talk();
    await session.run('ask', { question: 'Is there more?' });
    expect(talk()).toMatchObject({ question: 'Is there more?', text: 'Nothing.' });
    expect(earlier()).toBe(true);
    await session.bringBack('ask');
    expect(talk()).toEqual(whole);
  });

  it('marks where it was stopped, and goes on from there', async () => {
    await ask('A form.', 'word '.repeat(2000), 'On.');
    server.pause = () => new Promise((resolve) => setTimeout(resolve, 5));
    onMessage = (message) => {
      if (message.type === 'result' && message.result.task === 'ask' && message.result.followUps) {
        void session.stop('ask');
      }
    };
    await session.followUp('ask', 'Where?', 1);
    onMessage = () => {};
    expect(steps().at(-1)).toBe('stopped');
    expect(results().at(-1)).toMatchObject({
      followUps: [{ text: expect.stringMatching(/^word/), unfinished: 'stopped' }],
    });
    expect(statuses().at(-1)).not.toHaveProperty('asking');
    await session.followUp('ask', 'And then?', 2);
    expect(talk()).toMatchObject({ followUps: [{ unfinished: 'stopped' }, { question: 'And then?', text: 'On.' }] });
    expect(texts()).toHaveLength(3);
  });

  it('keeps the words of the model while the parser looks again', async () => {
    server.answer = () => 'A *login* form.';
    await session.select('describe');
    await session.followUp('describe', 'Where?', 1);
    const whole = session.result('describe');
    let seen = 0;
    server.ready = async () => {
      seen = results().length;
    };
    asker.options = async () => ({ model: new ServedModel(remoteServer({ url: server.url })) });
    server.answer = () => Promise.reject(new Error('out of luck'));
    page.length = 0;
    await session.run('describe');
    expect(seen).toBe(0);
    expect(session.result('describe')).toEqual(whole);
  });

  it('begins with an answer of a model', () => {
    expect(() => session.followUp('ask', 'Where?', 1)).toThrow(GlimpseError);
  });
});
