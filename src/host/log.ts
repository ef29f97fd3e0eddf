import * as l10n from '@vscode/l10n';
import * as z from 'zod';
import { GlimpseError } from '../errors.ts';
import { sentences } from '../sentences.ts';
import { portInUse } from './port.ts';
import type { ServerExit } from './server-process.ts';

const KEPT_LINES = 200;

/** What a line of llama-server's output means. */
export type ServerSign =
  /** A line of its log, for people. */
  | { type: 'log' }
  /** So much of the weights is loaded, 0..1. */
  | { type: 'loaded'; loaded: number }
  /** It is up, and answers at this port. */
  | { type: 'listening'; port: number }
  /** One for a router that says nothing of interest. */
  | { type: 'router' };

/**
 * Sent on the standard output by every llama-server that a router starts, at most five times a second (load_progress_callback
 * in tools/server/server-context.cpp): which of the stages is being loaded, and how far.
 */
const STATE = 'cmd_child_to_router:state:';
const Loading = z.object({
  state: z.literal('loading'),
  payload: z.object({ stages: z.array(z.string()), current: z.string(), value: z.number() }),
});

/** What llama-server wrote last, and what it says. Made for llama.cpp 0.4 at its default verbosity. */
export class ServerLog {
  private readonly lines: string[] = [];

  /** @param mmprojShare of all bytes that are loaded, what belongs to the vision part, 0..1 */
  constructor(private readonly mmprojShare: number) {}

  /** Keeps a line and reads it. */
  add(line: string): ServerSign {
    if (line.startsWith(STATE)) return this.readState(line.slice(STATE.length));
    this.lines.push(line);
    if (this.lines.length > KEPT_LINES) this.lines.shift();
    // Written when both models are loaded and warmed up: the next step is to answer.
    const [, port] = /\blistening on http:\/\/127\.0\.0\.1:(\d+)$/.exec(line.trimEnd()) ?? [];
    return port ? { type: 'listening', port: Number(port) } : { type: 'log' };
  }

  /** The last lines, oldest first; not for people who did not ask for a log. */
  get tail(): readonly string[] {
    return this.lines;
  }

  /** Why the server ended, as an error that says what to do. @param up whether it was ready before */
  failure(exit: ServerExit, up: boolean): GlimpseError {
    const said = this.lines.join('\n');
    const todo = l10n.t('Look into the log of the model.');
    const kind = up ? 'host-stopped' : 'host-failed';
    const failed = up
      ? l10n.t("The model's process ended while it was needed ({0}).", how(exit))
      : l10n.t('The model did not start ({0}).', how(exit));
    for (const { sign, error } of KNOWN) {
      const match = sign.exec(said);
      if (match) return error(match, { kind, failed });
    }
    if (exit.error) return new GlimpseError(kind, { failed, tried: l10n.t('The system says: {0}.', exit.error), todo });
    if (!up && exit.signal === 'SIGKILL') {
      return new GlimpseError('host-killed', {
        failed,
        tried: probableCause(exit)!,
        todo: l10n.t(
          'Close other programs, or choose a smaller model, one that is quantized more, or a smaller context.',
        ),
      });
    }
    const last = this.lastError();
    return new GlimpseError(kind, {
      failed,
      tried:
        sentences(probableCause(exit), last && l10n.t('llama-server said: {0}', last)) || l10n.t('It gave no reason.'),
      todo: up ? l10n.t('Try again: it starts anew. If it stops again, look into the log of the model.') : todo,
    });
  }

  private readState(json: string): ServerSign {
    const { data } = Loading.safeParse(parseJson(json));
    if (!data) return { type: 'router' };
    const { current, value } = data.payload;
    const text = 1 - this.mmprojShare;
    const loaded =
      current === 'text_model' ? value * text : current === 'mmproj_model' ? text + value * this.mmprojShare : 0;
    return { type: 'loaded', loaded: Math.min(1, Math.max(0, loaded)) };
  }

