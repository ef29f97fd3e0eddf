#!/usr/bin/env node
import path from 'node:path';
import { isCode, type PictureJob, parse, usage } from './cli/args.ts';
import { askOptions, listTemplates, type OpenModel, openModel } from './cli/model.ts';
import { models } from './cli/models.ts';
import { Progress } from './cli/progress.ts';
import { read } from './cli/read.ts';
import { serve } from './cli/serve.ts';
import { removeUnfinished, targets, writeWhole } from './cli/write.ts';
import { type ErrorKind, GlimpseError, isAbort, toGlimpseError } from './errors.ts';
import type { Picture } from './image/picture.ts';
import type { Element } from './screen/element.ts';
import { toCode } from './tasks/code/code.ts';
import { format, toJson } from './tasks/format.ts';
import { isLocatorFormat } from './tasks/locators.ts';
import { escapeMarkdown } from './tasks/markdown.ts';
import { runTask } from './tasks/run.ts';
import type { Component, TaskEvent, TaskResult } from './tasks/task.ts';
import type { PictureWorker } from './worker/api.ts';
import { ProcessWorker } from './worker/process.ts';

/** Exit codes, as `--help` tells them; 128 + the signal's number where a signal ended it. */
const EXIT = { done: 0, failed: 1, usage: 2, SIGINT: 130, SIGTERM: 143 } as const;

/** How long ending in good order may take after a signal. */
const GRACE_MS = 500;

/** Where the built program lies, and what it comes with. */
const DIST = new URL('./', import.meta.url);

const progress = new Progress();

async function main(argv: string[], signal: AbortSignal): Promise<number> {
  try {
    const job = parse(argv);
    if (typeof job === 'string') {
      await print(job);
      return EXIT.done;
    }
    if (job.command === 'templates') {
      await print(listTemplates(job.task));
      return EXIT.done;
    }
    if (job.command === 'serve') {
      await serve(job, DIST, print, signal);
      return EXIT.done;
    }
    if (job.command === 'models') {
      await models(job.argv, { dist: DIST, print, signal });
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
async function run(job: PictureJob, signal: AbortSignal): Promise<number> {
  if (!job.output) checkStdout(job);
  const jobs = job.together ? [job.files] : job.files.map((file) => [file]);
  const outputs = job.output
    ? await targets(
        jobs.map(([file]) => file!),
        job.output,
        // Lines of TypeScript, beside those of another kind.
        isLocatorFormat(job.format) ? `${job.format}.ts` : job.format,
      )
    : [];
  // In a process of its own: what crashes on a file, or can't be stopped, takes neither the other files nor Ctrl+C down.
  const worker = new ProcessWorker({
    entry: new URL('worker.js', DIST),
    weights: new URL('parser/', DIST),
  });
  const many = jobs.length > 1;
  const printed: ({ file: string; result: TaskResult } | { file: string; error: { kind: string; message: string } })[] =
    [];
  let failed = false;
  let model: OpenModel | undefined;
  try {
    model = job.asking && (await openModel(job.asking.source, DIST));
    for (const [i, [file, ...others]] of jobs.entries()) {
      try {
        const show = (event: TaskEvent) => progress.show(path.basename(file!), i, jobs.length, event);
        const { result, content } = await analyse(job, [file!, ...others], { worker, model, signal, show });
        if (outputs[i]) await writeWhole(outputs[i], content);
        else if (many && job.format === 'json') printed.push({ file: file!, result });
        else await print(many ? `# ${escapeMarkdown(file!)}\n\n${content}\n` : content);
        for (const note of job.format === 'json' ? [] : (result.notes ?? [])) {
          process.stderr.write(`glimpse: ${file}: ${note}\n`);
        }
      } catch (error) {
        signal.throwIfAborted();
        failed = true;
        const { kind, message } = forTerminal(toGlimpseError(error));
        progress.clear();
        process.stderr.write(`glimpse: ${file}: ${message.replace(/\s+/g, ' ')}\n`);
        printed.push({ file: file!, error: { kind, message } });
      }
    }
    if (many && !job.output && job.format === 'json') await print(toJson(printed));
  } finally {
    progress.clear();
    await Promise.all([worker.dispose(), model?.dispose()]);
  }
  return failed ? EXIT.failed : EXIT.done;
}

/** What can't go to standard output. */
function checkStdout({ format: as, files }: PictureJob): void {
  if (as === 'png' && process.stdout.isTTY) throw usage('A PNG is nothing for a terminal.', 'Name a file with -o.');
  if (files.length > 1 && as !== 'json' && as !== 'md') {
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

interface Means {
  worker: PictureWorker;
  model: OpenModel | undefined;
  signal: AbortSignal;
  show: (event: TaskEvent) => void;
}

/** The result for a file, and others that the question is about too, and what is written of it. */
async function analyse(job: PictureJob, files: readonly string[], { worker, model, signal, show }: Means) {
  const open = async (file: string) => {
    const data = await read(file, job.limits.maxBytes, signal);
    return worker.open(data, { name: file === '-' ? 'stdin' : path.basename(file), limits: job.limits, signal });
  };
  const [picture, ...others] = (await Promise.all(files.map(open))) as [Picture, ...Picture[]];
  const options = { signal, ...(job.background && { background: job.background }) };
  const ask = model && job.asking && askOptions(job.task, job.asking, model, others);
  let result: TaskResult | undefined;
  for await (const event of runTask(job.task, picture, { worker, ...options, ...(ask && { ask }) })) {
    show(event);
    if (event.type === 'done') result = event.result;
  }
  if (!result) throw new Error('The task ended without a result.');
  progress.clear();
  const { format: as, styling } = job;
  if (as === 'png') return { result, content: await worker.annotate(picture, drawn(result), options) };
  return { result, content: isCode(as) ? toCode(result, as, styling) : format(result, as) };
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
