import { describe, expect, it } from 'vitest';
import { GlimpseError } from '../../../src/errors.ts';
import { ServedModel } from '../../../src/vision/client.ts';
import type { Endpoint } from '../../../src/vision/endpoint.ts';
import { done, json, llamaServer, question, says, serve } from './serve.ts';

const model = (origin: string, endpoint: Partial<Endpoint> = {}) =>
  new ServedModel(
    { name: 'the test server', open: async () => ({ baseURL: `${origin}/v1`, ...endpoint }) },
    { retryMs: 1 },
  );

const chat = 'POST /v1/chat/completions';
const listed = (...data: object[]) => json({ object: 'list', data });
/** What an OpenAI-compatible server answers to a question that is not streamed. */
const costs = (prompt_tokens: number) =>
  json({
    choices: [{ message: { role: 'assistant', content: 'Red' }, finish_reason: 'length' }],
    usage: { prompt_tokens, completion_tokens: 1, total_tokens: prompt_tokens + 1 },
  });
const hasPicture = (body: { messages: { content: { type: string }[] }[] }) =>
  body.messages.some(({ content }) => Array.isArray(content) && content.some(({ type }) => type === 'image_url'));

async function kindOf(work: Promise<unknown>): Promise<string> {
  return work.then(
    () => 'nothing was thrown',
    (error: unknown) => (error instanceof GlimpseError ? error.kind : String(error)),
  );
}

describe('a llama-server', () => {
  it('says that its model sees, and how large its context is', async () => {
    const server = await serve(llamaServer(says('ok')));
    expect(await model(server.origin).load()).toEqual({
      name: 'Qwen3-VL-2B-Instruct-Q4_0.gguf',
      family: 'qwen3-vl',
      contextSize: 8192,
    });
    expect(server.asked()).toHaveLength(0);
  });

  it('whose model is blind is never sent a picture', async () => {
    const server = await serve(llamaServer(says('ok'), { modalities: { vision: false, audio: false } }));
    expect(await kindOf(done(model(server.origin).ask(question())))).toBe('cannot-see');
    expect(server.asked()).toHaveLength(0);
  });

  it('is asked about itself once', async () => {
    const server = await serve(llamaServer(says('ok')));
    const asked = model(server.origin);
    await asked.load();
    await done(asked.ask(question()));
    await done(asked.ask(question()));
    expect(server.requests.map(({ path }) => path)).toEqual([
      '/v1/models',
      '/props',
      '/v1/chat/completions',
      '/v1/chat/completions',
    ]);
  });

  it('lies where it lies: behind a prefix, with a key', async () => {
    const answers = Object.entries(llamaServer(says('ok'))).map(([path, answer]) => [
      path.replace(' ', ' /gpu'),
      answer,
    ]);
    const server = await serve(Object.fromEntries(answers));
    const facts = await model('', { baseURL: `${server.origin}/gpu/v1/`, apiKey: 'k' }).load();
    expect(facts.contextSize).toBe(8192);
    expect(server.requests.map(({ headers }) => headers.authorization)).toEqual(['Bearer k', 'Bearer k']);
  });

  it('is believed about the kind of its model by what its file says', async () => {
    const server = await serve(llamaServer(says('ok')));
    expect((await model(server.origin, { family: 'gemma', model: 'model.gguf' }).load()).family).toBe('gemma');
  });
});

