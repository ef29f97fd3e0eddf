import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { freePort } from '../fixtures/free-port.mjs';
import { writeGguf } from '../fixtures/tiny-model/gguf.ts';
import { foreignMmproj, tinyModel, tinyTextModel } from '../fixtures/tiny-model/index.ts';
import { visionModel } from '../fixtures/tiny-model/vision.ts';
import { FILLERS } from '../fixtures/tiny-model/vocabulary.ts';
import { llamaServer } from './server.ts';

// That the fixture is what its README says, asked over plain HTTP: so that other tests may trust it.

interface Picture {
  background: string;
  width?: number;
  height?: number;
}

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'glimpse-tiny-model-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Starts the server and gives the way to ask it. */
async function serve(flags: string[]) {
  const port = await freePort();
  const all = ['--host', '127.0.0.1', '--port', String(port), '-c', '8192', '-np', '1', '-t', '1', '--no-ui', ...flags];
  const server = spawn(llamaServer, all, {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, LLAMA_API_KEY: 'key' },
  });
  let log = '';
  server.stderr.on('data', (data) => {
    log += data;
  });
  while (true) {
    const health = await fetch(`http://127.0.0.1:${port}/health`).catch(() => undefined);
    if (health?.ok) break;
    if (server.exitCode !== null) throw new Error(`llama-server ended:\n${log}`);
    await sleep(50);
  }
  return { ask: asker(port), stop: () => end(server) };
}

async function end(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null || !server.kill('SIGKILL')) return;
  await once(server, 'exit');
}

const Answer = z.object({
  choices: z.tuple([z.object({ message: z.object({ content: z.string() }), finish_reason: z.string() })]),
});

/** A user message of texts and one-coloured pictures. */
async function userMessage(parts: (string | Picture)[]) {
  const content = await Promise.all(
    parts.map(async (part) => {
      if (typeof part === 'string') return { type: 'text', text: part };
      const { background, width = 192, height = 128 } = part;
      const png = await sharp({ create: { width, height, channels: 3, background } })
        .png()
        .toBuffer();
      return { type: 'image_url', image_url: { url: `data:image/png;base64,${png.toString('base64')}` } };
    }),
  );
  return { role: 'user', content };
}

