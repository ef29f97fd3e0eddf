import { freemem, totalmem } from 'node:os';

/** A device that llama-server can compute on besides the processor, as `--list-devices` names it. */
export interface Gpu {
  /** `CUDA0` */
  id: string;
  /** `NVIDIA GeForce RTX 4090` */
  name: string;
  /** bytes */
  total: number;
  free: number;
}

/** The memory that a model may have here. */
export interface Machine {
  gpus: readonly Gpu[];
  /** bytes of main memory */
  memory: { total: number; free: number };
}

/** This machine, with the GPUs that a llama-server sees. */
export function thisMachine(gpus: readonly Gpu[]): Machine {
  const total = totalmem();
  // On a Mac what other programs only hold as a cache does not count as free: as if half of all were theirs.
  const free = process.platform === 'darwin' ? Math.max(freemem(), total / 2) : freemem();
  return { gpus, memory: { total, free: Math.min(total, free) } };
}

/** Whether a device has no memory of its own, but part of the main memory: on a Mac, and on most laptops without a card. */
export function sharesMemory({ id, name }: Pick<Gpu, 'id' | 'name'>): boolean {
  if (/^(metal|mtl)/i.test(id)) return true;
  return /\b(Intel|UHD|Iris)\b(?!.*\bArc\b.*\b[AB]\d{3}\b)|Radeon(\(TM\))?( \d{3}M| Vega)? Graphics\b|Adreno|Apple|llvmpipe/i.test(
    name,
  );
}

/**
 * The devices that llama.cpp computes on: where there is a card with memory of its own, those that share the main memory are
 * left alone (llama_prepare_model_devices in src/llama.cpp).
 */
export function usedGpus({ gpus }: Machine): readonly Gpu[] {
  const cards = gpus.filter((gpu) => !sharesMemory(gpu));
  return cards.length > 0 ? cards : gpus.slice(0, 1);
}

/**
 * What a model may take of each: the rest stays for the screen and for other programs. 6 % of a card, at most 1 GiB; a tenth
 * of the main memory, at most 2 GiB.
 */
export function budget(machine: Machine): { gpus: readonly { gpu: Gpu; bytes: number }[]; memory: number } {
  const { total, free } = machine.memory;
  const left = (bytes: number, kept: number): number => Math.max(0, Math.floor(bytes - kept));
  return {
    gpus: usedGpus(machine).map((gpu) => ({
      gpu,
      bytes: left(Math.min(gpu.free, gpu.total), Math.min(0.06 * gpu.total, 2 ** 30)),
    })),
    memory: left(Math.min(free, total), Math.min(0.1 * total, 2 ** 31)),
  };
}
