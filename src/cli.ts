#!/usr/bin/env node
import path from 'node:path';
import { type Job, parse, usage } from './cli/args.ts';
import { Progress } from './cli/progress.ts';
import { read } from './cli/read.ts';
import { removeUnfinished, targets, writeWhole } from './cli/write.ts';
import { type ErrorKind, GlimpseError, isAbort, toGlimpseError } from './errors.ts';
import type { Element } from './screen/element.ts';
import { format, toJson } from './tasks/format.ts';
import { escapeMarkdown } from './tasks/markdown.ts';
import { runTask } from './tasks/run.ts';
import type { Component, TaskResult } from './tasks/task.ts';
import type { PictureWorker } from './worker/api.ts';
import { ProcessWorker } from './worker/process.ts';

/** Exit codes, as `--help` tells them; 128 + the signal's number where a signal ended it. */
const EXIT = { done: 0, failed: 1, usage: 2, SIGINT: 130, SIGTERM: 143 } as const;

/** How long ending in good order may take after a signal. */
const GRACE_MS = 500;

const progress = new Progress();

async function main(argv: string[], signal: AbortSignal): Promise<number> {
  try {
    const job = parse(argv);
    if (typeof job === 'string') {
      await print(job);
      return EXIT.done;
    }
    return await run(job, signal);
  } catch (error) {
    signal.throwIfAborted();
    const { kind, message } = toGlimpseError(error);
    process.stderr.write(`glimpse: ${message}\n`);
    return kind === 'bad-usage' ? EXIT.usage : EXIT.failed;
  }
}

/** Works through the files one by one; a bad one does not stop the others. */
async function run(job: Job, signal: AbortSignal): Promise<number> {
  if (!job.output) checkStdout(job);
  const files = job.output ? await targets(job.files, job.output, job.format) : [];
  // In a process of its own: what crashes on a file, or can't be stopped, takes neither the other files nor Ctrl+C down.
  const worker = new ProcessWorker({
    entry: new URL('./worker.js', import.meta.url),
    weights: new URL('./ocr/', import.meta.url),
  });
  const many = job.files.length > 1;
  const printed: ({ file: string; result: TaskResult } | { file: string; error: { kind: string; message: string } })[] =
    [];
  let failed = false;
  try {
    for (const [i, file] of job.files.entries()) {
      try {
        const result = await analyse(job, i, worker, signal);
        const { content } = result;
        if (files[i]) await writeWhole(files[i], content);
        else if (many && job.format === 'json') printed.push({ file, result: result.result });
        else await print(many ? `# ${escapeMarkdown(file)}\n\n${content}\n` : content);
      } catch (error) {
        signal.throwIfAborted();
        failed = true;
        const { kind, message } = forTerminal(toGlimpseError(error));
        progress.clear();
        process.stderr.write(`glimpse: ${file}: ${message.replace(/\s+/g, ' ')}\n`);
        printed.push({ file, error: { kind, message } });
      }
    }
    if (many && !job.output && job.format === 'json') await print(toJson(printed));
  } finally {
    progress.clear();
    await worker.dispose();
  }
  return failed ? EXIT.failed : EXIT.done;
}

/** What can't go to standard output. */
function checkStdout({ format: as, files }: Job): void {
  if (as === 'png' && process.stdout.isTTY) throw usage('A PNG is nothing for a terminal.', 'Name a file with -o.');
  if (files.length > 1 && (as === 'png' || as === 'csv')) {
    throw usage(`Several results as ${as} need a folder.`, 'Name one with -o FOLDER/.');
  }
}

/** Where the limits are set here: by an option, not by a setting of the editor. */
const RAISE: Partial<Record<ErrorKind, string>> = {
  'too-many-pixels': '--max-megapixels',
  'file-too-large': '--max-megabytes',
};

function forTerminal(error: GlimpseError): GlimpseError {
  const option = RAISE[error.kind];
  return option
    ? new GlimpseError(error.kind, { ...error.parts, todo: `Make it smaller, or raise ${option}.` })
    : error;
}

/** The result for one file and what is written of it. */
async function analyse(job: Job, index: number, worker: PictureWorker, signal: AbortSignal) {
  const file = job.files[index]!;
  const name = file === '-' ? 'stdin' : path.basename(file);
  const data = await read(file, job.limits.maxBytes, signal);
  const picture = await worker.open(data, { name, limits: job.limits, signal });
  const options = { signal, ...(job.background && { background: job.background }) };
  let result: TaskResult | undefined;
  for await (const event of runTask(job.task, picture, { worker, ...options })) {
    progress.show(name, index, job.files.length, event);
    if (event.type === 'done') result = event.result;
  }
  if (!result) throw new Error('The parser ended without a result.');
  progress.clear();
  const content =
    job.format === 'png' ? await worker.annotate(picture, drawn(result), options) : format(result, job.format);
  return { result, content };
}

/** The boxes to draw: the elements, or the groups of an outline. */
function drawn(result: TaskResult): Element[] {
  if (result.task === 'elements') return result.elements;
  const groups = (part: Component): Component[] =>
    part.children.length ? [part, ...part.children.flatMap(groups)] : [];
  if (result.task !== 'outline') return [];
  const [, ...parts] = groups(result.root);
  return parts.map(({ name, box }, i) => ({
    id: `c${i + 1}`,
    role: 'container',
    name,
    box,
    interactive: false,
    confidence: 1,
    source: 'parser',
  }));
}

const print = (content: string | Uint8Array): Promise<void> =>
  new Promise((resolve, reject) => process.stdout.write(content, (error) => (error ? reject(error) : resolve())));

const interrupt = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    process.exitCode = EXIT[signal];
    interrupt.abort();
    // Whatever still hangs after that is left behind. Asked twice, leave at once.
    setTimeout(leave, GRACE_MS);
    process.once(signal, leave);
  });
}

function leave(): never {
  progress.clear();
  removeUnfinished();
  process.exit();
}

// Whoever reads us has read enough (`glimpse ... | head`).
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  process.exitCode = error.code === 'EPIPE' ? EXIT.done : EXIT.failed;
  leave();
});

try {
  process.exitCode = await main(process.argv.slice(2), interrupt.signal);
} catch (error) {
  if (!isAbort(error)) throw error;
  leave();
}
