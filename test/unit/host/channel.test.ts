import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { afterEach, beforeEach, expect, it } from 'vitest';
import * as z from 'zod';
import { Channel } from '../../../src/host/shared/channel.ts';

const Message = z.object({ text: z.string() });

let server: Server;
let theirs: Socket;
let ours: Socket;
let channel: Channel<z.infer<typeof Message>, unknown>;
let heard: string[];
let closed: Promise<void>;

beforeEach(async () => {
  heard = [];
  server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const accepted = once(server, 'connection');
  theirs = connect((server.address() as AddressInfo).port, '127.0.0.1');
  theirs.on('error', () => {});
  [ours] = (await accepted) as [Socket];
  closed = new Promise((resolve) => {
    channel = new Channel(ours, Message, { onMessage: ({ text }) => heard.push(text), onClose: resolve });
  });
});
afterEach(() => {
  theirs.destroy();
  server.close();
});

it('hears messages however they are cut', async () => {
  const bytes = Buffer.from('{"text":"one"}\n{"text":"zwölf"}\n{"text":"three"}\n');
  for (const byte of bytes) {
    theirs.write(Buffer.of(byte));
    await new Promise(setImmediate);
  }
  theirs.end();
  await closed;
  expect(heard).toEqual(['one', 'zwölf', 'three']);
});

it.each([
  ['no JSON', 'GET / HTTP/1.1\n'],
  ['no message', '{"text":1}\n'],
  ['a line without end', `{"text":"${'x'.repeat(70_000)}`],
  ['a line too long', `{"text":"${'x'.repeat(70_000)}"}\n`],
])('cuts off who sends %s', async (_, sent) => {
  theirs.write(`{"text":"before"}\n${sent}{"text":"after"}\n`);
  await closed;
  expect(heard).toEqual(['before']);
});

it('cuts off who does not read', async () => {
  theirs.pause();
  let isClosed = false;
  void closed.then(() => {
    isClosed = true;
  });
  for (let sent = 0; !isClosed && sent < 10_000; sent++) {
    channel.send({ text: 'x'.repeat(60_000) });
    await new Promise(setImmediate);
  }
  await closed;
  expect(isClosed).toBe(true);
});

it('sends what was said before it closes', async () => {
  let got = '';
  theirs.on('data', (data) => {
    got += String(data);
  });
  channel.send({ a: 1 });
  channel.close();
  channel.send({ b: 2 });
  await once(theirs, 'close');
  expect(got).toBe('{"a":1}\n');
});
