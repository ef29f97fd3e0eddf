// Asks a model through the project's own client and host, and through a plain fetch to a plain llama-server, by turns.
//   node host.mjs JSON (host.mjs says what it holds)
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import sharp from 'sharp';
import * as z from 'zod';
import { findHost } from '../../src/host/choose-backend.ts';
import { serverEnvironment, serverFlags } from '../../src/host/flags.ts';
import { LlamaServer } from '../../src/host/llama-server.ts';
import { HostPlan } from '../../src/host/plan.ts';
import type { FittedImage } from '../../src/image/fitted.ts';
import { ServedModel } from '../../src/vision/client.ts';
import type { VisionRequest } from '../../src/vision/model.ts';
import { ProcessWorker } from '../../src/worker/process.ts';
import { freePort } from '../fixtures/free-port.mjs';
import { tinyModel } from '../fixtures/tiny-model/index.ts';
import { fullModel } from './full-model.ts';

const options = z
  .object({
    parts: z.array(z.enum(['client', 'second', 'overhead', 'memory', 'cancel'])),
    tiny: z.boolean(),
    threads: z.int().positive().optional(),
    /** Where the full model is kept, and where the results go. */
    cache: z.string(),
    results: z.string(),
  })
  .parse(JSON.parse(process.argv[2] ?? '{}'));

interface Row {
  what: string;
  value: number;
  unit: 'ms' | 'ratio' | '%' | 'MB' | 'tokens' | '';
  /** The most that it may be. */
  target?: number;
}
interface Part {
  title: string;
  rows: Row[];
  /** Every single figure. */
  runs: unknown[];
}

const llamaServer = path.resolve(`dist/host/llama-server${process.platform === 'win32' ? '.exe' : ''}`);
const QUESTION = 'Describe this screenshot in two or three sentences.';
const OTHER_QUESTION = 'Which of its parts can be clicked?';
/** The tiny model stops soon unless it is told not to. */
const LONG = options.tiny ? ' LONG' : '';
/** Visual tokens of a picture: few where many are asked about, more where their price matters. */
const FEW = 64;
const SOME = 512;

const tiny = await tinyModel('out/bench/tiny-model');
const files = options.tiny ? tiny : await fullModel(options.cache);
const worker = new ProcessWorker({ entry: 'dist/worker.js', weights: 'dist/parser' });
const screen = await readFile('test/fixtures/screens/orders.png');

/** The same questions to both, by turns: who asks first changes with each picture. */
async function client(): Promise<Part> {
  const runs = await withServers(plan(), async (ours, bare) => {
    const request = async (seed: number) => asking([await fitted(await picture(seed), FEW)], QUESTION + LONG, 32);
    const warm = await request(0);
    await ours.ask(warm);
    await bare.ask(warm);
    const pairs = [];
    for (let i = 1; i <= 6; i++) {
      const asked = await request(i);
      if (i % 2 === 0) pairs.push({ ours: await ours.ask(asked), bare: await bare.ask(asked) });
      else {
        const first = await bare.ask(asked);
        pairs.push({ ours: await ours.ask(asked), bare: first });
      }
    }
    return pairs;
  });
  const pace = ({ tokens, firstMs, totalMs }: Answer) => ((tokens - 1) * 1000) / (totalMs - firstMs);
  const around = ({ firstMs, promptMs }: Answer) => firstMs - promptMs;
  return {
    title: `client against a bare request (${FEW} visual tokens, 32 of answer, 6 pairs)`,
    rows: [
      {
        what: 'answers that differ',
        value: runs.filter((r) => r.ours.text !== r.bare.text).length,
        unit: '',
        target: 0,
      },
      {
        what: 'time to first token, ratio',
        value: median(runs.map((r) => r.ours.firstMs / r.bare.firstMs)),
        unit: 'ratio',
        ...ofFullModel(1.05),
      },
      {
        what: 'time per token, ratio',
        value: median(runs.map((r) => pace(r.bare) / pace(r.ours))),
        unit: 'ratio',
        ...ofFullModel(1.05),
      },
      { what: 'time to first token, ours', value: median(runs.map((r) => r.ours.firstMs)), unit: 'ms' },
      { what: 'time to first token, bare', value: median(runs.map((r) => r.bare.firstMs)), unit: 'ms' },
      { what: '  of it not the model, ours', value: median(runs.map((r) => around(r.ours))), unit: 'ms' },
      { what: '  of it not the model, bare', value: median(runs.map((r) => around(r.bare))), unit: 'ms' },
    ],
    runs,
  };
}

