import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import sharp from 'sharp';
import { cacheFolder } from '../../../src/host/build/cache.mjs';
import { THIS_MACHINE } from '../../../src/host/build/platform.mjs';
import { serverEnvironment, serverFlags } from '../../../src/host/flags.ts';
import { HostPlan } from '../../../src/host/plan.ts';
import { AUTO, bestPlan } from '../../../src/models/fit.ts';
import { thisMachine } from '../../../src/models/machine.ts';
import { readShape } from '../../../src/models/shape.ts';
import { freePort } from '../../fixtures/free-port.mjs';
import { type TinyModel, tinyModel } from '../../fixtures/tiny-model/index.ts';
import { fullModel } from '../full-model.ts';

const CONTEXTS = [4096, 8192, 16_384];
const WITHIN = 0.15;
const LOADED_MS = 10 * 60_000;
const server = path.resolve('dist/host/llama-server');

/**
 * What is estimated for main memory against what a llama-server has resident after a picture, on the processor. Both are what
 * it needs: mapped weights that it has read count, but not those of which it has a copy in another order, and which the
 * system takes away when it likes ("besides"). The tiny model's context is filled; the other one has the 2B's shapes and
 * random weights, and reads a picture of few tokens, as a processor needs 50 ms for each.
 */
export async function measure() {
  if (process.platform !== 'linux') throw new Error('What is resident, and why, is told by Linux only.');
  const full = await fullModel(path.join(cacheFolder(THIS_MACHINE), 'bench'));
  const figures = [];
  for (const contextSize of CONTEXTS) {
    figures.push(await compare('tiny', await tinyModel('out/bench/tiny-model'), contextSize, 1024, contextSize - 2048));
  }
  for (const contextSize of CONTEXTS) figures.push(await compare('2B', full, contextSize, 64, 0));
  const megabytes = (bytes: number): string => (bytes / 1e6).toFixed(0);
  return {
    title: `Estimated against resident memory, MB; wanted within ${WITHIN * 100} %`,
    head: ['', 'context', 'estimated', 'measured', 'off by', 'besides', 'peak'],
    rows: figures.map(({ name, contextSize, estimated, needed, besides, peak }) => [
      ...[name, contextSize, megabytes(estimated), megabytes(needed)],
      ...[`${((estimated / needed - 1) * 100).toFixed(1)} %`, megabytes(besides), megabytes(peak)],
    ]),
    figures,
    met: figures.every(({ estimated, needed }) => Math.abs(estimated / needed - 1) <= WITHIN),
  };
}

async function compare(name: string, files: TinyModel, contextSize: number, tokens: number, filled: number) {
  const shape = await readShape(files.model, files.mmproj);
  const imageTokens = { min: tokens, max: tokens };
  const wish = { ...AUTO, contextSize, kvType: 'f16' as const, imageTokens };
  const { places, reclaimable } = bestPlan(shape, thisMachine([]), wish);
  const port = await freePort();
  const plan = HostPlan.parse({ ...files, contextSize, kvType: 'f16', imageTokens });
  const child = spawn(server, serverFlags(plan, { port, wholeImages: false }), {
    env: serverEnvironment(process.env),
    stdio: 'ignore',
  });
  try {
    await untilUp(child, port);
    await ask(port, tokens, 'a'.repeat(filled));
    const { VmRSS, VmHWM } = status(child);
    const kept = statSync(files.model).size - reclaimable;
    const besides = Math.max(0, mapped(child, files.model) - kept);
    return { name, contextSize, estimated: places[0].bytes, needed: VmRSS! - besides, besides, peak: VmHWM! };
  } finally {
    child.kill('SIGKILL');
  }
}

/** bytes, from /proc */
function status({ pid }: ChildProcess): Record<string, number> {
  const lines = readFileSync(`/proc/${pid}/status`, 'utf8').matchAll(/^(\w+):\s+(\d+) kB$/gm);
  return Object.fromEntries([...lines].map(([, key, kilobytes]) => [key, Number(kilobytes) * 1024]));
}

/** bytes of a mapped file that are resident */
function mapped({ pid }: ChildProcess, file: string): number {
  let resident = 0;
  let isFile = false;
  for (const line of readFileSync(`/proc/${pid}/smaps`, 'utf8').split('\n')) {
    if (/^[\da-f]+-[\da-f]+ /.test(line)) isFile = line.endsWith(path.basename(file));
    else if (isFile && line.startsWith('Rss:')) resident += Number(/\d+/.exec(line)?.[0]) * 1024;
  }
  return resident;
}

async function ask(port: number, tokens: number, filling: string): Promise<void> {
  const side = Math.round(Math.sqrt(tokens)) * 32;
  const noise = Buffer.from(Array.from({ length: side * side * 3 }, (_, i) => (i * 2_654_435_761) >>> 24));
  const jpeg = await sharp(noise, { raw: { width: side, height: side, channels: 3 } })
    .jpeg()
    .toBuffer();
  const url = `data:image/jpeg;base64,${jpeg.toString('base64')}`;
  const content = [
    { type: 'image_url', image_url: { url } },
    { type: 'text', text: `Describe it. ${filling}` },
  ];
  const answer = await fetch(`http://127.0.0.1:${port}/v1/chat/completions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ max_tokens: 8, messages: [{ role: 'user', content }] }),
  });
  if (!answer.ok) throw new Error(`llama-server answered ${answer.status}: ${await answer.text()}`);
  await answer.text();
}

async function untilUp(child: ChildProcess, port: number): Promise<void> {
  for (const end = Date.now() + LOADED_MS; Date.now() < end; await sleep(200)) {
    if (child.exitCode !== null) throw new Error(`llama-server ended with exit code ${child.exitCode}.`);
    if (
      await fetch(`http://127.0.0.1:${port}/health`).then(
        ({ ok }) => ok,
        () => false,
      )
    )
      return;
  }
  throw new Error('The model was not loaded in time.');
}
