import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { BackendMemory } from '../backend-memory.ts';
import { alone } from './alone.ts';
import { type HostFile, readHostFile, removeHostFile, writeHostFile } from './host-file.ts';
import { Keeper } from './keeper.ts';
import { Link } from './link.ts';
import { secret } from './proof.ts';

export interface KeepOptions {
  /** `hostFileIn` a folder. */
  file: string;
  version: string;
  watch: string;
  graceMs: number;
  /** The file of a BackendMemory. */
  backends: string;
}

/** How often it is looked whether the file still leads here; ms. */
const LOOK_MS = 5000;

/** Runs a keeper in this process until it is over, unless there is one already. Throws what node:fs throws. */
export async function keep({ file, backends: kept, ...options }: KeepOptions): Promise<void> {
  const key = secret();
  const keeper = new Keeper({ ...options, key, backends: new BackendMemory(kept, options.version) });
  const server = createServer((socket) => keeper.accept(socket));
  // A process that is beside itself must not keep a model.
  process.once('uncaughtException', (error) => {
    keeper.log(`The process that keeps the model ends: ${error.stack ?? error.message}`);
    keeper.end();
    process.exitCode = 1;
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => keeper.end());
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  const own: HostFile = { version: options.version, pid: process.pid, port, key };
  // The window that started this ends the channel as soon as it has connected, and with itself.
  keeper.expect(
    new Promise((resolve) => (process.connected ? process.once('disconnect', resolve) : resolve(undefined))),
  );
  const isKept = await alone(file, async () => {
    const found = await readHostFile(file);
    const other = found && (await Link.to(found, own.version));
    other?.close();
    if (!other) await writeHostFile(file, own);
    return !other;
  });
  await new Promise<void>((resolve) => process.send?.({}, undefined, undefined, () => resolve()));
  if (!isKept) return;
  const looking = setInterval(() => void look(), LOOK_MS);
  await keeper.over;
  clearInterval(looking);
  await removeHostFile(file, own).catch(() => {});

  /** Two that keep a model may not fit into the memory: one that can't be found any more must not stay. */
  async function look(): Promise<void> {
    if ((await readHostFile(file))?.key === key) return;
    await alone(file, async () => {
      const found = await readHostFile(file);
      if (!found) await writeHostFile(file, own);
      else if (found.key !== key) void keeper.leave();
    }).catch((error: Error) =>
      keeper.log(`The file by which windows find the model can't be written: ${error.message}`),
    );
  }
}