/** Two questions about one picture, one after the other. */
async function second(): Promise<Part> {
  const runs = await withOurs(plan(), async (ours) => {
    const times = [];
    for (let i = 0; i < 3; i++) {
      const image = await fitted(await picture(100 + i), SOME);
      const first = await ours.ask(asking([image], QUESTION + LONG, 4));
      const again = await ours.ask(asking([image], OTHER_QUESTION + LONG, 4));
      times.push({ first, again });
    }
    return times;
  });
  return {
    title: `second question about a picture (${SOME} visual tokens, 3 pictures)`,
    rows: [
      {
        what: 'time to first token, ratio to the first',
        value: median(runs.map((r) => r.again.firstMs / r.first.firstMs)),
        unit: 'ratio',
        ...ofFullModel(0.05),
      },
      { what: 'first question', value: median(runs.map((r) => r.first.firstMs)), unit: 'ms' },
      { what: 'second question', value: median(runs.map((r) => r.again.firstMs)), unit: 'ms' },
      { what: 'tokens read for the first', value: median(runs.map((r) => r.first.readTokens ?? 0)), unit: 'tokens' },
      { what: 'tokens read for the second', value: median(runs.map((r) => r.again.readTokens ?? 0)), unit: 'tokens' },
    ],
    runs,
  };
}

/**
 * All that is not llama.cpp, for a page of 1440 x 900 at the budget of `elements`: opening and fitting in the worker's
 * process, and what the client adds to a bare request (its own time less what the server says that the model took). The
 * tiny model answers: how long a model thinks is none of it.
 */
async function overhead(): Promise<Part> {
  const budget = { minTokens: 1024, maxTokens: 2048 };
  const small = HostPlan.parse({
    ...tiny,
    contextSize: 8192,
    threads: options.threads ?? 1,
    imageTokens: { min: 1024, max: 4096 },
  });
  const runs = await withServers(small, async (ours, bare) => {
    const all = [];
    for (let i = 0; i <= 8; i++) {
      const data = await picture(200 + i);
      const start = performance.now();
      const opened = await worker.open(data, { name: 'page.png' });
      const open = performance.now();
      const images = await worker.fit(opened, budget);
      const fit = performance.now();
      const request = asking(images, QUESTION, 16);
      const asked = { ours: await ours.ask(request), bare: await bare.ask(request) };
      all.push({
        openMs: open - start,
        fitMs: fit - open,
        tokens: images[0]?.tokens,
        bytes: images[0]?.data.length,
        ...asked,
      });
    }
    // The first starts the worker and compiles the client.
    return all.slice(1);
  });
  const rest = ({ totalMs, modelMs }: Answer) => totalMs - modelMs;
  const open = median(runs.map((r) => r.openMs));
  const fit = median(runs.map((r) => r.fitMs));
  const added = median(runs.map((r) => rest(r.ours) - rest(r.bare)));
  return {
    title: 'all that is not llama.cpp (1440 x 900, 1024 to 2048 visual tokens, 8 pictures)',
    rows: [
      { what: 'together', value: open + fit + added, unit: 'ms', target: 60 },
      { what: '  open (reading the header)', value: open, unit: 'ms' },
      { what: '  fit (decoding, resizing, encoding)', value: fit, unit: 'ms' },
      { what: '  client, beyond a bare request', value: added, unit: 'ms' },
      { what: 'a bare request, less the model', value: median(runs.map((r) => rest(r.bare))), unit: 'ms' },
      { what: 'visual tokens', value: median(runs.map((r) => r.tokens ?? 0)), unit: 'tokens' },
    ],
    runs,
  };
}

/** The host's resident memory over 50 requests with pictures of many sizes, prompt cache (flags.ts) and all. */
async function memory(): Promise<Part> {
  const sizes = [
    [160, 120],
    [320, 640],
    [1440, 900],
    [900, 300],
    [64, 64],
    [1024, 768],
    [300, 900],
  ];
  const runs = await withBare(plan(), [], async (bare) => {
    const model = new ServedModel({ name: 'bare', open: async () => bare.endpoint });
    const residents: number[] = [];
    for (let i = 1; i <= 50; i++) {
      const [width, height] = sizes[i % sizes.length]!;
      const image = await fitted(await picture(300 + i, width, height), FEW);
      for await (const _ of model.ask(asking([image], QUESTION + LONG, 4)));
      residents.push(residentBytes(bare.pid));
    }
    return residents;
  });
  const after = (request: number) => runs[request - 1]!;
  return {
    title: `50 requests in a row (7 sizes of pictures, 16 to ${FEW} visual tokens)`,
    rows: [
      { what: 'growth after the first 10', value: (after(50) / after(10) - 1) * 100, unit: '%', ...ofFullModel(3) },
      { what: 'after 10', value: after(10) / 1e6, unit: 'MB' },
      { what: 'after 50', value: after(50) / 1e6, unit: 'MB' },
    ],
    runs,
  };
}

