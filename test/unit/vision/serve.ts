import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach } from 'vitest';
import type { VisionEvent, VisionRequest } from '../../../src/vision/model.ts';

/** A request as a server got it. */
export interface Received {
  method: string;
  path: string;
  headers: IncomingMessage['headers'];
  // biome-ignore lint/suspicious/noExplicitAny: a test looks into it as it likes
  body: any;
  /** Resolves when the client closed the connection before the answer was complete. */
  closed: Promise<void>;
}
type Answer = (request: Received, response: ServerResponse) => unknown;

const running: (() => Promise<void>)[] = [];
afterEach(async () => {
  await Promise.all(running.splice(0).map((stop) => stop()));
});

/** A real HTTP server that answers each path as the test says (`GET /props`; what is not said: 404), until the test ends. */
export async function serve(answers: Record<string, Answer>) {
  const requests: Received[] = [];
  const server = createServer(async (message, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of message) chunks.push(chunk);
    const text = Buffer.concat(chunks).toString();
    const request: Received = {
      method: message.method ?? '',
      path: message.url ?? '',
      headers: message.headers,
      body: text ? JSON.parse(text) : undefined,
      closed: new Promise((resolve) => response.on('close', () => !response.writableFinished && resolve())),
    };
    requests.push(request);
    const answer = answers[`${request.method} ${request.path}`];
    if (answer) await answer(request, response);
    else json({ error: { message: 'File Not Found', type: 'not_found_error', code: 404 } }, 404)(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  running.push(
    () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  );
  const asked = () => requests.filter(({ path }) => path.endsWith('/chat/completions'));
  return { origin: `http://127.0.0.1:${port}`, port, requests, asked, answers, server };
}

export const json =
  (body: unknown, status = 200, headers: Record<string, string> = {}): Answer =>
  (_, response) => {
    response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', ...headers });
    response.end(JSON.stringify(body));
  };

/** One event after the other, then the connection ends as HTTP wants it. */
export const stream =
  (...events: unknown[]): Answer =>
  (_, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    for (const event of events)
      response.write(`data: ${typeof event === 'string' ? event : JSON.stringify(event)}\n\n`);
    response.end();
  };

/** One chunk after the other until the client has gone; each is made of its number, from 0. */
export const endless =
  (chunk: (number: number) => string): Answer =>
  async (request, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    let open = true;
    request.closed.then(() => {
      open = false;
    });
    for (let number = 0; open; number++) {
      response.write(chunk(number));
      await new Promise((resolve) => setImmediate(resolve));
    }
  };

export const delta = (content: string) => ({
  object: 'chat.completion.chunk',
  choices: [{ index: 0, delta: { content }, finish_reason: null }],
});
export const finish = (finish_reason = 'stop') => ({
  object: 'chat.completion.chunk',
  choices: [{ index: 0, delta: {}, finish_reason }],
});
export const says = (...texts: string[]): Answer => stream(...texts.map(delta), finish(), '[DONE]');

/** What llama-server v0.4.0 answers around a chat. */
export const llamaServer = (chat: Answer, props: object = {}): Record<string, Answer> => ({
  'GET /v1/models': json({
    object: 'list',
    data: [{ id: 'Qwen3-VL-2B-Instruct-Q4_0.gguf', object: 'model', owned_by: 'llamacpp', meta: { n_ctx: 8192 } }],
  }),
  'GET /props': json({
    default_generation_settings: { params: {}, n_ctx: 8192 },
    total_slots: 1,
    modalities: { vision: true, video: false, audio: false },
    ...props,
  }),
  'POST /v1/chat/completions': chat,
});

export const question = (text = 'What is this?', more: Partial<VisionRequest> = {}): VisionRequest => ({
  messages: [{ role: 'user', parts: [{ type: 'text', text }] }],
  maxTokens: 256,
  ...more,
});

export async function all(events: AsyncIterable<VisionEvent>): Promise<VisionEvent[]> {
  const list: VisionEvent[] = [];
  for await (const event of events) list.push(event);
  return list;
}

export async function done(events: AsyncIterable<VisionEvent>): Promise<Extract<VisionEvent, { type: 'done' }>> {
  const last = (await all(events)).at(-1);
  if (last?.type !== 'done') throw new Error('no answer');
  return last;
}
