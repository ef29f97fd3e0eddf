import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Machine } from '../../../src/models/machine.ts';
import { type ModelShape, readShape } from '../../../src/models/shape.ts';
import { TEXT_SHAPES, type TextName, textHeader, VISION_SHAPES, visionHeader } from '../../fixtures/model-shapes.ts';
import { type TensorType, writeHeader } from '../../fixtures/tiny-model/gguf.ts';

/** Files that are headers of real shapes, and holes instead of weights. */
export class Headers {
  private constructor(readonly folder: string) {}

  static async make(): Promise<Headers> {
    return new Headers(await mkdtemp(path.join(tmpdir(), 'glimpse-shapes-')));
  }

  /** Paths of a model and, where its shape is there, of its vision part. */
  async files(name: TextName, type: TensorType = 'Q4_K'): Promise<{ model: string; mmproj?: string }> {
    const folder = path.join(this.folder, `${name}-${type}`);
    await mkdir(folder, { recursive: true });
    const model = path.join(folder, `${name}-${type}.gguf`);
    await writeHeader(model, textHeader(TEXT_SHAPES[name], type));
    if (!isVision(name)) return { model };
    const mmproj = path.join(folder, `mmproj-${name}.gguf`);
    await writeHeader(mmproj, visionHeader(VISION_SHAPES[name]));
    return { model, mmproj };
  }

  async shape(name: TextName, type?: TensorType): Promise<ModelShape> {
    const { model, mmproj } = await this.files(name, type);
    return readShape(model, mmproj);
  }

  remove(): Promise<void> {
    return rm(this.folder, { recursive: true });
  }
}

const isVision = (name: string): name is keyof typeof VISION_SHAPES => name in VISION_SHAPES;

export const MiB = 2 ** 20;
export const GiB = 2 ** 30;

/** A machine with so much free of its memories, GiB. */
export function machine(main: number, ...gpus: number[]): Machine {
  return {
    memory: { total: main * GiB, free: main * GiB },
    gpus: gpus.map((size, i) => ({ id: `CUDA${i}`, name: 'NVIDIA GeForce', total: size * GiB, free: size * GiB })),
  };
}