/** From cancelling while tokens stream to the server saying that its slot is free. */
async function cancel(): Promise<Part> {
  const runs = await withBare(plan(), [], async (bare) => {
    const model = new ServedModel({ name: 'bare', open: async () => bare.endpoint });
    const times = [];
    for (let i = 0; i < 8; i++) {
      const image = await fitted(await picture(400 + i), 16);
      const controller = new AbortController();
      let tokens = 0;
      let cancelled = 0;
      try {
        for await (const event of model.ask({ ...asking([image], QUESTION + LONG, 500), signal: controller.signal })) {
          if (event.type !== 'text' || ++tokens < 4) continue;
          cancelled = performance.now();
          controller.abort();
        }
      } catch (error) {
        if (!controller.signal.aborted) throw error;
      }
      const thrown = performance.now();
      while (await bare.busy()) await sleep(2);
      times.push({ thrownMs: thrown - cancelled, freeMs: performance.now() - cancelled });
    }
    return times;
  });
  return {
    title: 'cancelling while tokens stream (8 times)',
    rows: [
      { what: 'until the slot is free, worst', value: Math.max(...runs.map((r) => r.freeMs)), unit: 'ms', target: 300 },
      { what: 'until the slot is free', value: median(runs.map((r) => r.freeMs)), unit: 'ms' },
      { what: 'until the caller knows', value: median(runs.map((r) => r.thrownMs)), unit: 'ms' },
    ],
    runs,
  };
}

/** A target that means nothing where a model costs nothing. */
function ofFullModel(target: number): { target?: number } {
  return options.tiny ? {} : { target };
}

function plan(): HostPlan {
  return HostPlan.parse({
    ...files,
    contextSize: 4096,
    threads: options.threads,
    imageTokens: { min: 16, max: SOME },
  });
}

/** A page like the fixture, with another pixel for each seed so that nothing is remembered. */
async function picture(seed: number, width = 1440, height = 900): Promise<Buffer> {
  const dot = await sharp({
    create: { width: 8, height: 8, channels: 3, background: { r: seed % 256, g: 99, b: 180 } },
  })
    .png()
    .toBuffer();
  const page = await sharp(screen)
    .resize(width, height, { fit: 'fill' })
    .composite([{ input: dot, left: seed % 40, top: seed % 50 }])
    .png()
    .toBuffer();
  return page;
}

async function fitted(data: Buffer, tokens: number): Promise<FittedImage> {
  const opened = await worker.open(data, { name: 'page.png' });
  const [image] = await worker.fit(opened, { minTokens: Math.min(16, tokens), maxTokens: tokens });
  return image!;
}

function asking(images: FittedImage[], text: string, maxTokens: number): VisionRequest {
  const parts = [...images.map((image) => ({ type: 'image' as const, image })), { type: 'text' as const, text }];
  return { messages: [{ role: 'user', parts }], sampling: { temperature: 0 }, maxTokens };
}

interface Answer {
  text: string;
  tokens: number;
  /** ms from asking to the first text, and to the end. */
  firstMs: number;
  totalMs: number;
  /** ms that the server says it took to read the prompt; and with the writing. */
  promptMs: number;
  modelMs: number;
  /** Of the prompt, what the server did not have in memory. */
  readTokens?: number;
}

interface Ours {
  ask(request: VisionRequest): Promise<Answer>;
}

/** The project's host and client. What the server says about time is read from its log. */
async function withOurs<T>(hostPlan: HostPlan, use: (ours: Ours) => Promise<T>): Promise<T> {
  const log: string[] = [];
  const host = new LlamaServer({
    plan: () => hostPlan,
    find: (signal, wanted) => findHost({ bundled: llamaServer }, wanted, signal),
    watch: path.resolve('dist/host-watch.js'),
    idleMs: () => 0,
    log: (line) => log.push(line),
  });
  try {
    const model = new ServedModel(host);
    await model.load();
    const ask = async (request: VisionRequest): Promise<Answer> => {
      log.length = 0;
      const start = performance.now();
      let firstMs = 0;
      for await (const event of model.ask(request)) {
        if (event.type === 'text') firstMs ||= performance.now() - start;
        if (event.type !== 'done') continue;
        const totalMs = performance.now() - start;
        const promptMs = await logged(log, /prompt eval time =\s*([\d.]+) ms/);
        const modelMs = await logged(log, /total time =\s*([\d.]+) ms/);
        const { outputTokens: tokens, promptTokens, cachedTokens = 0 } = event.usage;
        const readTokens = promptTokens - cachedTokens;
        return { text: event.text, tokens, firstMs, totalMs, promptMs, modelMs, readTokens };
      }
      throw new Error('the answer has no end');
    };
    return await use({ ask });
  } finally {
    await host.dispose();
  }
}

