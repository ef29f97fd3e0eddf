import { pathToFileURL } from 'node:url';
import sharp from 'sharp';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { parserWeights } from '../../../models/parser/weights.mjs';
import { type Box, iou } from '../../../src/image/box.ts';
import type { Picture } from '../../../src/image/picture.ts';
import { find } from '../../../src/prompts/built-in.ts';
import { runTask } from '../../../src/tasks/run.ts';
import { type AskOptions, type TaskEvent, type TaskName, TaskResult } from '../../../src/tasks/task.ts';
import { ServedModel } from '../../../src/vision/client.ts';
import { remoteServer } from '../../../src/vision/remote.ts';
import { LocalWorker } from '../../../src/worker/local.ts';
import { type Asked, ModelServer } from './model-server.ts';

const worker = new LocalWorker({ weights: pathToFileURL(`${parserWeights()}/`) });
const BUTTON = { x: 40, y: 100, width: 160, height: 48 };

/** White, with blue buttons. */
async function draw(width: number, height: number, buttons: readonly Box[] = [BUTTON]): Promise<Picture> {
  const data = await sharp({ create: { width, height, channels: 3, background: '#ffffff' } })
    .composite(
      await Promise.all(
        buttons.map(async (box) => ({
          input: await sharp({ create: { width: box.width, height: box.height, channels: 3, background: '#1a66cc' } })
            .png()
            .toBuffer(),
          left: box.x,
          top: box.y,
        })),
      ),
    )
    .png()
    .toBuffer();
  return worker.open(data, { name: 'shot.png' });
}

let picture: Picture;
let server: ModelServer;
let model: ServedModel;
beforeAll(async () => {
  picture = await draw(400, 300);
});
beforeEach(async () => {
  server = await ModelServer.start();
  model = new ServedModel(remoteServer({ url: server.url }));
});
afterEach(() => server.stop());
afterAll(() => worker.dispose());

async function events<T extends TaskName>(task: T, ask: Partial<AskOptions> = {}, shot = picture) {
  const seen: TaskEvent<T>[] = [];
  for await (const event of runTask(task, shot, { worker, ask: { model, ...ask } })) {
    if (event.type !== 'phase') TaskResult.parse(event.result);
    seen.push(event);
  }
  return seen;
}

async function result<T extends TaskName>(task: T, ask: Partial<AskOptions> = {}, shot = picture) {
  const last = (await events(task, ask, shot)).at(-1)!;
  if (last.type !== 'done') throw new Error(`ends with ${last.type}`);
  return last.result;
}

/** The lines of the inventory: what is on the picture, its number and its box. */
function inventory({ text }: Asked): { number: number; role: string; box: number[] }[] {
  return [...text.matchAll(/^(\d+) (\w+) .*?(\[[\d,]+\])$/gm)].map(([, number, role, box]) => ({
    number: Number(number),
    role: role!,
    box: JSON.parse(box!),
  }));
}

test('elements: the parser’s list first, then named by the model as it writes', async () => {
  server.answer = (asked) => {
    const { number } = inventory(asked)[0]!;
    const added = { bbox_2d: [750, 100, 800, 167], role: 'icon', name: 'Close' };
    return `\`\`\`json\n${JSON.stringify({ elements: [{ id: number, role: 'link', name: 'Buy now' }, added] })}\n\`\`\``;
  };
  const seen = await events('elements');
  const results = seen.flatMap((event) => (event.type === 'phase' ? [] : [event.result]));
  expect(results[0]!.answered).toBeUndefined();
  expect(results.at(-1)).toMatchObject({ answered: { model: 'Qwen3-VL-2B-Instruct', template: 'elements' } });
  const [link, icon] = ['link', 'icon'].map((role) => results.at(-1)!.elements.find((each) => each.role === role)!);
  expect(link).toMatchObject({ name: 'Buy now', source: 'both', interactive: true });
  expect(iou(link!.box, BUTTON)).toBeGreaterThan(0.9);
  expect(icon).toMatchObject({ name: 'Close', source: 'model', box: { x: 300, y: 30, width: 20, height: 20.1 } });
  const phases = seen.flatMap((event) => (event.type === 'phase' ? [event.phase] : []));
  expect(phases.indexOf('see')).toBeGreaterThan(phases.lastIndexOf('decode'));
  expect(seen.at(-1)!.type).toBe('done');
  expect(seen.filter(({ type }) => type === 'done')).toHaveLength(1);
});

