import { once } from 'node:events';
import type { ServeJob } from './args.ts';
import { localServer } from './model.ts';

/** Runs a model in the foreground for other programs, until `signal`. Its log goes to standard error. */
export async function serve(
  { local, port }: ServeJob,
  dist: URL,
  print: (text: string) => Promise<void>,
  signal: AbortSignal,
): Promise<void> {
  const log = (line: string) => process.stderr.write(`${line}\n`);
  const { server, open } = await localServer(local, dist, { log, ...(port && { port }) });
  try {
    const release = server.lease();
    const { baseURL, apiKey, model } = await open({ signal });
    const { name: gpu = 'cpu', devices = [] } = server.backend ?? {};
    const told = { baseURL, apiKey, model, gpu, devices: devices.map(({ name }) => name) };
    await print(`${JSON.stringify(told, null, 2)}\n`);
    const ended = new Promise<never>((_, reject) => {
      server.onStatus(({ state, error }) => {
        if (state === 'failed') reject(error);
      });
    });
    await Promise.race([once(signal, 'abort'), ended]);
    release();
    signal.throwIfAborted();
  } finally {
    await server.dispose();
  }
}