describe('other servers', () => {
  it('Ollama says what a model can', async () => {
    const show = (capabilities: string[]) => json({ capabilities, details: { family: 'qwen3vl' } });
    const server = await serve({
      'GET /v1/models': listed({ id: 'qwen3-vl:2b', object: 'model', owned_by: 'library' }),
      'POST /api/show': show(['completion', 'vision']),
      [chat]: says('ok'),
    });
    expect(await model(server.origin).load()).toMatchObject({ name: 'qwen3-vl:2b', family: 'qwen3-vl' });
    expect(server.requests.at(-1)?.body).toEqual({ model: 'qwen3-vl:2b' });
    await done(model(server.origin).ask(question('?', { sampling: { topK: 20, repeatPenalty: 1.1 } })));
    expect(server.asked()[0]?.body).not.toHaveProperty('top_k');
    server.answers['POST /api/show'] = show(['completion', 'tools']);
    expect(await kindOf(model(server.origin).load())).toBe('cannot-see');
  });

  it('Ollama is known by its address where somebody else made the model', async () => {
    const server = await serve({
      'GET /v1/models': listed({ id: 'me/qwen3-vl', object: 'model', owned_by: 'me' }),
      'GET /api/tags': json({ models: [{ name: 'me/qwen3-vl', digest: 'abc' }] }),
      'POST /api/show': json({ capabilities: ['vision'] }),
    });
    expect(await model(server.origin).load()).toMatchObject({ family: 'qwen3-vl' });
  });

  it('LM Studio lists all that it has: the loaded one that sees is asked', async () => {
    const entry = (id: string, type: string, state: string) => ({
      id,
      object: 'model',
      type,
      state,
      arch: 'x',
      max_context_length: 32_768,
      loaded_context_length: state === 'loaded' ? 4096 : undefined,
    });
    const server = await serve({
      'GET /v1/models': listed(
        ...['a', 'b', 'qwen3-vl-4b'].map((id) => ({ id, object: 'model', owned_by: 'organization_owner' })),
      ),
      'GET /api/v0/models': listed(
        entry('a', 'llm', 'loaded'),
        entry('b', 'vlm', 'not-loaded'),
        entry('qwen3-vl-4b', 'vlm', 'loaded'),
      ),
      [chat]: says('ok'),
    });
    expect(await model(server.origin).load()).toEqual({ name: 'qwen3-vl-4b', family: 'qwen3-vl', contextSize: 4096 });
    expect(await kindOf(model(server.origin, { model: 'a' }).load())).toBe('cannot-see');
    expect(server.asked()).toHaveLength(0);
  });

  it('vLLM is shown a tiny picture first, and told not to resize', async () => {
    const server = await serve({
      'GET /v1/models': listed({
        id: 'Qwen/Qwen3-VL-8B-Instruct',
        object: 'model',
        owned_by: 'vllm',
        max_model_len: 32_768,
      }),
      [chat]: (request, response) =>
        (request.body.stream ? says('ok') : costs(hasPicture(request.body) ? 90 : 24))(request, response),
    });
    const asked = model(server.origin);
    expect(await asked.load()).toEqual({ name: 'Qwen3-VL-8B-Instruct', family: 'qwen3-vl', contextSize: 32_768 });
    const image = {
      data: new Uint8Array([1]),
      mediaType: 'image/png' as const,
      width: 32,
      height: 32,
      tokens: 1,
      region: { x: 0, y: 0, width: 32, height: 32 },
    };
    await done(
      asked.ask({
        maxTokens: 9,
        sampling: { topK: 20, repeatPenalty: 1.1 },
        messages: [{ role: 'user', parts: [{ type: 'image', image }] }],
      }),
    );
    const body = server.asked().at(-1)?.body;
    expect(body).toMatchObject({
      top_k: 20,
      repetition_penalty: 1.1,
      mm_processor_kwargs: { min_pixels: 4096, max_pixels: 16_777_216 },
    });
    expect(body).not.toHaveProperty('cache_prompt');
  });

  it('a text model is found out: its server refuses the tiny picture', async () => {
    const server = await serve({
      'GET /v1/models': listed({ id: 'Qwen/Qwen3-8B', object: 'model', owned_by: 'vllm' }),
      [chat]: (request, response) =>
        (hasPicture(request.body)
          ? json(
              {
                error: {
                  message: 'At most 0 image(s) may be provided in one prompt.',
                  type: 'BadRequestError',
                  code: 400,
                },
              },
              400,
            )
          : costs(24))(request, response),
    });
    expect(await kindOf(model(server.origin).load())).toBe('cannot-see');
  });

  it('a text model is found out: whatever its server says, it answers without the picture only', async () => {
    const server = await serve({
      'GET /v1/models': listed({ id: 'x', object: 'model' }),
      [chat]: (request, response) =>
        (hasPicture(request.body) ? json({ detail: [{ msg: 'Input should be a valid string' }] }, 422) : costs(24))(
          request,
          response,
        ),
    });
    expect(await kindOf(model(server.origin).load())).toBe('cannot-see');
  });

  it('a text model is found out: its server drops pictures and says nothing', async () => {
    const server = await serve({
      'GET /v1/models': listed({ id: 'x', object: 'model', owned_by: 'sglang' }),
      [chat]: costs(24),
    });
    expect(await kindOf(model(server.origin).load())).toBe('cannot-see');
  });

  it('what is refused for another reason is no blindness', async () => {
    const server = await serve({
      'GET /v1/models': listed({ id: 'x', object: 'model', owned_by: 'sglang' }),
      [chat]: json({ error: { message: 'max_tokens must be at least 16' } }, 400),
    });
    expect(await kindOf(model(server.origin).load())).toBe('server-refused');
    server.answers[chat] = json({ error: { message: 'no credit' } }, 401);
    expect(await kindOf(model(server.origin).load())).toBe('server-key');
  });

  it('a server that lists nothing is asked for the model that was named', async () => {
    const server = await serve({
      [chat]: (request, response) =>
        (request.body.stream ? says('ok') : costs(hasPicture(request.body) ? 90 : 24))(request, response),
    });
    expect((await done(model(server.origin, { model: 'mine' }).ask(question()))).text).toBe('ok');
    expect(server.asked().at(-1)?.body.model).toBe('mine');
  });

  it('a server without a model says so', async () => {
    const server = await serve({ 'GET /v1/models': json({ object: 'list', data: null }) });
    expect(await kindOf(model(server.origin).load())).toBe('server-refused');
  });
});
