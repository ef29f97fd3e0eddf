import { type ChildProcess, spawn } from 'node:child_process';
import { cp, mkdtemp, realpath, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { build } from 'esbuild';
import { nodeModule } from '../../../esbuild.node.mjs';
import { parserWeights } from '../../../models/parser/weights.mjs';

const root = path.resolve(import.meta.dirname, '../../..');

/** The terminal program, built as esbuild.mjs builds it, in a folder of its own. */
export class Program {
  private constructor(readonly folder: string) {}

  static async build(): Promise<Program> {
    const folder = await mkdtemp(path.join(await realpath(tmpdir()), 'glimpse-cli-'));
    // For sharp and onnxruntime, which are not bundled.
    await symlink(path.join(root, 'node_modules'), path.join(folder, 'node_modules'), 'junction');
    await build({
      ...nodeModule,
      absWorkingDir: root,
      entryPoints: { cli: 'src/cli.ts', worker: 'src/worker/main.ts' },
      outdir: path.join(folder, 'dist'),
      splitting: true,
    });
    await cp(parserWeights(), path.join(folder, 'dist/parser'), { recursive: true });
    return new Program(folder);
  }

  /** A path in the folder that the program runs in. */
  at(...names: string[]): string {
    return path.join(this.folder, ...names);
  }

  /** @param env besides that of the tests */
  start(args: readonly string[], env?: NodeJS.ProcessEnv): ChildProcess {
    const options = { cwd: this.folder, env: { ...process.env, ...env } };
    return spawn(process.execPath, [this.at('dist/cli.js'), ...args], options);
  }

  async run(args: readonly string[], input?: Uint8Array, env?: NodeJS.ProcessEnv): Promise<Outcome> {
    const child = this.start(args, env);
    child.stdin!.end(input);
    return outcome(child);
  }

  remove(): Promise<void> {
    return rm(this.folder, { recursive: true, force: true });
  }
}

export interface Outcome {
  code: number | null;
  stdout: string;
  stderr: string;
}

export function outcome(child: ChildProcess): Promise<Outcome> {
  const said = { stdout: '', stderr: '' };
  child.stdout!.setEncoding('utf8').on('data', (chunk: string) => {
    said.stdout += chunk;
  });
  child.stderr!.setEncoding('utf8').on('data', (chunk: string) => {
    said.stderr += chunk;
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, ...said }));
  });
}
