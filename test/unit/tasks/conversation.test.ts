import { pathToFileURL } from 'node:url';
import sharp from 'sharp';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { parserWeights } from '../../../models/parser/weights.mjs';
import type { FittedImage } from '../../../src/image/fitted.ts';
import type { Picture } from '../../../src/image/picture.ts';
import { find } from '../../../src/prompts/built-in.ts';
import { exchangesOf, howManyFit, leftOutNote, messagesOf, unfinished, upTo } from '../../../src/tasks/conversation.ts';
import { format } from '../../../src/tasks/format.ts';
import { runTask } from '../../../src/tasks/run.ts';
import { type AskOptions, type AskResult, type Conversation, TaskResult, type Turn } from '../../../src/tasks/task.ts';
import { ServedModel } from '../../../src/vision/client.ts';
import type { MessagePart } from '../../../src/vision/model.ts';
import { remoteServer } from '../../../src/vision/remote.ts';
import { LocalWorker } from '../../../src/worker/local.ts';
import { ModelServer } from './model-server.ts';
import { PICTURE } from './screens.ts';

const worker = new LocalWorker({ weights: pathToFileURL(`${parserWeights()}/`) });
afterAll(() => worker.dispose());

const image: FittedImage = {
  data: new Uint8Array([1, 2, 3]),
  mediaType: 'image/png',
  width: 64,
  height: 64,
  tokens: 100,
  region: { x: 0, y: 0, width: 64, height: 64 },
};
const PICTURES: MessagePart[] = [{ type: 'image', image }];
const say = (text: string): MessagePart => ({ type: 'text', text });
const turn = (question: string, text: string): Turn => ({ question, text, model: 'm' });
const first: AskResult = {
  task: 'ask',
  picture: PICTURE,
  answered: { model: 'm', template: 'ask' },
  question: 'What?',
  text: 'A form.',
  form: 'markdown',
};

describe('the messages of a conversation', () => {
  const exchanges = exchangesOf([...PICTURES, say('What?')], 'A form.', [turn('Where?', 'Left.'), turn('Why?', '')]);

  test('are its questions and answers in their order, then the new question; one without an answer is left out', () => {
    expect(messagesOf(PICTURES, exchanges, 'How?')).toEqual([
      { role: 'user', parts: [...PICTURES, say('What?')] },
      { role: 'assistant', parts: [say('A form.')] },
      { role: 'user', parts: [say('Where?')] },
      { role: 'assistant', parts: [say('Left.')] },
      { role: 'user', parts: [say('How?')] },
    ]);
  });

  test.each([1, 0])('show the picture first when only %i turns are kept', (kept) => {
    const messages = messagesOf(PICTURES, exchanges.slice(exchanges.length - kept), 'How?');
    expect(messages).toHaveLength(2 * kept + 1);
    expect(messages[0]).toEqual({ role: 'user', parts: [...PICTURES, say(kept ? 'Where?' : 'How?')] });
    expect(messages.flatMap(({ parts }) => parts).filter(({ type }) => type === 'image')).toHaveLength(1);
  });

  test('are as many of the last as the context has room for', () => {
    const long = exchangesOf([...PICTURES, say('a'.repeat(300))], 'b'.repeat(300), [
      turn('c'.repeat(300), 'd'.repeat(300)),
      turn('e'.repeat(300), 'f'.repeat(300)),
    ]);
    const fit = (contextSize: number) =>
      howManyFit(long, { contextSize, needed: [...PICTURES, say('How?')], answerTokens: 100 });
    const counts = [10_000, 900, 700, 450, 400, 10].map(fit);
    expect(counts).toEqual([3, 3, 2, 1, 0, 0]);
    expect(howManyFit(long, { contextSize: Number.POSITIVE_INFINITY, needed: [], answerTokens: 9 })).toBe(3);
  });

  test('are never fewer without a word about it', () => {
    expect(leftOutNote(0)).toEqual([]);
    expect(leftOutNote(1)[0]).toContain('oldest question');
    expect(leftOutNote(3)[0]).toContain('3 oldest');
  });
});

describe('a conversation', () => {
  const talk = { ...first, followUps: [turn('Where?', 'Left.'), turn('Why?', 'So.')] };

  test('is kept up to the turn that is asked anew', () => {
    expect(upTo(talk, 3)).toEqual(talk);
    expect(upTo(talk, 2).followUps).toEqual([turn('Where?', 'Left.')]);
    expect(upTo(talk, 1)).toEqual(first);
  });

  test('begins with an answer of a model', () => {
    expect(() => upTo({ task: 'describe', picture: PICTURE, text: 'A form.' } as Conversation, 1)).toThrow(/no answer/);
    expect(() => upTo({ ...first, text: ' ' }, 1)).toThrow(/no answer/);
  });

  test('marks its last answer where that has no end', () => {
    expect(unfinished(first, 'stopped')).toEqual({ ...first, unfinished: 'stopped' });
    const marked = unfinished(talk, 'failed');
    expect(marked.unfinished).toBeUndefined();
    expect(marked.followUps?.map((each) => each.unfinished)).toEqual([undefined, 'failed']);
    expect(TaskResult.parse(marked)).toEqual(marked);
  });

  test('is copied whole, as Markdown and as JSON', () => {
    expect(format(first, 'md')).toBe('A form.\n');
    const code = { ...talk, form: 'code' as const, codeLanguage: 'vue', text: '<p/>', unfinished: 'stopped' as const };
    expect(format(talk, 'md')).toBe('> What?\n\nA form.\n\n> Where?\n\nLeft.\n\n> Why?\n\nSo.\n');
    expect(format(code, 'md')).toContain('> What?\n\n```vue\n<p/>\n```\n\n*…*\n\n> Where?');
    expect(TaskResult.parse(JSON.parse(format(talk, 'json')))).toEqual(talk);
  });
});