/** The log comes through a pipe of its own, and may be later than the answer. */
async function logged(log: string[], pattern: RegExp): Promise<number> {
  for (;;) {
    const found = pattern.exec(log.join('\n'))?.[1];
    if (found !== undefined) return Number(found);
    await sleep(2);
  }
}

const Chunk = z.object({
  choices: z.array(z.object({ delta: z.object({ content: z.string().nullish() }) })),
  timings: z.object({ prompt_ms: z.number(), predicted_ms: z.number(), predicted_n: z.number() }).optional(),
});

interface Bare {
  endpoint: { baseURL: string; apiKey: string };
  pid: number;
  ask(request: VisionRequest): Promise<Answer>;
  busy(): Promise<boolean>;
}

/** The same llama-server with the same flags, and a fetch like curl's: a body that is ready, a stream that is read. */
async function withBare<T>(hostPlan: HostPlan, extra: string[], use: (bare: Bare) => Promise<T>): Promise<T> {
  const port = await freePort();
  const apiKey = randomBytes(16).toString('hex');
  const origin = `http://127.0.0.1:${port}`;
  const flags = [...serverFlags(hostPlan, { port, wholeImages: false }), '--slots', ...extra];
  const env = { ...serverEnvironment(process.env), LLAMA_API_KEY: apiKey };
  const server = spawn(llamaServer, flags, { env, stdio: 'ignore' });
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${apiKey}` };
  const ask = async (request: VisionRequest): Promise<Answer> => {
    const body = JSON.stringify(bareRequest(request));
    const start = performance.now();
    const response = await fetch(`${origin}/v1/chat/completions`, { method: 'POST', headers, body });
    if (!response.ok || !response.body) throw new Error(await response.text());
    let text = '';
    let firstMs = 0;
    let timings: z.infer<typeof Chunk>['timings'];
    let rest = '';
    for await (const piece of response.body.pipeThrough(new TextDecoderStream())) {
      const lines = (rest + piece).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) {
        if (!line.startsWith('data: {')) continue;
        const chunk = Chunk.parse(JSON.parse(line.slice(6)));
        const content = chunk.choices[0]?.delta.content;
        if (content) firstMs ||= performance.now() - start;
        text += content ?? '';
        timings = chunk.timings ?? timings;
      }
    }
    const totalMs = performance.now() - start;
    if (!timings) throw new Error('the server did not say how long it took');
    const { prompt_ms: promptMs, predicted_ms: predictedMs, predicted_n: tokens } = timings;
    return { text, tokens, firstMs, totalMs, promptMs, modelMs: promptMs + predictedMs };
  };
  const busy = async () => {
    const slots = await (await fetch(`${origin}/slots`, { headers })).json();
    return z
      .array(z.object({ is_processing: z.boolean() }))
      .parse(slots)
      .some((slot) => slot.is_processing);
  };
  try {
    while (!(await fetch(`${origin}/health`).catch(() => undefined))?.ok) {
      if (server.exitCode !== null) throw new Error('llama-server ended while it loaded');
      await sleep(50);
    }
    return await use({ endpoint: { baseURL: `${origin}/v1`, apiKey }, pid: server.pid!, ask, busy });
  } finally {
    await end(server);
  }
}

function withServers<T>(hostPlan: HostPlan, use: (ours: Ours, bare: Bare) => Promise<T>): Promise<T> {
  return withOurs(hostPlan, (ours) => withBare(hostPlan, [], (bare) => use(ours, bare)));
}

function bareRequest({ messages, sampling, maxTokens }: VisionRequest) {
  return {
    messages: messages.map(({ role, parts }) => ({
      role,
      content: parts.map((part) => {
        if (part.type === 'text') return part;
        const base64 = Buffer.from(part.image.data).toString('base64');
        return { type: 'image_url', image_url: { url: `data:${part.image.mediaType};base64,${base64}` } };
      }),
    })),
    temperature: sampling?.temperature,
    max_tokens: maxTokens,
    stream: true,
  };
}

function residentBytes(pid: number): number {
  return Number(execFileSync('ps', ['-o', 'rss=', '-p', String(pid)], { encoding: 'utf8' })) * 1024;
}

async function end(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null || !server.kill('SIGKILL')) return;
  await once(server, 'exit');
}

function median(values: number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

const parts: Part[] = [];
try {
  for (const name of options.parts) {
    console.log(`measuring: ${name}`);
    parts.push(await { client, second, overhead, memory, cancel }[name]());
  }
} finally {
  await worker.dispose();
}
await writeFile(options.results, JSON.stringify({ model: path.basename(files.model), parts }));