/** Greedy answers to one user message; `extra` fields of the request replace the usual ones. */
function asker(port: number) {
  return async (parts: (string | Picture)[], extra: Record<string, unknown> = {}): Promise<string> => {
    const messages = [await userMessage(parts)];
    const response = await fetch(`http://127.0.0.1:${port}/v1/chat/completions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: 'Bearer key' },
      body: JSON.stringify({ messages, temperature: 0, max_tokens: 300, ...extra }),
    });
    if (!response.ok) throw new Error(await response.text());
    return Answer.parse(await response.json()).choices[0].message.content;
  };
}

const red: Picture = { background: '#f00' };
const green: Picture = { background: '#0f0' };
const blue: Picture = { background: '#00f' };
const white: Picture = { background: '#fff' };

describe('the pair', () => {
  let server: Awaited<ReturnType<typeof serve>>;
  const ask = (...args: Parameters<typeof server.ask>) => server.ask(...args);
  beforeAll(async () => {
    const { model, mmproj } = await tinyModel();
    server = await serve(['-m', model, '--mmproj', mmproj]);
  });
  afterAll(() => server?.stop());

  it.each([
    ['#f00', 'Red picture r1 g0 b0.'],
    ['#0f0', 'Green picture r0 g1 b0.'],
    ['#00f', 'Blue picture r0 g0 b1.'],
    ['#ff0', 'Yellow picture r1 g1 b0.'],
    ['#0ff', 'Cyan picture r0 g1 b1.'],
    ['#f0f', 'Magenta picture r1 g0 b1.'],
    ['#fff', 'White picture r1 g1 b1.'],
    ['#999', 'Grey picture r1 g1 b1.'],
    ['#666', 'Grey picture r0 g0 b0.'],
    ['#000', 'Black picture r0 g0 b0.'],
  ])('says what %s is', async (background, answer) => {
    expect(await ask([{ background }, 'What is it?'])).toBe(answer);
  });

  it.each([
    [1, 1],
    [40, 700],
    [1440, 900],
  ])('sees %i x %i pixels', async (width, height) => {
    expect(await ask([{ ...blue, width, height }, 'What is it?'])).toBe('Blue picture r0 g0 b1.');
  });

  it('names images in their order, up to four', async () => {
    expect(await ask([red, green])).toBe('Red Green picture r1 g0 b0.');
    expect(await ask([green, red])).toBe('Green Red picture r0 g1 b0.');
    expect(await ask(['One,', blue, 'two,', blue, 'three', red, 'what?'])).toBe('Blue Blue then Red picture r0 g0 b1.');
    expect(await ask([white, red, green, blue])).toBe('White Red then Green and Blue picture r1 g1 b1.');
    expect(await ask([white, red, green, blue, red])).toBe('White Red then Green and Blue picture r1 g1 b1.');
  });

  it('knows which text stands right before an image', async () => {
    expect(await ask(['On the left', red, 'on the right', green])).toBe('Red (left) Green (right) picture r1 g0 b0.');
    expect(await ask(['On the right', red, 'on the left', green])).toBe('Red (right) Green (left) picture r1 g0 b0.');
    expect(await ask([red, 'is left, this is right', green])).toBe('Red Green (right) picture r1 g0 b0.');
    expect(await ask([red, green, 'left right'])).toBe('Red Green picture r1 g0 b0.');
    const words = ['top', 'bottom', 'before', 'after', 'first', 'second'];
    for (const word of words) expect(await ask([word, red])).toBe(`Red (${word}) picture r1 g0 b0.`);
  });

  it('is not confused by long texts around', async () => {
    const text = 'Lorem ipsum, "dolor" sit.\n{"amet": [1, 2]}\n\u4f60\u597d '.repeat(30);
    expect(await ask([`${text} left`, red, `${text}`, blue, text])).toBe('Red (left) Blue picture r1 g0 b0.');
  });

  it('says when it is shown nothing', async () => {
    expect(await ask(['Red? Green?'])).toBe('No picture.');
  });

  it('remembers an image over turns, and does not take its old answer for a new one', async () => {
    const messages = [
      { role: 'system', content: 'Be brief.' },
      await userMessage([red, 'What is it?']),
      { role: 'assistant', content: 'Red picture r1 g0 b0.' },
      await userMessage(['And this?', blue]),
    ];
    expect(await ask([], { messages })).toBe('Red Blue picture r1 g0 b0.');
  });

  it('repeats itself for ever when asked to', async () => {
    expect(await ask([red, 'REPEAT'], { max_tokens: 200 })).toMatch(/^Red picture r1 g0 b0\.( again){190,}$/);
  });

  it('goes on for ever without repeating itself when asked to', async () => {
    const answer = await ask([red, 'LONG'], { max_tokens: 7 + FILLERS });
    const words = answer.split(' ');
    expect(words.slice(0, 5)).toEqual(['Red', 'picture', 'r1', 'g0', 'b0.']);
    expect(new Set(words.slice(5)).size).toBe(FILLERS);
  });

  it('is sure enough of what it says for the sampling that Qwen recommends', async () => {
    const sampling = { temperature: 0.7, top_p: 0.8, top_k: 20, presence_penalty: 1.5 };
    for (let seed = 0; seed < 3; seed++) {
      expect(await ask(['left', red, green], { ...sampling, seed })).toBe('Red (left) Green picture r1 g0 b0.');
    }
  });

  describe('under a JSON schema', () => {
    const json = async (parts: (string | Picture)[], schema: Record<string, unknown>): Promise<unknown> => {
      const format = { type: 'json_schema', json_schema: { name: 'answer', strict: true, schema } };
      return JSON.parse(await ask(parts, { response_format: format }));
    };
    const object = (properties: Record<string, unknown>) => ({
      type: 'object',
      properties,
      required: Object.keys(properties),
      additionalProperties: false,
    });

    it('picks the colour from an enum', async () => {
      for (const names of [
        ['red', 'green', 'blue'],
        ['RED', 'GREEN', 'BLUE'],
      ]) {
        const schema = object({ colour: { enum: names } });
        expect(await json([green, 'Which?'], schema)).toEqual({ colour: names[1] });
        expect(await json([blue, 'Which?'], schema)).toEqual({ colour: names[2] });
      }
    });

    it('gives its answer as any string, and ends soon', async () => {
      const element = object({
        label: { type: 'string' },
        box: { type: 'array', items: { type: 'integer' }, minItems: 4, maxItems: 4 },
      });
      const schema = object({
        title: { type: 'string' },
        none: { type: 'array', items: element },
        one: { type: 'array', items: element, minItems: 1 },
        flag: { type: 'boolean' },
        note: { type: ['string', 'null'] },
      });
      const answer = 'Red Blue picture r1 g0 b0.';
      expect(await json([red, blue], schema)).toEqual({
        title: answer,
        none: [],
        one: [{ label: answer, box: [1, 1, 1, 1] }],
        flag: expect.any(Boolean),
        note: answer,
      });
    });

    it('never closes a list when asked for MANY', async () => {
      const schema = object({ list: { type: 'array', items: object({ n: { type: 'integer' } }) } });
      const format = { type: 'json_schema', json_schema: { name: 'answer', strict: true, schema } };
      expect(await ask([red, 'MANY'], { response_format: format })).toMatch(/^\{"list":\[(\{"n":1\},){5,}/);
    });
  });
});

it('says each channel of the image through a DeepStack layer of its own', async () => {
  const { model } = await tinyModel();
  // A silent layer is neither bright nor dark: its digit no longer follows the picture.
  for (const [channel, letter] of ['r', 'g', 'b'].entries()) {
    const mmproj = path.join(folder, `mmproj-without-${letter}.gguf`);
    await writeGguf(mmproj, visionModel({ muteDeepstack: channel }));
    const { ask, stop } = await serve(['-m', model, '--mmproj', mmproj]);
    try {
      const dark = await ask([{ background: '#000' }]);
      const bright = await ask([white]);
      const digit = (text: string) => text.indexOf(` ${letter}`) + 2;
      const others = (text: string) => text.slice(0, digit(text)) + text.slice(digit(text) + 1);
      expect(others(dark)).toBe(others('Black picture r0 g0 b0.'));
      expect(others(bright)).toBe(others('White picture r1 g1 b1.'));
      expect(dark[digit(dark)]).toBe(bright[digit(bright)]);
    } finally {
      await stop();
    }
  }
});

it('has a twin that only reads', async () => {
  const { ask, stop } = await serve(['-m', await tinyTextModel()]);
  try {
    expect(await ask(['Hello'])).toBe('No picture.');
    await expect(ask([red])).rejects.toThrow(/image input is not supported/);
  } finally {
    await stop();
  }
});

it('has an mmproj that belongs to another model', async () => {
  const { model } = await tinyModel();
  await expect(serve(['-m', model, '--mmproj', await foreignMmproj()])).rejects.toThrow(/mismatch/);
});

it('is the same each time', async () => {
  const [one, two] = await Promise.all([tinyModel(path.join(folder, 'one')), tinyModel(path.join(folder, 'two'))]);
  for (const file of ['model', 'mmproj'] as const) {
    expect((await readFile(one[file])).equals(await readFile(two[file]))).toBe(true);
  }
});
