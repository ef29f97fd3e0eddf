import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { serverEnvironment, serverFlags } from '../../src/host/flags.ts';
import { HostPlan } from '../../src/host/plan.ts';
import { fitPixels } from '../../src/image/fit.ts';
import type { FittedImage } from '../../src/image/fitted.ts';
import { decodePixels, openPicture } from '../../src/image/load.ts';
import type { Pixels } from '../../src/image/picture.ts';
import { TEMPLATES } from '../../src/prompts/built-in.ts';
import { freePort } from '../fixtures/free-port.mjs';
import { tinyModel } from '../fixtures/tiny-model/index.ts';
import { llamaServer } from './server.ts';

// What is sent, as a real llama-server takes it.

const KEY = 'a-key-of-the-test';
const BUDGET = { minTokens: 16, maxTokens: 64 };
let server: ChildProcess;
let origin: string;

beforeAll(async () => {
  const imageTokens = { min: BUDGET.minTokens, max: BUDGET.maxTokens };
  const plan = HostPlan.parse({ ...(await tinyModel()), contextSize: 4096, imageTokens });
  const port = await freePort();
  const env = { ...serverEnvironment(process.env), LLAMA_API_KEY: KEY };
  server = spawn(llamaServer, serverFlags(plan, { port, wholeImages: false }), { env, stdio: 'ignore' });
  origin = `http://127.0.0.1:${port}`;
  while ((await fetch(`${origin}/health`).catch(() => undefined))?.status !== 200) {
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
});
afterAll(async () => {
  server.kill();
  await once(server, 'exit');
});

interface Answer {
  choices: { message: { content: string } }[];
  usage: { prompt_tokens: number };
  error?: { message: string };
}

async function ask(content: unknown, more: Record<string, unknown> = {}): Promise<Answer> {
  const response = await fetch(`${origin}/v1/chat/completions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${KEY}`, 'content-type': 'application/json' },
    body: JSON.stringify({ messages: [{ role: 'user', content }], max_tokens: 40, temperature: 0, ...more }),
  });
  const answer = (await response.json()) as Answer;
  expect(answer.error).toBeUndefined();
  return answer;
}

const shown = ({ data, mediaType }: FittedImage) => ({
  type: 'image_url',
  image_url: { url: `data:${mediaType};base64,${Buffer.from(data).toString('base64')}` },
});

async function screen(name: string): Promise<Pixels> {
  const data = await readFile(new URL(`../fixtures/screens/${name}.png`, import.meta.url));
  return decodePixels(await openPicture(data, { name }));
}
const plain = (width: number, height: number): Pixels => ({
  width,
  height,
  rgb: new Uint8Array(width * height * 3).fill(200),
});

it('a fitted picture costs the tokens that it says: the server resizes nothing', async () => {
  const words = { type: 'text', text: 'What is it?' };
  const without = (await ask([words])).usage.prompt_tokens;
  const pictures = [await screen('orders'), await screen('settings-zh'), plain(1, 1), plain(3000, 20), plain(70, 900)];
  for (const pixels of pictures) {
    for (const encoding of ['png', 'jpeg'] as const) {
      const [image] = await fitPixels(pixels, { ...BUDGET, encoding });
      const { usage } = await ask([shown(image!), words]);
      // <|vision_start|> and <|vision_end|> stand around it.
      expect(usage.prompt_tokens - without - 2, `${image!.width} x ${image!.height}`).toBe(image!.tokens);
    }
  }
});

const schemas = TEMPLATES.flatMap(({ id, schema }) => (schema ? [[id, schema] as const] : []));

it.each(schemas)('llama.cpp holds a model to the schema of %s', async (_, schema) => {
  const [first] = Object.keys(schema.properties as object);
  const response_format = { type: 'json_schema', json_schema: { name: 'answer', schema, strict: true } };
  const [choice] = (await ask('Go on.', { response_format })).choices;
  expect(choice!.message.content).toMatch(new RegExp(`^\\{\\s*"${first}"\\s*:`));
});
