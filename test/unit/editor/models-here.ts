import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { CurrentModel } from '../../../src/editor/current-model.ts';
import { Models } from '../../../src/editor/models.ts';
import { Settings } from '../../../src/editor/settings.ts';
import type { ModelState } from '../../../src/protocol.ts';
import { server } from '../models/hub.ts';
import { writeMmproj, writeModel } from '../models/small-gguf.ts';

const manifest = JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8'));
const defaults = Object.fromEntries(
  Object.entries<{ default: unknown }>(manifest.contributes.configuration.properties).map(([key, value]) => [
    key.replace('glimpse.', ''),
    value.default,
  ]),
);

/** Settings as the manifest declares them, but for some. */
export const settingsOf = (values: object): Settings => new Settings(() => ({ ...defaults, ...values }));

/** The models of a machine whose hub, at a real server, has one very small model: `tiny:Q4_K_M`. */
export class ModelsHere {
  readonly models: Models;
  /** The model in use, as far as the other parts ask about it. */
  readonly current: CurrentModel;
  state: ModelState = { state: 'none' };
  readonly log: string[] = [];
  /** What the hub says to each who asks for a file; 200: it sends it. */
  status = 200;
  /** While this is set the hub sends half of the weights and waits. */
  held: Promise<void> | undefined;

  private constructor(
    readonly folder: string,
    private readonly hub: Awaited<ReturnType<typeof server>>,
    readonly values: Record<string, unknown>,
    /** Bytes of the weights and of the vision part. */
    readonly sizes: readonly [number, number],
  ) {
    const listeners = new Set<() => void>();
    const here = this;
    this.current = {
      get state() {
        return here.state;
      },
      get file() {
        return here.values.modelFile || undefined;
      },
      facts: ['Computed on the processor'],
      onChange(listener: () => void) {
        listeners.add(listener);
        return { dispose: () => listeners.delete(listener) };
      },
      unload: async () => here.become({ state: 'none' }),
      endpoint: async () => undefined,
    } as unknown as CurrentModel;
    this.become = (state) => {
      this.state = state;
      for (const listener of listeners) listener();
    };
    const note = (line: string) => void this.log.push(line);
    this.models = new Models({
      settings: new Settings(() => values),
      tokens: { get: async () => undefined },
      model: this.current,
      log: { info: note, warn: note, error: note } as never,
    });
  }

  /** The model in use is like this from now on, and whoever listens is told. */
  readonly become: (state: ModelState) => void;

  static async make(): Promise<ModelsHere> {
    const folder = await mkdtemp(path.join(tmpdir(), 'glimpse-models-'));
    const files = {
      'tiny.gguf': await readFile(await writeModel(path.join(folder, 'made', 'a.gguf'))),
      'mmproj.gguf': await readFile(await writeMmproj(path.join(folder, 'made', 'b.gguf'))),
    };
    let here: ModelsHere | undefined;
    const send =
      (data: Buffer, waits = false) =>
      async (_: IncomingMessage, response: ServerResponse) => {
        if (here!.status !== 200) return void response.writeHead(here!.status).end();
        response.writeHead(200, { 'content-length': data.length });
        response.write(data.subarray(0, data.length / 2));
        if (waits) await here!.held;
        response.end(data.subarray(data.length / 2));
      };
    const tree = Object.entries(files).map(([name, data]) => {
      const oid = createHash('sha256').update(data).digest('hex');
      return { type: 'file', path: name, size: data.length, lfs: { oid, size: data.length } };
    });
    const hub = await server({
      '/api/models/who/tiny/tree/main?recursive=true': (_, response) => void response.end(JSON.stringify(tree)),
      '/who/tiny/resolve/main/tiny.gguf': send(files['tiny.gguf'], true),
      '/who/tiny/resolve/main/mmproj.gguf': send(files['mmproj.gguf']),
    });
    const tiny = {
      title: 'Tiny',
      repository: 'who/tiny',
      quantizations: { Q4_K_M: { file: 'tiny.gguf', bytes: files['tiny.gguf'].length } },
      mmproj: { F16: { file: 'mmproj.gguf', bytes: files['mmproj.gguf'].length } },
    };
    const values = { ...defaults, modelMirror: hub.url, modelsFolder: path.join(folder, 'models'), models: { tiny } };
    here = new ModelsHere(folder, hub, values, [files['tiny.gguf'].length, files['mmproj.gguf'].length]);
    return here;
  }

  /** The model that the hub has. */
  get tiny() {
    return this.models.build('tiny:Q4_K_M')!;
  }

  /** The vision part is here, and the weights are on their way. */
  get isHalfWay(): boolean {
    return this.models.downloads.all[0]?.progress?.file.endsWith('tiny.gguf') ?? false;
  }

  async close(): Promise<void> {
    this.models.dispose();
    await this.hub.close();
    await rm(this.folder, { recursive: true, force: true });
  }
}