test('the model is shown the picture within the template’s budget, and where things are on it', async () => {
  server.answer = () => '{"elements":[]}';
  await result('elements');
  const [asked] = server.asked;
  expect(asked!.images).toHaveLength(1);
  const { width, height } = await sharp(asked!.images[0]).metadata();
  const { min, max } = find('elements')!.imageTokens;
  expect(width % 32).toBe(0);
  expect(height % 32).toBe(0);
  expect((width / 32) * (height / 32)).toBeGreaterThanOrEqual(min);
  expect((width / 32) * (height / 32)).toBeLessThanOrEqual(max);
  expect(inventory(asked!).map(({ box }) => box)).toEqual([[100, 333, 500, 493]]);
  expect(asked!.text).toContain('0 to 1000');
});

test('small pictures for servers that take no others', async () => {
  const shot = await draw(1600, 1000, []);
  for (const imageTokens of [undefined, 'small'] as const) await result('ask', { question: '?', imageTokens }, shot);
  const [large, small] = await Promise.all(server.asked.map(({ images: [image] }) => sharp(image).metadata()));
  expect(large).toMatchObject({ format: 'png', height: 992 });
  expect(small).toMatchObject({ format: 'jpeg', height: 768 });
  expect(server.asked[1]!.images[0]!.length).toBeLessThan(1_000_000);
});

test('outline: grouped by the model, boxes of the parser', async () => {
  server.answer = (asked) => {
    const { number } = inventory(asked)[0]!;
    return JSON.stringify({ name: 'ShopPage', role: 'main', children: [{ name: 'BuyButton', elements: [number] }] });
  };
  const { root, answered } = await result('outline');
  expect(answered).toBeDefined();
  expect(root).toMatchObject({ name: 'ShopPage', children: [{ name: 'BuyButton' }] });
  expect(iou(root.children[0]!.box, BUTTON)).toBeGreaterThan(0.9);
});

test('describe: what the parser knows while the model loads, then the model’s words as they come', async () => {
  const text = 'A page with **one** blue button. '.repeat(12).trim();
  let shown = false;
  server.answer = () => text;
  server.pause = () => new Promise((resolve) => setTimeout(resolve, 5));
  server.ready = async () => {
    while (!shown) await new Promise((resolve) => setTimeout(resolve, 10));
  };
  const texts: string[] = [];
  for await (const event of runTask('describe', picture, { worker, ask: { model } })) {
    if (event.type === 'phase') continue;
    shown = true;
    texts.push(event.result.text);
    if (event.result.answered) expect(text.startsWith(event.result.text.trim())).toBe(true);
  }
  expect(texts[0]).toContain('400 × 300');
  expect(texts.length).toBeGreaterThan(3);
  expect(texts.at(-1)).toBe(text);
});

test('describe: a model that is up is asked at once', async () => {
  server.answer = () => 'A button.';
  await model.load();
  const seen = await events('describe');
  expect(seen.some((event) => event.type === 'phase' && event.phase === 'decode')).toBe(false);
  expect(seen.at(-1)).toMatchObject({ result: { text: 'A button.' } });
});

test('ask: the question, several pictures in their order, the answer’s language', async () => {
  const others = [await draw(320, 320, [])];
  const answer = await result('ask', { question: '按钮是什么颜色?', language: 'zh-cn', others });
  expect(answer).toMatchObject({ question: '按钮是什么颜色?', text: 'Hello.', form: 'markdown' });
  const [asked] = server.asked;
  expect(asked!.text).toContain('按钮是什么颜色?');
  expect(`${asked!.system}${asked!.text}`).toMatch(/Chinese|中文/);
  const sizes = await Promise.all(asked!.images.map((image) => sharp(image).metadata()));
  expect(sizes.map(({ width, height }) => width > height)).toEqual([true, false]);
});