  /** Lines of errors begin with a time and `E`. */
  private lastError(): string | undefined {
    const line =
      this.lines.findLast((line) => /^[\d.]+ E /.test(line)) ??
      this.lines.findLast((line) => /error|GGML_ASSERT/i.test(line));
    return line
      ?.replace(/^[\d.]+ E /, '')
      .trim()
      .slice(0, 300);
  }
}

type Known = {
  sign: RegExp;
  error: (match: RegExpExecArray, end: { kind: 'host-failed' | 'host-stopped'; failed: string }) => GlimpseError;
};

/** What llama.cpp writes before it gives up; the first that is found counts. */
const KNOWN: readonly Known[] = [
  {
    sign: /couldn't bind HTTP server socket, hostname: \S+, port: (\d+)/,
    error: ([, port]) => portInUse(Number(port)),
  },
  {
    sign: /invalid argument: (\S+)/,
    error: ([, argument]) =>
      new GlimpseError('host-failed', {
        failed: l10n.t('The model did not start: this llama-server does not know the option {0}.', argument),
        todo: l10n.t('Update llama.cpp, or empty the setting glimpse.llamaServerPath.'),
      }),
  },
  {
    sign: /mismatch between text model \(n_embd = (\d+)\) and mmproj \(n_embd = (\d+)\)/,
    error: ([, text, mmproj]) =>
      new GlimpseError('model-mismatch', {
        failed: l10n.t('The mmproj file is not the vision part of the model.'),
        tried: l10n.t('It gives embeddings {0} wide, and the model takes {1}.', mmproj, text),
        todo: l10n.t('Choose the mmproj file that came with the model.'),
      }),
  },
  {
    sign: /unknown model architecture: '([^']*)'|unknown projector type: (\S+)/,
    error: ([, architecture, projector]) =>
      new GlimpseError('bad-model', {
        failed: l10n.t('llama-server does not know this kind of model ({0}).', architecture ?? projector),
        todo: l10n.t('Choose another model, or update llama.cpp.'),
      }),
  },
  {
    // Main memory, CUDA, Metal and Vulkan, in this order.
    sign: /failed to allocate .*(buffer|bytes)|unable to allocate \S+ buffer|std::bad_alloc|cudaMalloc failed|out of memory|OutOfMemory|OutOfDeviceMemory/i,
    error: (_, { failed }) =>
      new GlimpseError('out-of-memory', {
        failed,
        tried: l10n.t('It asked for more memory than there is.'),
        todo: l10n.t(
          'Choose a smaller model or one that is quantized more, a smaller context, or fewer layers on the GPU.',
        ),
      }),
  },
  {
    sign: /(?:error loading model|failed to load model '[^\n]*'): ([^\n]+)/,
    error: ([, reason]) =>
      new GlimpseError('bad-model', {
        failed: l10n.t("The model can't be loaded: {0}.", reason),
        todo: l10n.t('Download it again, or choose another one.'),
      }),
  },
];

function how({ code, signal, error }: ServerExit): string {
  if (error) return l10n.t('it can not be run');
  return signal ? l10n.t('signal {0}', signal) : l10n.t('exit code {0}', String(code));
}

function probableCause({ code, signal }: ServerExit): string | undefined {
  if (signal === 'SIGKILL')
    return l10n.t('It was ended from outside: by the system, where memory runs out, or by a person.');
  // 3221225477 and 3221225501: an access violation and an unknown instruction on Windows.
  if (signal === 'SIGILL' || code === 3221225501) return l10n.t('It was built for another processor.');
  const crashes = ['SIGSEGV', 'SIGBUS', 'SIGABRT', 'SIGFPE', 'SIGTRAP'];
  if (crashes.includes(signal ?? '') || code === 3221225477)
    return l10n.t('Its native code crashed, maybe because of this model.');
  return undefined;
}

function parseJson(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}