describe('a follow-up on the wire', () => {
  let server: ModelServer;
  let model: ServedModel;
  let picture: Picture;
  beforeAll(async () => {
    const shot = sharp({ create: { width: 400, height: 300, channels: 3, background: '#ffffff' } });
    picture = await worker.open(await shot.png().toBuffer(), { name: 'shot.png' });
  });
  beforeEach(async () => {
    server = await ModelServer.start();
    model = new ServedModel(remoteServer({ url: server.url }));
  });
  afterEach(() => server.stop());

  async function ask(task: 'ask' | 'describe', ask: Partial<AskOptions>) {
    for await (const event of runTask(task, picture, { worker, ask: { model, ...ask } })) {
      if (event.type !== 'phase') TaskResult.parse(event.result);
      if (event.type === 'done') return event;
    }
    throw new Error('no result');
  }
  const follow = async (before: Conversation, question: string, more: Partial<AskOptions> = {}) =>
    (
      await ask(before.task, {
        question: before.task === 'ask' ? before.question : '',
        template: find(before.answered!.template)!,
        ...more,
        followUp: { before, question, ...more.followUp },
      })
    ).result;
  const sent = (i: number) => server.asked[i]!.body.messages;

  test('begins with what was sent before, to the byte', async () => {
    server.answer = (_, i) => ['A form.', 'Left.', 'So.'][i]!;
    const { result } = await ask('ask', { question: 'What?' });
    const second = await follow(result, 'Where?');
    const third = await follow(second, 'Why?');
    expect(sent(1).slice(0, 2)).toEqual(sent(0));
    expect(sent(2).slice(0, 4)).toEqual(sent(1));
    const content = (text: string) => [{ type: 'text', text }];
    expect(sent(2).slice(2)).toEqual([
      { role: 'assistant', content: 'A form.' },
      { role: 'user', content: content('Where?') },
      { role: 'assistant', content: 'Left.' },
      { role: 'user', content: content('Why?') },
    ]);
    expect(third).toMatchObject({
      question: 'What?',
      text: 'A form.',
      followUps: [
        { question: 'Where?', text: 'Left.', model: 'Qwen3-VL-2B-Instruct' },
        { question: 'Why?', text: 'So.' },
      ],
    });
  });

  test('follows a description, and is answered as a question, not as a description', async () => {
    server.answer = (_, i) => ['A form.', 'Left.'][i]!;
    const { result } = await ask('describe', { template: find('describe.short')! });
    const manner = { ...find('ask')!, maxTokens: 77 };
    await follow(result, 'Where?', { followUp: { before: result, question: 'Where?', manner } });
    expect(sent(1).slice(0, 2)).toEqual(sent(0));
    expect(server.asked[1]!.body.max_tokens ?? server.asked[1]!.body.max_completion_tokens).toBe(77);
  });

  test('tells the model its own boxes again, as it wrote them, and wants no JSON', async () => {
    const defects = { defects: [{ kind: 'overlap', severity: 'high', bbox_2d: [100, 200, 300, 400], problem: 'P' }] };
    server.answer = (_, i) => [`\`\`\`json\n${JSON.stringify(defects)}\n\`\`\``, 'There.'][i]!;
    const { result } = await ask('ask', { template: find('defects')! });
    expect((result as AskResult).text).toContain('"box"');
    await follow(result, 'Where?');
    expect(JSON.parse(sent(1)[2]!.content as string)).toEqual(defects);
    expect(server.asked[0]!.body.response_format).toBeDefined();
    expect(server.asked[1]!.body.response_format).toBeUndefined();
  });

  test('leaves out the oldest turns where the server says that its context is full, and says so', async () => {
    let refused = 0;
    server.answer = ({ body }) => {
      if (body.messages.length <= 4) return 'Right.';
      refused++;
      throw new Error('the request exceeds the available context size');
    };
    const followUps = [turn('1?', 'one'), turn('2?', 'two'), turn('3?', 'three')];
    const result = await follow({ ...first, followUps }, 'Where?');
    expect(refused).toBeGreaterThan(0);
    const last = server.asked.at(-1)!;
    expect(last.images).toHaveLength(1);
    expect(last.body.messages.map(({ role }) => role)).toEqual(['system', 'user', 'assistant', 'user']);
    expect(last.text).toContain('3?');
    expect(result.followUps).toHaveLength(4);
    expect(result.followUps?.at(-1)).toMatchObject({ text: 'Right.', notes: [expect.stringContaining('3 oldest')] });
  });

  test('is refused when even the picture alone is too large', async () => {
    server.answer = () => Promise.reject(new Error('the request exceeds the available context size'));
    await expect(follow(first, 'Where?')).rejects.toMatchObject({ kind: 'context-too-small' });
  });

  test('tells how long it took, and what it cost', async () => {
    const { timing } = await ask('ask', { question: 'What?' });
    expect(timing).toMatchObject({ promptTokens: 100, outputTokens: 10 });
    expect(timing!.totalMs).toBeGreaterThanOrEqual(timing!.writeMs ?? 0);
    expect(timing!.parseMs).toBeUndefined();
  });
});
