import * as l10n from '@vscode/l10n';
import { OpenAI } from 'openai/client';
import * as z from 'zod';
import { GlimpseError } from '../errors.ts';
import { Attempt } from './attempt.ts';
import type { Endpoint, EndpointSource } from './endpoint.ts';
import { failureOf, garbage, isBroken, isPassing, retryAfter } from './failure.ts';
import { extrasFor } from './flavours.ts';
import { httpFetch } from './http.ts';
import { toOpenAI } from './message.ts';
import type { ModelFacts, Usage, VisionEvent, VisionModel, VisionRequest } from './model.ts';
import { parseServerUrl } from './remote.ts';
import { Repetition } from './repetition.ts';
import { reported } from './reported.ts';
import { getToKnow, type Server } from './server.ts';
import { Slots } from './slots.ts';

export interface ServedModelOptions {
  /** ms until a connection stands. */
  connectMs?: number;
  /** ms of silence before the first token. On a CPU, looking at a large picture takes minutes. */
  firstTokenMs?: number;
  /** ms of silence between tokens. */
  idleMs?: number;
  /** ms of a whole answer. */
  totalMs?: number;
  /** How often a busy server is asked again, and the ms before the first time; twice as long before each further one. */
  retries?: number;
  retryMs?: number;
}
const DEFAULTS: Required<ServedModelOptions> = {
  connectMs: 10_000,
  firstTokenMs: 600_000,
  idleMs: 120_000,
  totalMs: 3_600_000,
  retries: 2,
  retryMs: 500,
};
/** A server that wants to be left alone for longer is not waited for. */
const LONGEST_WAIT_MS = 60_000;
/** A token is about four characters; one of 32 is a long run of spaces. */
const CHARACTERS_PER_TOKEN = 32;
/** What a token costs on the wire, with the JSON around it, generously. */
const BYTES_PER_TOKEN = 4096;
/** ms between reports of how fast it writes. */
const PACE_MS = 500;

type Phase = Extract<VisionEvent, { type: 'phase' }>;

interface Ready {
  endpoint: Endpoint;
  server: Server;
}

/** What a server streams: OpenAI's chunks, and llama-server's `prompt_progress` and `timings` (server-task.cpp). */
const Chunk = z.object({
  choices: z
    .array(
      z.object({
        delta: z.object({ content: z.string().nullish() }).nullish(),
        finish_reason: z.string().nullish(),
      }),
    )
    .nullish(),
  usage: z
    .object({
      prompt_tokens: z.number(),
      completion_tokens: z.number(),
      prompt_tokens_details: z.object({ cached_tokens: z.number().nullish() }).nullish(),
    })
    .nullish(),
  prompt_progress: z.object({ total: z.number(), cache: z.number(), processed: z.number() }).nullish(),
  timings: z
    .object({
      cache_n: z.number().nullish(),
      prompt_ms: z.number().nullish(),
      predicted_per_second: z.number().nullish(),
    })
    .nullish(),
});

/** A vision-language model behind the OpenAI protocol, on this machine or elsewhere. */
export class ServedModel implements VisionModel {
  private readonly options: Required<ServedModelOptions>;
  private readonly slots = new Slots();
  /** What is known of each endpoint and model. */
  private readonly known = new Map<string, Server>();

  constructor(
    private readonly source: EndpointSource,
    options: ServedModelOptions = {},
  ) {
    this.options = { ...DEFAULTS, ...options };
  }

  get name(): string {
    return this.source.name;
  }

  async load(options: Parameters<VisionModel['load']>[0] = {}): Promise<ModelFacts> {
    const { signal, onProgress = () => {} } = options;
    const release = this.source.lease?.();
    const request = new Attempt(this.source.name, signal);
    try {
      const { server } = await this.patiently(request, onProgress, () => this.ready(request, onProgress));
      return { name: nameOf(server.model), family: server.family, contextSize: server.contextSize };
    } catch (error) {
      throw await this.reason(error, request);
    } finally {
      request.end();
      release?.();
    }
  }