test('ask: a template may say where the pictures stand', async () => {
  // biome-ignore lint/suspicious/noTemplateCurlyInString: variables of a prompt
  const template = { ...find('ask')!, prompt: 'Before:${image} After:${image2} ${question}' };
  await result('ask', { template, question: 'What changed?', others: [await draw(320, 320, [])] });
  const [asked] = server.asked;
  const order = asked!.parts.map((part) => (typeof part === 'string' ? part.trim() : 'image'));
  expect(order).toEqual(['Before:', 'image', 'After:', 'image', 'What changed?']);
});

test('ask: boxes in a JSON answer are pixels of the original', async () => {
  server.answer = () => '{"defects":[{"bbox_2d":[500,333,100,493],"problem":"Too blue"}],"x":[{"bbox_2d":"?"}]}';
  const { text, form } = await result('ask', { template: { ...find('ask')!, answer: 'json' }, question: 'Defects?' });
  expect(form).toBe('json');
  const { defects, x } = JSON.parse(text);
  expect(defects[0]).toMatchObject({ problem: 'Too blue', box: { x: 40, width: 160 } });
  expect(defects[0].box.y).toBeCloseTo(100, 0);
  expect(x).toEqual([{ box: null }]);
});

test('ask: of a code answer only the code of the last fence', async () => {
  server.answer = () => 'First:\n```html\n<p>\n```\nBetter:\n```html\n<b>`a`</b>\n```\nDone.';
  const template = { ...find('ask')!, answer: 'code', codeLanguage: 'html' } as const;
  const answer = await result('ask', { template, question: 'Code?' });
  expect(answer).toMatchObject({ text: '<b>`a`</b>', form: 'code', codeLanguage: 'html' });
});

test('a picture that would be shown too small is cut into tiles; what two of them show is there once', async () => {
  const buttons = [0, 1, 2, 3, 4, 5].map((i) => ({ x: 300, y: 100 + i * 220, width: 200, height: 60 }));
  const tall = await draw(800, 1400, buttons);
  server.answer = (asked) => {
    const links = inventory(asked).map(({ number: id }) => ({ id, role: 'link', name: `Link ${id}` }));
    return JSON.stringify({ elements: links });
  };
  const { elements } = await result('elements', { imageTokens: { min: 64, max: 128 } }, tall);
  expect(server.asked.length).toBeGreaterThan(1);
  const links = elements.filter(({ role }) => role === 'link');
  expect(links).toHaveLength(buttons.length);
  for (const [i, link] of links.entries()) expect(iou(link.box, buttons[i]!)).toBeGreaterThan(0.9);
});

test('a long list is named part by part, on the same image', async () => {
  const boxes = Array.from({ length: 150 }, (_, i) => ({ x: 20 + (i % 15) * 40, y: 20 + Math.floor(i / 15) * 40 }));
  const shot = await draw(
    640,
    440,
    boxes.map((corner) => ({ ...corner, width: 26, height: 20 })),
  );
  server.answer = (asked) => {
    const links = inventory(asked).map(({ number: id }) => ({ id, role: 'link', name: `Link ${id}` }));
    return JSON.stringify({ elements: links });
  };
  const { elements } = await result('elements', {}, shot);
  expect(elements.filter(({ source }) => source === 'both')).toHaveLength(elements.length);
  const [first, second] = server.asked;
  expect(server.asked).toHaveLength(2);
  expect(first!.text).toContain('part 1 of 2');
  expect(second!.images[0]!.equals(first!.images[0]!)).toBe(true);
  expect(inventory(first!).map(({ number }) => number)).not.toContain(inventory(second!)[0]!.number);
});

test('an answer that was cut keeps what is complete, and says so', async () => {
  server.finish = 'length';
  server.answer = (asked) => `{"elements":[{"id":${inventory(asked)[0]!.number},"role":"link"},{"id":1,"ro`;
  const { elements, notes } = await result('elements');
  expect(elements.some(({ role }) => role === 'link')).toBe(true);
  expect(notes!.join()).toContain('The answer was cut');
});

