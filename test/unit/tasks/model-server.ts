import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import * as z from 'zod';

const Body = z.object({
  messages: z.array(
    z.object({
      role: z.string(),
      content: z.union([
        z.string(),
        z.array(
          z.discriminatedUnion('type', [
            z.object({ type: z.literal('text'), text: z.string() }),
            z.object({ type: z.literal('image_url'), image_url: z.object({ url: z.string() }) }),
          ]),
        ),
      ]),
    }),
  ),
  max_tokens: z.number().optional(),
  max_completion_tokens: z.number().optional(),
  response_format: z.unknown().optional(),
});

/** What a request held: its parts in their order, pictures as bytes. */
export interface Asked {
  system: string;
  parts: (string | Buffer)[];
  /** All texts of the user's message. */
  text: string;
  images: Buffer[];
  body: z.infer<typeof Body>;
}

/** A server with llama-server's dialect, whose answers are written here: what a model would have to say is the point. */
export class ModelServer {
  readonly asked: Asked[] = [];
  /** Says what to answer; a string is written whole, a pause or a broken line otherwise. */
  answer: (asked: Asked, index: number) => string | Promise<string> = () => 'Hello.';
  /** Called before it says that it is there. */
  ready: () => Promise<void> = async () => {};
  finish = 'stop';
  /** Between pieces of an answer. */
  pause: () => Promise<void> = async () => {};
  /** Connections that were closed before their end. */
  cancelled = 0;
  private server!: Server;

  static async start(): Promise<ModelServer> {
    const self = new ModelServer();
    self.server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        self.serve(request.url ?? '', Buffer.concat(chunks).toString(), response).catch((error: Error) => {
          response.writeHead(400).end(JSON.stringify({ error: { message: error.message } }));
        });
      });
    });
    await new Promise<void>((resolve) => self.server.listen(0, '127.0.0.1', resolve));
    return self;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/v1`;
  }

  stop(): Promise<void> {
    this.server.closeAllConnections();
    return new Promise((resolve) => this.server.close(() => resolve()));
  }

  private async serve(url: string, body: string, response: ServerResponse): Promise<void> {
    const json = (value: unknown) => response.setHeader('content-type', 'application/json').end(JSON.stringify(value));
    if (url === '/v1/models') {
      await this.ready();
      return void json({ data: [{ id: 'Qwen3-VL-2B-Instruct', owned_by: 'llamacpp' }] });
    }
    if (url === '/props') {
      const generation = { n_ctx: 16_384 };
      return void json({ modalities: { vision: true }, total_slots: 1, default_generation_settings: generation });
    }
    if (url !== '/v1/chat/completions') return void response.writeHead(404).end('{}');
    const asked = read(Body.parse(JSON.parse(body)));
    this.asked.push(asked);
    const text = await this.answer(asked, this.asked.length - 1);
    let ended = false;
    response.on('close', () => {
      if (!ended) this.cancelled++;
    });
    response.setHeader('content-type', 'text/event-stream');
    const send = (value: object) => response.write(`data: ${JSON.stringify(value)}\n\n`);
    for (const piece of text.match(/[\s\S]{1,9}/g) ?? []) {
      if (response.destroyed) return;
      send({ choices: [{ index: 0, delta: { content: piece } }] });
      await this.pause();
    }
    send({ choices: [{ index: 0, delta: {}, finish_reason: this.finish }] });
    send({ choices: [], usage: { prompt_tokens: 100, completion_tokens: 10 } });
    ended = true;
    response.end('data: [DONE]\n\n');
  }
}

function read(body: z.infer<typeof Body>): Asked {
  const plain = (role: string) =>
    body.messages
      .filter((message) => message.role === role)
      .flatMap(({ content }) => (typeof content === 'string' ? [{ type: 'text' as const, text: content }] : content))
      .map((part) =>
        part.type === 'text' ? part.text : Buffer.from(part.image_url.url.split(',')[1] ?? '', 'base64'),
      );
  const parts = plain('user');
  const isText = (part: string | Buffer): part is string => typeof part === 'string';
  return {
    system: plain('system').filter(isText).join('\n'),
    parts,
    text: parts.filter(isText).join('\n'),
    images: parts.filter((part) => !isText(part)) as Buffer[],
    body,
  };
}