  async *ask(request: VisionRequest): AsyncGenerator<VisionEvent> {
    const release = this.source.lease?.();
    const attempt = new Attempt(this.source.name, request.signal);
    let leave = (): void => {};
    try {
      let ready = yield* reported<Phase, Ready>((report) =>
        this.patiently(attempt, report, () => this.ready(attempt, report)),
      );
      yield* reported<Phase, void>((report) => {
        const limit = ready.endpoint.slots ?? ready.server.slots ?? Infinity;
        const place = this.slots.enter(limit, (ahead) => report({ type: 'phase', phase: 'queue', ahead }));
        leave = place.leave;
        return attempt.orAbort(place.turn);
      });
      yield { type: 'phase', phase: 'see' };
      let tries = 0;
      let sent = 0;
      const stream = yield* reported<Phase, AsyncIterable<unknown>>((report) =>
        this.patiently(attempt, report, async () => {
          // A host that stopped while this waited comes up again.
          if (tries++ > 0) ready = await this.ready(attempt, report);
          attempt.expect(this.options.firstTokenMs);
          attempt.endWithin(this.options.totalMs);
          sent = performance.now();
          return this.send(request, ready, attempt);
        }),
      );
      yield* this.read(stream, sent, request, attempt);
    } catch (error) {
      throw await this.reason(error, attempt);
    } finally {
      attempt.end();
      leave();
      release?.();
    }
  }

  /** A server that is up, with a model that sees. */
  private async ready(attempt: Attempt, report: (event: Phase) => void): Promise<Ready> {
    attempt.signal.throwIfAborted();
    report({ type: 'phase', phase: 'load' });
    const { signal } = attempt;
    const onProgress = (progress?: number) => report({ type: 'phase', phase: 'load', progress });
    const onQueue = () => report({ type: 'phase', phase: 'queue' });
    const endpoint = await attempt.orAbort(this.source.open({ signal, onProgress, onQueue }));
    check(endpoint);
    attempt.asked = { name: this.source.name, ...endpoint };
    const key = `${endpoint.baseURL} ${endpoint.model ?? ''}`;
    let server = this.known.get(key);
    if (!server) {
      attempt.expect(this.options.firstTokenMs);
      server = await getToKnow(this.client(endpoint, 4_000_000), endpoint, attempt.asked, attempt.signal);
      attempt.relax();
      this.known.set(key, server);
    }
    attempt.asked.model = server.model;
    return { endpoint, server };
  }

  /** Asks again a little later as long as the server only says that it is busy. */
  private async patiently<T>(attempt: Attempt, report: (event: Phase) => void, work: () => Promise<T>): Promise<T> {
    for (let tries = 0; ; tries++) {
      try {
        return await work();
      } catch (error) {
        const wait = retryAfter(error) ?? this.options.retryMs * 2 ** tries * (0.75 + Math.random() / 2);
        if (tries >= this.options.retries || wait > LONGEST_WAIT_MS || !isPassing(error)) throw error;
        report({ type: 'phase', phase: 'queue' });
        attempt.relax();
        await attempt.pause(wait);
      }
    }
  }

  private client(endpoint: Endpoint, maxBytes: number): OpenAI {
    return new OpenAI({
      baseURL: endpoint.baseURL,
      apiKey: endpoint.apiKey || 'none',
      // What it would take from the environment is meant for another server.
      adminAPIKey: null,
      organization: null,
      project: null,
      webhookSecret: null,
      logLevel: 'off',
      // Waiting and asking again are decided here.
      maxRetries: 0,
      timeout: 2 ** 31 - 1,
      fetch: httpFetch({ connectMs: this.options.connectMs, maxBytes }),
      defaultHeaders: endpoint.apiKey ? {} : { authorization: null },
    });
  }

  private async send(
    request: VisionRequest,
    { endpoint, server }: Ready,
    attempt: Attempt,
  ): Promise<AsyncIterable<unknown>> {
    const { schema, sampling = {}, maxTokens } = request;
    const hasImages = request.messages.some(({ parts }) => parts.some(({ type }) => type === 'image'));
    const client = this.client(endpoint, 1_000_000 + maxTokens * BYTES_PER_TOKEN);
    const { data, response } = await client.chat.completions
      .create(
        {
          model: server.model,
          messages: request.messages.map(toOpenAI),
          max_tokens: maxTokens,
          temperature: sampling.temperature,
          top_p: sampling.topP,
          presence_penalty: sampling.presencePenalty,
          seed: sampling.seed,
          ...(schema && {
            response_format: { type: 'json_schema', json_schema: { name: 'answer', schema, strict: true } },
          }),
          ...extrasFor(server.flavour, server.family, sampling, hasImages),
          stream: true,
          stream_options: { include_usage: true },
        },
        { signal: attempt.signal },
      )
      .withResponse();
    const type = response.headers.get('content-type') ?? '';
    if (/html|application\/json/.test(type)) {
      data.controller.abort();
      throw garbage(attempt.asked, l10n.t('the answer is {0}, not a stream.', type.split(';')[0]!));
    }
    return data;
  }