test('what can not be read of an answer is counted, not hidden', async () => {
  server.answer = () => '{"elements":[{"id":1,"role":"spaceship"},{"role":"button"},{"bbox_2d":[1,2],"role":"icon"}]}';
  const { notes } = await result('elements');
  expect(notes).toEqual(["Of the model's answer 3 items could not be read."]);
});

test.each([
  ['elements', 'I see a button.', 'bad-answer'],
  ['outline', '[1, 2]', 'bad-answer'],
  ['outline', 'No.', 'bad-answer'],
] as const)('%s: an answer %j is an error, after what the parser knows', async (task, answer, kind) => {
  server.answer = () => answer;
  const seen: TaskEvent[] = [];
  const run = async () => {
    for await (const event of runTask(task, picture, { worker, ask: { model } })) seen.push(event);
  };
  await expect(run()).rejects.toThrow(expect.objectContaining({ kind }));
  expect(seen.some(({ type }) => type === 'partial')).toBe(true);
  server.answer = () => (task === 'elements' ? '{"elements":[]}' : '{"name":"Page","role":"main"}');
  expect((await result(task)).answered).toBeDefined();
});

test('a server that is down is an error, after what the parser knows', async () => {
  await server.stop();
  const seen: TaskEvent[] = [];
  const run = async () => {
    for await (const event of runTask('describe', picture, { worker, ask: { model } })) seen.push(event);
  };
  await expect(run()).rejects.toThrow(expect.objectContaining({ kind: 'server-unreachable' }));
  server = await ModelServer.start();
});

test('cancelling while the model writes closes the connection', async () => {
  server.answer = () => 'word '.repeat(1000);
  server.pause = () => new Promise((resolve) => setTimeout(resolve, 5));
  const controller = new AbortController();
  const run = async () => {
    const options = { worker, ask: { model }, signal: controller.signal };
    for await (const event of runTask('describe', picture, options)) {
      if (event.type === 'partial' && event.result.answered) controller.abort();
    }
  };
  await expect(run()).rejects.toThrow(expect.objectContaining({ name: 'AbortError' }));
  await expect.poll(() => server.cancelled).toBe(1);
});

test('the text of a picture is told as data', async () => {
  server.answer = () => '{"elements":[]}';
  await result('elements');
  expect(server.asked[0]!.system).toMatch(/data|instructions/);
});

test('ask about a region: the model is shown that and no more, and its boxes are those of the picture', async () => {
  const region = { x: 30, y: 90, width: 180, height: 70 };
  server.answer = () =>
    JSON.stringify({ defects: [{ kind: 'contrast', severity: 'low', bbox_2d: [0, 500, 1000, 1000], problem: 'x' }] });
  const shot = await draw(400, 300, [BUTTON, { x: 250, y: 20, width: 100, height: 40 }]);
  const template = { ...find('defects')!, prompt: `\${elements} \${question}` };
  const { region: about, text } = await result('ask', { template, question: 'Well?', region }, shot);
  expect(about).toEqual(region);
  expect(JSON.parse(text).defects[0].box).toEqual({ x: 30, y: 125, width: 180, height: 35 });
  const [asked] = server.asked as [Asked];
  expect(asked.images).toHaveLength(1);
  const { data, info } = await sharp(asked.images[0]!).raw().toBuffer({ resolveWithObject: true });
  expect(info.width * info.height).toBeGreaterThan(1000 * 32 * 32);
  expect(info.width / info.height).toBeCloseTo(region.width / region.height, 0);
  const colour = (x: number, y: number) => [
    ...data
      .subarray((Math.floor(y * info.height) * info.width + Math.floor(x * info.width)) * info.channels)
      .subarray(0, 3),
  ];
  expect(colour(0.02, 0.05)).toEqual([255, 255, 255]);
  expect(colour(0.5, 0.5)).toEqual([0x1a, 0x66, 0xcc]);
  expect(inventory(asked)).toHaveLength(1);
});
