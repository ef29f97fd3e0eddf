import { stat } from 'node:fs/promises';
import type { GlimpseError } from '../errors.ts';
import type { MmprojFile } from '../host/mmproj.ts';
import { type ModelFile, modelName } from '../host/model-file.ts';
import type { Program } from './places.ts';

/** A vision model that lies on this machine. */
export interface FoundModel {
  /** Whose folder it lies in. */
  program: Program;
  /** As its program calls it (`qwen3-vl:8b`), else the name of its file without ending. */
  name: string;
  /** The file to load; of shards the first one. */
  file: string;
  /** Its vision part, as far as there is one. */
  mmproj: string | undefined;
  /** bytes of all its files, the vision part included */
  size: number;
  /** `8B`, `Q4_K`; undefined where its header can't be read. */
  parameters: string | undefined;
  quantization: string | undefined;
  /** Why it can't be used, as far as its files tell without being loaded. */
  problem: GlimpseError | undefined;
}

/** A model before it is known which program it is of. */
export type Found = Omit<FoundModel, 'program'>;

/** A model of a kind that always sees, whose vision part is not with it. */
export interface Lonely {
  name: string;
  model: ModelFile;
}

/** A vision part, and what its place says of it: names of folders, or of the model in a manifest. */
export interface Part {
  mmproj: MmprojFile;
  label: string;
}

/** What a search comes across. */
export type Sight = { found: Found } | { lonely: Lonely } | { part: Part };

/** Architectures of llama.cpp (src/llama-arch.cpp) whose models are all made to see. */
export const alwaysSees = ({ architecture }: ModelFile): boolean =>
  /^(qwen2vl|qwen3vl|qwen3vlmoe|cogvlm|hunyuan_vl|paddleocr|deepseek2-ocr)$/.test(architecture);

export function found(
  model: ModelFile,
  mmproj: MmprojFile | undefined,
  problem?: GlimpseError,
  name = modelName(model.path),
): Found {
  const { path: file, parameters, quantization } = model;
  const size = model.fileSize + (mmproj?.fileSize ?? 0);
  return { name, file, mmproj: mmproj?.path, size, parameters, quantization, problem };
}

/** A model whose header can't be read. */
export async function broken(file: string, problem: GlimpseError, name = modelName(file)): Promise<Found> {
  const { size } = await stat(file).catch(() => ({ size: 0 }));
  return { name, file, mmproj: undefined, size, parameters: undefined, quantization: undefined, problem };
}