  private async *read(
    stream: AsyncIterable<unknown>,
    sent: number,
    request: VisionRequest,
    attempt: Attempt,
  ): AsyncGenerator<VisionEvent> {
    const maxLength = 1024 + request.maxTokens * CHARACTERS_PER_TOKEN;
    const usage: Usage = { promptTokens: 0, outputTokens: 0 };
    const repetition = new Repetition();
    let text = '';
    let finish: string | undefined;
    let loop = false;
    let chunks = 0;
    let firstToken = 0;
    let told = 0;
    for await (const raw of stream) {
      const parsed = Chunk.safeParse(raw);
      if (!parsed.success) throw garbage(attempt.asked, l10n.t('what it streams is not a chat completion.'));
      const { choices, usage: counted, prompt_progress: progress, timings } = parsed.data;
      chunks++;
      attempt.expect(firstToken ? this.options.idleMs : this.options.firstTokenMs);
      if (progress && !firstToken) {
        usage.promptTokens = progress.total;
        usage.cachedTokens = progress.cache;
        const all = progress.total - progress.cache;
        yield { type: 'phase', phase: 'see', progress: all > 0 ? (progress.processed - progress.cache) / all : 1 };
      }
      const delta = choices?.[0]?.delta?.content ?? '';
      finish = choices?.[0]?.finish_reason || finish;
      if (delta) {
        const now = performance.now();
        firstToken ||= now;
        usage.firstTokenMs ??= Math.round(now - sent);
        usage.outputTokens++;
        const tokensPerSecond = now > firstToken ? ((usage.outputTokens - 1) * 1000) / (now - firstToken) : undefined;
        if (!told || now - told >= PACE_MS) {
          told = now;
          yield { type: 'phase', phase: 'write', tokensPerSecond };
        }
        usage.tokensPerSecond = tokensPerSecond;
        text += delta;
        yield { type: 'text', delta };
        const start = repetition.push(delta);
        if (start !== undefined) {
          text = text.slice(0, start);
          loop = true;
          break;
        }
        if (text.length > maxLength) {
          finish = 'length';
          break;
        }
      }
      if (counted) {
        usage.promptTokens = counted.prompt_tokens;
        usage.outputTokens = counted.completion_tokens;
        usage.cachedTokens = counted.prompt_tokens_details?.cached_tokens ?? usage.cachedTokens;
      }
      usage.cachedTokens = timings?.cache_n ?? usage.cachedTokens;
      usage.promptMs = timings?.prompt_ms ?? usage.promptMs;
      usage.tokensPerSecond = timings?.predicted_per_second ?? usage.tokensPerSecond;
    }
    attempt.signal.throwIfAborted();
    if (chunks === 0) throw garbage(attempt.asked, l10n.t('nothing of an answer came.'));
    if (!finish && !loop) throw Object.assign(new Error('The answer has no end.'), { code: 'ECONNRESET' });
    yield { type: 'done', text, usage, stop: loop ? 'loop' : finish === 'length' ? 'length' : 'end' };
  }

  /** Why it failed: that somebody cancelled or that it took too long, what the source knows, what the server said. */
  private async reason(error: unknown, attempt: Attempt): Promise<unknown> {
    if (attempt.signal.aborted) return attempt.signal.reason;
    const explained = isBroken(error) ? await this.source.explain?.(error) : undefined;
    const failure = failureOf(explained ?? error, attempt.asked);
    // Another model may answer there by now.
    if (failure.kind !== 'context-too-small') this.known.clear();
    return failure;
  }
}

/** `models/Qwen3-VL-2B.gguf` as a person would call it. */
function nameOf(model: string): string {
  return model.split(/[\\/]/).at(-1) || model;
}

function check({ baseURL, apiKey }: Endpoint): void {
  parseServerUrl(baseURL);
  // What does not fit into a header would be quoted by the error that it causes.
  if (apiKey && !/^[\x21-\x7e]+$/.test(apiKey)) {
    throw new GlimpseError('server-key', {
      failed: l10n.t("This API key can't be one: it holds spaces or letters beyond ASCII."),
      todo: l10n.t('Set the API key again.'),
    });
  }
}
